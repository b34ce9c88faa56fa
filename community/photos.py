"""Pictures that belong to words: sent shortly before them, or shortly after.

Windows (docs/vocabulary.md F): five minutes before a report or ten after it, ten minutes before a
command; the same person in the same chat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from community.calendar import Calendar
from community.effects import Effects, Erase, Job, Record
from community.messages import Kind, Message, MessageState
from community.records import Between, OneOf, Records

BEFORE_REPORT = timedelta(minutes=5)
AFTER_REPORT = timedelta(minutes=10)
BEFORE_COMMAND = timedelta(minutes=10)
_UNCLAIMED = OneOf((MessageState.NORMAL, MessageState.FOR_A_PERSON))
_MOMENT = timedelta(seconds=1)


def unclaimed(
    records: Records, words: Message, at: datetime, window: timedelta, kind: Kind = Kind.IMAGE
) -> Sequence[Message]:
    """Pictures by the same person in the same chat that no words have claimed, oldest first.

    Or files, if that is the `kind`.
    """
    return records.find(
        Message,
        sender=words.sender,
        room=words.room,
        kind=kind,
        state=_UNCLAIMED,
        at=Between(at - window, at + _MOMENT),
    )


def jobs_of_message(message: Message, _: Calendar) -> Iterator[Job]:
    """A picture or a file that no words claim in time waits for a person."""
    if message.kind in (Kind.IMAGE, Kind.FILE) and message.state is MessageState.NORMAL:
        yield Job("图片无主", message.code, message.at + AFTER_REPORT, message.community)


def read_through(file: Message) -> Effects:
    """A command has read the file: nobody needs what stands in it any more."""
    read = replace(file, text="", state=MessageState.DEALT_WITH)
    return (Record(read), Erase(file.cause))


def names(photos: Sequence[Message]) -> tuple[str, ...]:
    return tuple(photo.file for photo in photos)


def claimed(photos: Sequence[Message]) -> Effects:
    """Note that words have claimed them."""
    return tuple(Record(replace(photo, state=MessageState.DEALT_WITH)) for photo in photos)
