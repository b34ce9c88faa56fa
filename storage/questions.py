"""What we wait to hear: open questions, by who was asked, where, and about what."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from community.effects import Ask, Forget
from community.messages import Chat
from community.refs import PersonId
from storage import queueing
from storage.plumbing import QUESTIONS


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that somebody has yet to answer."""

    name: str
    subject: str
    payload: Mapping[str, str]


# Built once: this is asked for every message of somebody who owes us an answer.
_WAITING = (
    select(QUESTIONS)
    .where(
        QUESTIONS.c.person == bindparam("person"),
        QUESTIONS.c.chat == bindparam("chat"),
        QUESTIONS.c.private == bindparam("private"),
        QUESTIONS.c.until > bindparam("now"),
    )
    .order_by(QUESTIONS.c.asked_at.desc(), QUESTIONS.c.id.desc())
)
# And this is asked for every group of messages.
_ASKED = select(QUESTIONS.c.person).where(
    QUESTIONS.c.person.in_(bindparam("people", expanding=True)),
    QUESTIONS.c.until > bindparam("now"),
)


def ask(connection: Connection, question: Ask, now: datetime) -> None:
    """Wait for an answer; the same question about the same subject replaces itself."""
    row = {
        "chat": question.to.id,
        "private": question.to.private,
        "person": question.person,
        "name": question.question,
        "subject": question.subject,
        "asked_at": now,
        "until": question.until,
        "payload": json.dumps(dict(question.payload), ensure_ascii=False),
    }
    connection.execute(_ASK, row)


_NEW = insert(QUESTIONS)
_ASK = _NEW.on_conflict_do_update(
    index_elements=["chat", "person", "name", "subject"],
    set_={name: _NEW.excluded[name] for name in ("asked_at", "until", "payload")},
)


def forget(connection: Connection, effect: Forget) -> None:
    """Stop waiting. What a group has not been asked yet is not asked any more."""
    meant = (QUESTIONS.c.name == effect.question) & (QUESTIONS.c.subject == effect.subject)
    if effect.person:
        meant &= QUESTIONS.c.person == effect.person
    for asked in connection.execute(select(QUESTIONS).where(meant, ~QUESTIONS.c.private)):
        queueing.unask(connection, asked.chat, asked.person, asked.asked_at)
    connection.execute(QUESTIONS.delete().where(meant))


def waiting_for(
    connection: Connection, chat: Chat, person: PersonId, now: datetime
) -> Sequence[OpenQuestion]:
    """What that person may answer there, asked last first."""
    asked = {"person": person, "chat": chat.id, "private": chat.private, "now": now}
    return [
        OpenQuestion(row.name, row.subject, json.loads(row.payload))
        for row in connection.execute(_WAITING, asked)
    ]


def people_asked(connection: Connection, people: Collection[str], now: datetime) -> frozenset[str]:
    """Those among `people` whose answer we wait for."""
    asked = {"people": list(people), "now": now}
    return frozenset(connection.execute(_ASKED, asked).scalars())


def forget_expired(connection: Connection, now: datetime) -> int:
    """Stop waiting for what was not answered in time. How many questions."""
    return connection.execute(QUESTIONS.delete().where(QUESTIONS.c.until <= now)).rowcount
