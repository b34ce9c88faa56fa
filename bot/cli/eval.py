"""eval: how well things are understood, as a table or as JSON."""

from collections.abc import Sequence
from pathlib import Path

from bot.cli import eval_lines, eval_threads, eval_times
from bot.cli.opening import settings
from bot.ears import ear_in
from nlp.corpus.rows import NotALine
from nlp.ear import Ear


class Unreadable(Exception):
    """A file that is not there, or is no such file; says so in a sentence."""


def report(kind: str, file: Path, config: Path | None, *, as_json: bool) -> None:
    """Measure with a file of that kind: lines, times, threads, silence.

    With the ear of that configuration. Raises Unreadable, Misconfigured.
    """
    rows = _rows(file)
    try:
        match kind:
            case "times":
                eval_times.report_times(rows, as_json=as_json)
            case "lines":
                eval_lines.report_lines(rows, _ear(config), as_json=as_json)
            case "threads":
                eval_threads.report_threads(rows, _ear(config), as_json=as_json)
            case "silence":
                eval_lines.report_silence(rows, _ear(config), as_json=as_json)
    except NotALine as error:
        raise Unreadable(f"{file} {error}") from None


def report_folds(folds: int, *, as_json: bool) -> None:
    """Measure with the corpus itself, hands unheard. Takes about a minute a fold."""
    eval_lines.report_folds(folds, as_json=as_json)


def _ear(config: Path | None) -> Ear:
    return ear_in(settings(config).storage.folder)


def _rows(file: Path) -> Sequence[str]:
    """The lines of the file. Raises Unreadable."""
    try:
        return file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise Unreadable(f"没有这个文件：{file}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"不是 UTF-8 文本：{file}") from None
    except OSError as error:
        raise Unreadable(f"读不了：{file}（{error.strerror}）") from None
