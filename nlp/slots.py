"""The slots of a message, literally as typed: place, time, headcount, phone.

Which of several places is that of the event is a matter of custom, so a small model chooses
(nlp/span_model.py, trained by nlp/training/slots.py); a phone number is a pattern.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nlp.guess import SILENT_INTENTS
from nlp.normalise import LONGEST
from nlp.slot_features import features, plain
from nlp.slot_marks import phone_span
from nlp.span_model import LEARNED, SpanModel, best, shipped

# Nobody says further on where and when it is.
REACH = 400
# How likely there must be a span at all: by cross-validation, docs/understanding.md.
_THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {"place": 0.4, "headcount": 0.35, "time_text": 0.45}
)

# How likely anything has to be wanted for a phone number to be part of it.
_WANTED = 0.5


@dataclass(frozen=True, slots=True)
class Slots:
    """Literal parts of the text, empty where nothing is said."""

    place: str | None = None
    time_text: str | None = None
    headcount: str | None = None
    phone: str | None = None


def read_slots(
    text: str, wants: str | Mapping[str, float] = "", model: SpanModel | None = None
) -> Slots:
    """What `text` says; `wants` is its intent (nlp/span_model.py INTENTS) or how likely each is.

    Chat and thanks have no slots: a place in small talk is not the place of an event.
    """
    likely = {wants: 1.0} if isinstance(wants, str) else wants
    asked = {intent: share for intent, share in likely.items() if intent not in SILENT_INTENTS}
    if not asked:
        return Slots()
    found = read_spans(text, asked, model or shipped())
    return Slots(**{slot: text[start:end] for slot, (start, end) in found.items()})


def read_spans(
    text: str, wants: Mapping[str, float], model: SpanModel
) -> Mapping[str, tuple[int, int]]:
    """Start and end of each slot found."""
    whole = plain(text[:LONGEST])
    seen = whole[:REACH]
    is_likely = sum(wants.values()) >= _WANTED
    found: dict[str, tuple[int, int] | None] = {"phone": phone_span(whole) if is_likely else None}
    if seen:
        likely = model.likely(features(seen), wants)
        for number, slot in enumerate(LEARNED):
            found[slot] = best(likely[number], _THRESHOLDS[slot])
    return {slot: span for slot, span in found.items() if span is not None}
