"""The slots of a message, literally as typed: place, time, headcount, phone.

Which of several places is that of the event is a matter of custom, so a small model chooses
(nlp/span_model.py, trained by nlp/training/slots.py); a phone number is a pattern.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nlp.normalise import LONGEST
from nlp.slot_features import features, plain
from nlp.slot_marks import phone_span
from nlp.span_model import LEARNED, SpanModel, best, shipped

# Nobody says further on where and when it is.
REACH = 400
# What nothing is to be read from, whatever stands there.
_SILENT = frozenset({"chat", "thanks"})
# How likely there must be a span at all: by cross-validation, docs/understanding.md.
_THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {"place": 0.4, "headcount": 0.35, "time_text": 0.45}
)


@dataclass(frozen=True, slots=True)
class Slots:
    """Literal parts of the text, empty where nothing is said."""

    place: str | None = None
    time_text: str | None = None
    headcount: str | None = None
    phone: str | None = None


def read_slots(text: str, intent: str = "", model: SpanModel | None = None) -> Slots:
    """What `text` says; `intent` is what it wants (nlp/span_model.py INTENTS), if known.

    Chat and thanks have no slots: a place in small talk is not the place of an event.
    """
    if intent in _SILENT:
        return Slots()
    found = read_spans(text, intent, model or shipped())
    return Slots(**{slot: text[start:end] for slot, (start, end) in found.items()})


def read_spans(text: str, intent: str, model: SpanModel) -> Mapping[str, tuple[int, int]]:
    """Start and end of each slot found."""
    whole = plain(text[:LONGEST])
    seen = whole[:REACH]
    found: dict[str, tuple[int, int] | None] = {"phone": phone_span(whole)}
    if seen:
        likely = model.likely(features(seen), intent)
        for number, slot in enumerate(LEARNED):
            found[slot] = best(likely[number], _THRESHOLDS[slot])
    return {slot: span for slot, span in found.items() if span is not None}
