"""Figures of intents, categories and urgency: what was judged against what was labelled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.corpus import Line
from nlp.guess import COMPLAINT, INTENTS, SILENT_INTENTS, Tier
from nlp.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Score:
    """How many there are, how many were found, and how many of those rightly."""

    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return share(self.right, self.found)

    @property
    def recall(self) -> float:
        return share(self.right, self.labelled)

    @property
    def f1(self) -> float:
        return share(2 * self.right, self.labelled + self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of one file. `confused` counts pairs of labelled and judged intent."""

    n: int
    intents: Mapping[str, Score]
    auto: Score
    noticed: Score
    category: Score
    urgent: Score
    confused: Mapping[tuple[str, str], int]

    @property
    def macro_f1(self) -> float:
        """Over the intents that occur, whatever their tier."""
        some = [score.f1 for score in self.intents.values() if score.labelled]
        return sum(some) / len(some) if some else 0.0


def compared(lines: Sequence[Line], judged: Sequence[Judgement]) -> Report:
    """The figures of judgements, one for each line."""
    pairs = list(zip(lines, judged, strict=True))
    complaints = [(line, one) for line, one in pairs if line.intent == COMPLAINT]
    filed = [(line, one) for line, one in complaints if line.category]
    return Report(
        n=len(pairs),
        intents={name: _of_intent(name, pairs) for name in INTENTS},
        auto=Score(
            labelled=sum(line.intent not in SILENT_INTENTS for line, _ in pairs),
            found=sum(is_acted_on(one) for _, one in pairs),
            right=sum(is_acted_on(one) and line.intent == one.intent for line, one in pairs),
        ),
        noticed=Score(
            labelled=len(complaints),
            found=sum(is_noticed(one) for _, one in pairs),
            right=sum(is_noticed(one) for _, one in complaints),
        ),
        category=Score(
            labelled=len(filed),
            found=sum(bool(one.category) for _, one in filed),
            right=sum(line.category == one.category for line, one in filed),
        ),
        urgent=Score(
            labelled=sum(line.urgent for line, _ in pairs),
            found=sum(one.urgent for _, one in pairs),
            right=sum(line.urgent and one.urgent for line, one in pairs),
        ),
        confused=Counter((line.intent, one.intent) for line, one in pairs),
    )


def is_acted_on(one: Judgement) -> bool:
    """True if 小格 would do something about it by itself."""
    return one.tier is Tier.SURE and one.intent not in SILENT_INTENTS


def is_noticed(one: Judgement) -> bool:
    """True if a complaint would be acted on, or shown to a worker."""
    return one.tier is Tier.HALF_SURE or (one.tier is Tier.SURE and one.intent == COMPLAINT)


def share(part: int, whole: int) -> float:
    """Of nothing, nothing."""
    return part / whole if whole else 0.0


def _of_intent(name: str, pairs: Sequence[tuple[Line, Judgement]]) -> Score:
    return Score(
        labelled=sum(line.intent == name for line, _ in pairs),
        found=sum(one.intent == name for _, one in pairs),
        right=sum(line.intent == name == one.intent for line, one in pairs),
    )
