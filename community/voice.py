"""Voice that somebody has put into words, and the case that it says more about."""

from dataclasses import replace

from community.cases import Case
from community.messages import Message
from community.photos import AFTER_REPORT
from community.records import Between, Has, Records

_AND = "；"


def spoken_about(message: Message, records: Records) -> Case | None:
    """What the speaker reported there shortly before the message, or shortly after it."""
    found = records.find(
        Case,
        room=message.room,
        accepted_at=Between(message.at - AFTER_REPORT, message.at + AFTER_REPORT),
        reporters=Has(message.sender),
        newest=True,
        limit=1,
    )
    return found[0] if found else None


def with_words(case: Case, text: str) -> Case:
    """The case, with more of what is wrong; of minors no words are kept."""
    if case.minor:
        return case
    return replace(case, detail=_AND.join(filter(None, (case.detail, text))))


def without_words(case: Case, text: str) -> Case:
    """The case, as if that had not been added."""
    return replace(case, detail=case.detail.replace(f"{_AND}{text}", "").replace(text, ""))
