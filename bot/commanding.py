"""Commands: found, permitted, read, perhaps confirmed, carried out, and always audited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot import help as helping
from bot.outcome import SILENCE, Door, Outcome, Verdict
from bot.phrasebook import HELP, Phrasebook
from bot.refusals import refuse
from community.audit import Audit, Result
from community.calendar import at
from community.effects import Ask, Effects, Forget, Record
from community.errors import (
    Ambiguous,
    CommunityError,
    NotAllowed,
    NotFound,
    NotHere,
    UnknownCommand,
)
from community.people import Person, Role, RoomKind, Standing
from community.reach import admins, tell
from community.records import Between, Records
from community.refs import NOBODY, PersonId
from community.wording import Text, Words
from handlers.kit.arguments import Context
from handlers.kit.commands import Command, Venue
from handlers.kit.router import Asked, Heard, Router
from nlp.choices import Question, read_words
from nlp.neighbourhood import Neighbourhood
from nlp.normalise import normalise
from nlp.numerals import read_number
from storage.questions import OpenQuestion

WHICH = Text(
    "command.which", "有几位都叫“{name}”，请回复数字：\n{people}\n或回复“取消”，5 分钟内有效。"
)
DROPPED = Text("command.dropped", "好的，没有执行。")
THIRD_REFUSAL = Text(
    "command.third_refusal", "{name} 今天已被拒 {n} 次，最近一次是 {action}，请留意。"
)

HELD_FOR = timedelta(minutes=5)
_THIRD = 3
_UNKNOWN = "/?"
_LONGEST_WORD = 12


class Commanding:
    """Everything that happens behind a slash. Built once, read-only afterwards."""

    # Kept open while a command waits for its confirmation.
    question = Question("确认指令", read_words)

    def __init__(self, routers: Sequence[Router]) -> None:
        self.routers = tuple(routers)
        self.book = Phrasebook(c for r in routers for c in r.commands.values())

    def command(
        self, heard: Heard, line: str, neighbourhood: Neighbourhood, records: Records
    ) -> Outcome:
        """What comes of a command line (without its slash)."""
        asked = Asked(
            message=heard.message,
            speaker=heard.speaker,
            room=heard.room,
            at=heard.at,
            line=line,
            neighbourhood=neighbourhood,
        )
        if line.split()[0] == HELP:
            return self._help(asked)
        found = self.book.find(line)
        if found is None:
            return self._unknown(asked, records)
        return self._carry_out(asked, *found, _context(asked, neighbourhood, records))

    def confirmed(
        self,
        question: OpenQuestion,
        heard: Heard,
        neighbourhood: Neighbourhood,
        records: Records,
    ) -> Outcome | None:
        """Yes, no, or which; anything else leaves the command waiting."""
        said = normalise(heard.message.text).strip("。!~ ")
        asked = Asked(
            message=heard.message,
            speaker=heard.speaker,
            room=heard.room,
            at=heard.at,
            line=question.payload["line"],
            confirmed=question.payload["people"] == "",
            neighbourhood=neighbourhood,
        )
        forget = Forget(question.name, question.subject, PersonId(heard.speaker.code))
        found = self.book.find(asked.line)
        if found is not None and said in ("取消", "不", "不要", "算了"):
            return Outcome(Door.COMMAND, found[0].name, (forget, asked.reply(DROPPED())))
        chosen = _chosen(said, question.payload["people"])
        if found is None or (chosen is None and not (asked.confirmed and said == "确认")):
            return None
        before = question.payload.get("chosen", "").split("\n")
        known = frozenset(PersonId(one) for one in (*before, chosen or "") if one)
        context = replace(_context(asked, neighbourhood, records), chosen=known)
        outcome = self._carry_out(asked, *found, context)
        return replace(outcome, effects=(forget, *outcome.effects))

    def _carry_out(self, asked: Asked, command: Command, rest: str, context: Context) -> Outcome:
        try:
            values = _permitted(asked, command, rest, context)
            held = None
            if command.hold is not None and not asked.confirmed:
                held = command.hold(asked, context.records, **values)
            if held is not None:
                return _hold(asked, held, (), context.chosen)
            effects = command.run(asked, context.records, **values)
        except Ambiguous as error:
            which = _which(error, context.records)
            return _hold(asked, which, error.people, context.chosen)
        except CommunityError as error:
            anyone = replace(context, everywhere=True)
            about = _about(command.readable(rest, anyone))
            return _refused(asked, command.word, error, context.records, about)
        reason = values.get("reason", "")
        audit = _audit(asked, command.word, Result.DONE, reason, context.records)
        audit = replace(audit, undoable=command.undoable, about=_about(values))
        return Outcome(Door.COMMAND, command.name, (*effects, Record(audit)), Verdict.OK)

    def _help(self, asked: Asked) -> Outcome:
        name = " ".join(asked.line.split()[1:])
        words = helping.shown(self.routers, asked.speaker, asked.community, name)
        if words is None:
            words = refuse(NotFound(name))
        return Outcome(Door.COMMAND, f"/{HELP}", (asked.reply_quietly(words),), Verdict.OK)

    def _unknown(self, asked: Asked, records: Records) -> Outcome:
        """Ignored in a group of residents, where emoticon codes begin with a slash too."""
        if asked.room is not None and asked.room.kind is RoomKind.RESIDENTS:
            return SILENCE
        said = asked.line.split()[0][:_LONGEST_WORD]
        mine = [c for c in self.book.commands if c.may(asked.speaker, asked.community)]
        error = UnknownCommand(f"/{said}", helping.near(said, mine))
        refused = _refused(asked, f"/{said}", error, records)
        return replace(refused, name=_UNKNOWN)  # logged, and it may be anything


def _context(asked: Asked, neighbourhood: Neighbourhood, records: Records) -> Context:
    return Context(
        records=records,
        community=asked.community,
        at=asked.at,
        neighbourhood=neighbourhood,
        everywhere=Role.ADMIN in asked.speaker.role,
    )


def _permitted(asked: Asked, command: Command, rest: str, context: Context) -> Mapping[str, Any]:
    """The arguments, if the speaker may give the command, and here. Raises CommunityError.

    Who may not give it learns nothing else: not where it belongs, not how it is said.
    """
    by_role = command.may(asked.speaker, asked.community)
    if asked.speaker.state is Standing.TO_REBIND:
        raise NotAllowed(tuple(sorted(command.roles or ())))
    if not by_role:
        command.check(asked.speaker, asked.community, command.readable(rest, context))
    _check_venue(asked, command)
    return command.read(rest, context)


def _check_venue(asked: Asked, command: Command) -> None:
    if _venue(asked) not in command.where:
        raise NotHere(command.name, tuple(sorted(command.where)))


def _venue(heard: Heard) -> Venue:
    if heard.room is None:
        return Venue.PRIVATE
    return Venue.WORK if heard.room.kind is RoomKind.WORK else Venue.RESIDENTS


def _hold(asked: Asked, words: Words, people: tuple[str, ...], chosen: Iterable[str]) -> Outcome:
    """Ask first; nothing has changed yet. Who was `chosen` before need not be asked for again."""
    question = Ask(
        to=asked.chat,
        person=PersonId(asked.speaker.code),
        words=words,
        question=Commanding.question.name,
        subject=asked.message.cause,
        until=asked.at + HELD_FOR,
        payload={
            "line": asked.line,
            "people": "\n".join(people),
            "chosen": "\n".join(sorted(chosen)),
        },
    )
    return Outcome(Door.COMMAND, asked.line.split()[0], (question,), Verdict.HOLD)


def _which(error: Ambiguous, records: Records) -> Words:
    people = (records.get(Person, person) for person in error.people)
    listed = "\n".join(f"{n} {p.nick}（{p.name}）" for n, p in enumerate(people, 1))
    return WHICH(name=error.name, people=listed)


def _chosen(said: str, people: str) -> PersonId | None:
    listed = people.split("\n") if people else []
    number = read_number(said) if said else None
    return PersonId(listed[number - 1]) if number and 0 < number <= len(listed) else None


def _refused(
    asked: Asked,
    word: str,
    error: CommunityError,
    records: Records,
    about: PersonId = NOBODY,
) -> Outcome:
    """A kind line, except to those in a group who may not do it: they hear nothing there.

    Nor does who has to be known again first: what is held back for them is no old refusal.
    """
    audit = replace(_audit(asked, word, Result.REFUSED, error.reason, records), about=about)
    effects: Effects = (Record(audit), *_third_refusal(asked, word, records))
    in_group = asked.room is not None and asked.room.kind is RoomKind.RESIDENTS
    unsure = asked.speaker.state is Standing.TO_REBIND
    if not unsure and not (in_group and isinstance(error, NotAllowed)):
        effects += (asked.reply_quietly(refuse(error)),)
    return Outcome(Door.COMMAND, word, effects, Verdict.DENY, error.reason)


def _third_refusal(asked: Asked, word: str, records: Records) -> Effects:
    """The third refusal of one person in one day is reported to the admins."""
    today = Between(at(asked.at.date(), time.min))
    before = records.find(Audit, who=asked.speaker.code, result=Result.REFUSED, at=today)
    if len(before) + 1 != _THIRD:
        return ()
    words = THIRD_REFUSAL(name=asked.speaker.name, n=_THIRD, action=word)
    return tell(admins(records), words)


def _about(values: Mapping[str, Any]) -> PersonId:
    """Whom a command names, the first of them."""
    named = (value.code for value in values.values() if isinstance(value, Person))
    return next(named, NOBODY)


def _audit(asked: Asked, word: str, result: Result, reason: str, records: Records) -> Audit:
    return Audit(
        code=records.next_ref(Audit),
        community=asked.community,
        at=asked.at,
        who=PersonId(asked.speaker.code),
        action=word,
        result=result,
        reason=reason,
        cause=asked.message.cause,
    )
