"""Which handler answers a message: a command, an answer, an understood intent, or nobody.

Silence is the normal outcome.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.commanding import Commanding
from bot.outcome import SILENCE, Door, Outcome
from community.effects import Effects, Forget
from community.messages import Chat, Kind
from community.people import RoomKind
from community.records import Records
from community.refs import PersonId
from handlers.kit.router import Answered, Due, Heard, Router, Said, Wake, together
from nlp.neighbourhood import Neighbourhood
from nlp.understand import Understanding
from storage.questions import OpenQuestion

_CODE = re.compile(r"[A-Za-z]{1,2}[0-9]{1,9}")


class Waiting(Protocol):
    """What people have been asked and have not answered yet."""

    def waiting_for(self, chat: Chat, person: PersonId, now: datetime) -> Sequence[OpenQuestion]:
        """Asked last first."""
        ...


class Dispatcher:
    """Knows every door. Built once, read-only afterwards."""

    def __init__(self, routers: Sequence[Router]) -> None:
        self.said = together(r.on_said for r in routers)
        self.due: Mapping[str, Wake] = together(r.on_due for r in routers)
        self.answer = together(r.on_answer for r in routers)
        self.questions = {q.name: q for r in routers for q in r.questions}
        self.arrival = together(r.on_arrival for r in routers)
        self.commanding = Commanding(routers)

    def message(
        self,
        heard: Heard,
        understood: Understanding,
        neighbourhood: Neighbourhood,
        records: Records,
        waiting: Waiting,
    ) -> Outcome:
        """What comes of a message. Raises only what is our own fault."""
        if heard.message.kind is not Kind.TEXT:
            unheard = is_muted(heard) and heard.message.kind is not Kind.RECALL
            return SILENCE if unheard else self._arrived(heard, records)
        line = self.commanding.book.said_in(heard.message.text)
        if line is not None:
            return self.commanding.command(heard, line, neighbourhood, records)
        open_questions = _named_first(
            waiting.waiting_for(heard.chat, heard.speaker.code, heard.at), heard.message.text
        )
        for question in open_questions:
            outcome = self._answered(question, heard, understood, neighbourhood, records)
            if outcome is not None:
                return outcome
        if is_left_alone(heard):
            return SILENCE
        outcome = self._said(heard, understood, neighbourhood, records)
        return self._arrived(heard, records) if outcome is SILENCE else outcome

    def job(self, due: Due, records: Records) -> Effects:
        """What comes of a time that has come."""
        return self.due[due.kind].run(due, records)

    def _arrived(self, heard: Heard, records: Records) -> Outcome:
        run = self.arrival.get(heard.message.kind)
        effects = run(heard, records) if run is not None else ()
        return Outcome(Door.ARRIVAL, heard.message.kind, effects) if effects else SILENCE

    def _answered(
        self,
        question: OpenQuestion,
        heard: Heard,
        understood: Understanding,
        neighbourhood: Neighbourhood,
        records: Records,
    ) -> Outcome | None:
        """None if what was said is no answer to it, or its handler has nothing to say to it."""
        if question.name == self.commanding.question.name:
            return self.commanding.confirmed(question, heard, neighbourhood, records)
        known = self.questions.get(question.name)  # a former version may have asked others
        if not known or (answer := known.read(understood.sentence, neighbourhood)) is None:
            return None
        answered: Answered[Any] = Answered(
            message=heard.message,
            speaker=heard.speaker,
            room=heard.room,
            at=heard.at,
            answer=answer,
            subject=question.subject,
            payload=question.payload,
            sentence=understood.sentence,
            neighbourhood=neighbourhood,
        )
        effects = self.answer[question.name](answered, records)
        if not effects:
            return None
        forget = Forget(question.name, question.subject, heard.speaker.code)
        return Outcome(Door.ANSWER, question.name, (forget, *effects))

    def _said(
        self,
        heard: Heard,
        understood: Understanding,
        neighbourhood: Neighbourhood,
        records: Records,
    ) -> Outcome:
        """The surest meaning whose handler has something to say to it."""
        for meaning in understood.meanings:
            hearing = self.said[meaning.intent]
            if meaning.tier < hearing.tier:
                continue
            said: Said[Any] = Said(
                message=heard.message,
                speaker=heard.speaker,
                room=heard.room,
                at=heard.at,
                meaning=meaning,
                sentence=understood.sentence,
                neighbourhood=neighbourhood,
            )
            effects = hearing.run(said, records)
            if effects:
                return Outcome(Door.INTENT, meaning.intent, effects)
        return SILENCE


def is_left_alone(heard: Heard) -> bool:
    """True for what is none of our business: work groups talk among themselves, and the muted."""
    if heard.room is not None and heard.room.kind is RoomKind.WORK:
        return not heard.message.mentioned
    return is_muted(heard)


def is_muted(heard: Heard) -> bool:
    """True if they asked us not to listen, and did not address us."""
    return heard.speaker.muted and heard.room is not None and not heard.message.mentioned


def _named_first(questions: Sequence[OpenQuestion], text: str) -> Sequence[OpenQuestion]:
    """Questions whose case the answer names come first; else the one asked last."""
    named = {code.upper() for code in _CODE.findall(text)}
    return sorted(questions, key=lambda question: question.payload.get("case") not in named)
