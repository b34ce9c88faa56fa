"""eval of conversations: what each message means, and which earlier one it refers to."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from bot.cli import console
from community.lessons import Meant
from nlp.corpus.conversations import read
from nlp.ear import Ear
from nlp.evaluation.intents import share
from nlp.evaluation.threads import Miss, ThreadReport, compared, followed

_LONGEST = 24


def report_threads(rows: Sequence[str], ear: Ear, *, as_json: bool) -> None:
    """Follow every conversation and put out the figures. Raises NotALine."""
    conversations = tuple(read(rows))
    found = compared(conversations, [followed(one, ear) for one in conversations])
    if as_json:
        console.put_json(_plain(found))
        return
    if found.misses:
        console.put_table(_missed(found.misses))
    console.put(_summary(found))


def _plain(found: ThreadReport) -> Mapping[str, Any]:
    return {
        "n": found.n,
        "right": found.right,
        "intents_right": found.intents_right,
        "references_right": found.references_right,
        "threads": found.threads,
        "threads_right": found.threads_right,
        "missed": [
            {
                "id": miss.id,
                "i": miss.expected.i,
                "intent": miss.expected.intent,
                "refers_to": miss.expected.refers_to,
                "read_intent": miss.read.intent,
                "read_refers_to": miss.read.refers_to,
            }
            for miss in found.misses
        ],
    }


def _missed(misses: Sequence[Miss]) -> Table:
    table = Table(title="听错的")
    for name in ("对话", "第几句", "说的", "标的是", "听成"):
        table.add_column(name)
    for miss in misses:
        expected = _reading(miss.expected.intent, miss.expected.refers_to)
        read_as = _reading(miss.read.intent, miss.read.refers_to)
        table.add_row(miss.id, str(miss.expected.i), miss.text[:_LONGEST], expected, read_as)
    return table


def _reading(intent: str, refers_to: int | None) -> str:
    """诉求 → 0; the arrow only if it refers to something."""
    meant: str = Meant[intent.upper()]
    return meant if refers_to is None else f"{meant} → {refers_to}"


def _summary(found: ThreadReport) -> str:
    shares = (
        ("意思和所指都对", found.right, found.n),
        ("意思对", found.intents_right, found.n),
        ("所指对", found.references_right, found.n),
        ("整段都对", found.threads_right, found.threads),
    )
    first = f"{found.threads} 段对话，{found.n} 句"
    return "\n".join((first, *(f"{name}：{n} （{share(n, of):.3f}）" for name, n, of in shares)))
