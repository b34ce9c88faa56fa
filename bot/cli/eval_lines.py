"""eval of single messages: labelled ones, and ordinary ones on which nobody should act."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from bot.cli import console
from bot.clock import SystemClock
from community.lessons import Meant
from handlers import routers
from nlp import corpus
from nlp.corpus import Line, read
from nlp.ear import Ear
from nlp.evaluation.intents import Report, Score, compared, is_acted_on, is_noticed
from nlp.evaluation.slots import SlotFigures, figures
from nlp.guess import SILENT_INTENTS
from nlp.judgement import Judgement, judged
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import prepare
from nlp.slots import read_slots
from nlp.training.unheard import unheard
from nlp.understand import Understander


def report_lines(rows: Sequence[str], ear: Ear, *, as_json: bool) -> None:
    """Judge every labelled message and put out the figures. Raises NotALine."""
    lines = tuple(read(rows))
    judgements = _judged([line.text for line in lines], ear)
    found = compared(lines, judgements)
    pairs = zip(lines, judgements, strict=True)
    slots = figures((line.slots, _slots(line.text, one, ear)) for line, one in pairs)
    if as_json:
        console.put_json(_plain(found, slots))
    else:
        console.put_table(_confusion(found))
        console.put(_summary(found, slots))


def report_folds(folds: int, *, as_json: bool) -> None:
    """Judge the corpus, each hand by an ear that has not heard it. Slots are not read."""
    lines, judgements = list[Line](), list[Judgement]()
    for number, (ear, held) in enumerate(unheard(corpus.lines(), folds), 1):
        console.say(f"第 {number} 组，共 {folds} 组：{len(held)} 句没听过的。")
        lines += held
        judgements += _judged([line.text for line in held], ear)
    found = compared(lines, judgements)
    if as_json:
        console.put_json(_plain(found, {}))
    else:
        console.put_table(_confusion(found))
        console.put(_summary(found, {}))


def report_silence(rows: Sequence[str], ear: Ear, *, as_json: bool) -> None:
    """How many ordinary messages would be acted on, and how many shown to a worker."""
    texts = [row for row in rows if row.strip()]
    judgements = _judged(texts, ear)
    pairs = list(zip(texts, judgements, strict=True))
    acted = [text for text, one in pairs if is_acted_on(one)]
    pooled = [text for text, one in pairs if is_noticed(one) and not is_acted_on(one)]
    if as_json:
        console.put_json({"n": len(texts), "acted": len(acted), "pooled": len(pooled)})
        return
    console.put(f"平常话 {len(texts)} 句：会当真 {len(acted)} 句，会请人看 {len(pooled)} 句。")
    for text in acted:
        console.put(f"  当真：{text}")


def _judged(texts: Sequence[str], ear: Ear) -> Sequence[Judgement]:
    understand = Understander((intent for router in routers() for intent in router.intents), ear)
    around, now = Neighbourhood(), SystemClock().now()
    return [judged(understand(text, around, now), ear) for text in texts]


def _slots(text: str, one: Judgement, ear: Ear) -> Mapping[str, str]:
    """What is taken for chatter has slots as far as it may be more after all."""
    is_silent = one.taken_for in SILENT_INTENTS
    found = read_slots(text, ear.shares(prepare(text)) if is_silent else one.taken_for)
    slots = {
        "place": found.place,
        "time_text": found.time_text,
        "headcount": found.headcount,
        "phone": found.phone,
    }
    return {name: said for name, said in slots.items() if said is not None}


def _plain(found: Report, slots: Mapping[str, SlotFigures]) -> Mapping[str, Any]:
    return {
        "n": found.n,
        "macro_f1": _rounded(found.macro_f1),
        "intents": {name: _of_intent(score) for name, score in found.intents.items()},
        "acted": found.auto.found,
        "auto_precision": _rounded(found.auto.precision),
        "auto_recall": _rounded(found.auto.recall),
        "noticed_recall": _rounded(found.noticed.recall),
        "category_accuracy": _rounded(found.category.recall),
        "urgent_recall": _rounded(found.urgent.recall),
        "urgent_precision": _rounded(found.urgent.precision),
        "slots": {name: _of_slot(one) for name, one in slots.items()},
    }


def _of_intent(score: Score) -> Mapping[str, float]:
    return {
        "n": score.labelled,
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
    }


def _of_slot(one: SlotFigures) -> Mapping[str, float]:
    return {
        "n": one.n_gold,
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "exact_precision": one.exact_precision,
        "exact_recall": one.exact_recall,
    }


def _rounded(share: float) -> float:
    return round(share, 4)


def _confusion(found: Report) -> Table:
    """A row for what was labelled, a column for what was judged."""
    table = Table(title="标的是（行），听成（列）")
    names = list(found.intents)
    table.add_column("")
    for name in names:
        table.add_column(_named(name), justify="right")
    table.add_column("F1", justify="right")
    for name in names:
        counts = (str(found.confused.get((name, other), "")) for other in names)
        table.add_row(_named(name), *counts, f"{found.intents[name].f1:.3f}")
    return table


def _summary(found: Report, slots: Mapping[str, SlotFigures]) -> str:
    lines = [
        f"{found.n} 句，九类宏平均 F1 {found.macro_f1:.3f}",
        f"会当真 {found.auto.found} 句：{_both(found.auto)}",
        f"诉求听见（当真或请人看）：召回 {found.noticed.recall:.3f}",
        f"诉求类别对：{found.category.recall:.3f}",
        f"险情 {found.urgent.labelled} 句：{_both(found.urgent)}",
    ]
    lines += [
        f"{_SLOTS[name]} {one.n_gold} 处：准确 {one.precision:.3f}，召回 {one.recall:.3f}"
        for name, one in slots.items()
    ]
    return "\n".join(lines)


def _both(score: Score) -> str:
    return f"准确 {score.precision:.3f}，召回 {score.recall:.3f}"


def _named(intent: str) -> str:
    return Meant[intent.upper()]


_SLOTS: Mapping[str, str] = {
    "place": "地点",
    "time_text": "时间",
    "headcount": "人数",
    "phone": "电话",
}
