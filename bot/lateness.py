"""What is still to be done of a job whose time passed while nobody was there."""

from collections.abc import Iterable
from dataclasses import replace

from community.effects import Ask, Effect, Effects, Say
from community.wording import Text
from handlers.kit.router import Due, Late
from storage.plumbing import JobState

LATE = Text("job.late", "（补发）{words}")


def in_time(due: Due, effects: Effects, late: Late) -> tuple[Effects, JobState]:
    """Its effects as they still make sense, and what became of it."""
    if not due.late:
        return effects, JobState.DONE
    match late:
        case Late.RUN:
            return tuple(_saying_so(effects)), JobState.DONE
        case Late.SKIP:
            return (), JobState.CANCELLED
        case Late.DROP:
            kept = tuple(e for e in effects if not _is_for_a_group(e))
            return tuple(_saying_so(kept)), JobState.DONE if kept == effects else JobState.DROPPED


def _saying_so(effects: Effects) -> Iterable[Effect]:
    """Whoever hears it in private hears that it comes late; a group need not know."""
    for effect in effects:
        if isinstance(effect, Say | Ask) and effect.to.private:
            yield replace(effect, words=LATE(words=effect.words))
        else:
            yield effect


def _is_for_a_group(effect: Effect) -> bool:
    return isinstance(effect, Say | Ask) and not effect.to.private
