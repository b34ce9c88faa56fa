"""Every way to say a command, and which one a line says."""

import unicodedata
from collections.abc import Iterable, Mapping

from handlers.kit.commands import Command
from nlp.normalise import clean
from nlp.sentence import quotation

HELP = "帮助"


def slash(text: str) -> str | None:
    """The command line in `text`, without its slash ("/" or "／"); None if it is not one.

    Only the beginning counts: a command in the middle of a sentence, or quoted, is none. Nor are
    the codes of emoticons: "/::)".
    """
    bare = clean(text).strip()
    if not bare or unicodedata.normalize("NFKC", bare[0]) != "/":
        return None
    line = bare[1:].strip()
    return line if line[:1].isalnum() else None


def slash_after_quotation(text: str) -> str | None:
    """The command line that is said to a quotation: only a few commands are; None if none is."""
    quoted = quotation(text) if "「" in text else None  # most messages quote nothing
    return slash(quoted.rest) if quoted else None


class Phrasebook:
    """Built once, read-only afterwards."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.by_words = _by_words(commands)

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(dict.fromkeys(self.by_words.values()))

    def said_in(self, text: str) -> str | None:
        """The command line of a message, without its slash; None if it is no command."""
        line = slash(text)
        if line is not None:
            return line
        line = slash_after_quotation(text)
        found = self.find(line) if line else None
        return line if found and found[0].quoting else None

    def find(self, line: str) -> tuple[Command, str] | None:
        """The command that `line` says, and the rest of the line; the longer name wins."""
        words = line.split(maxsplit=2)
        for length in (2, 1):
            command = self.by_words.get(tuple(words[:length]))
            if command is not None:
                rest = line.split(maxsplit=length)[length:]
                return command, rest[0] if rest else ""
        return None


def _by_words(commands: Iterable[Command]) -> Mapping[tuple[str, ...], Command]:
    """Raises ValueError if two commands are said alike."""
    book: dict[tuple[str, ...], Command] = {}
    for command in commands:
        for spoken in command.spoken:
            if spoken in book:
                other = book[spoken].usage
                raise ValueError(f"/{' '.join(spoken)}: both {other} and {command.usage}")
            book[spoken] = command
    return book
