"""do: the operator gives one command as an admin, and reads the answer on the terminal.

The operator is kept as a person without any role, whom nobody writes to: the rights last as long
as the command. What the command says to others waits in the outbox for the running bot.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from enum import Enum

from sqlalchemy.exc import DBAPIError

from bot.app import build
from bot.cli import console
from bot.cli.opening import alone, calendar, locked_or_broken
from bot.clock import SystemClock
from bot.commanding import Commanding
from bot.ears import ear_in
from bot.errors import Fatal
from bot.observability import quiet
from bot.outcome import SILENCE, Outcome, Verdict
from bot.phrasebook import slash
from bot.runtime import Runtime
from bot.settings import Settings
from community.effects import Ask, Effect, Record, Say, Send
from community.messages import Chat, Message
from community.people import Community, Person, Role
from community.records import Records
from community.refs import PersonId
from handlers.kit.router import Heard
from nlp.normalise import clean
from nlp.privacy import mask
from storage import questions
from storage.transaction import Cause, Transaction
from storage.vault import hidden

CHANNEL = "cli"
OPERATOR = PersonId("cli:operator")


class Given(Enum):
    """What became of a command."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def give(settings: Settings, line: str, community: str) -> Given:
    """Give the command and put out the answer. Raises Fatal."""
    quiet()
    community = community or next((one.name for one in settings.communities), "")
    with alone(settings), _everything(settings) as runtime:
        commanding = runtime.pipeline.dispatcher.commanding
        try:
            outcome = _carry_out(runtime, mask(clean(line)).text, community)
        except DBAPIError as error:
            raise locked_or_broken(settings, error) from error
    for said in _answers(outcome.effects):
        if isinstance(said, Send):
            console.put(said.content)
        elif said.words is not None:
            console.put(hidden(said.words.render(settings.wording)))
    return _judged(outcome, commanding, line)


def _everything(settings: Settings) -> closing[Runtime]:
    """The bot without any channel: nothing can be sent from here."""
    url, days = settings.database_url, calendar(settings)
    ear = ear_in(settings.storage.folder)
    return closing(build(url, days, {}, wording=settings.wording, ledger=settings.ledger, ear=ear))


def _carry_out(runtime: Runtime, line: str, community: str) -> Outcome:
    """One command, one transaction. Raises Fatal if there is no such community."""
    now = SystemClock().now()
    commanding = runtime.pipeline.dispatcher.commanding
    with runtime.store.transaction() as transaction:
        records = transaction.records
        heard = _heard(line, _community(community, records), records, now)
        around = runtime.pipeline.scenes.neighbourhood(heard.community, "", records)
        command = slash(line)
        if command is not None:
            outcome = commanding.command(heard, command, around, records)
        else:
            asked = transaction.waiting_for(heard.chat, OPERATOR, now)
            held = (one for one in asked if one.name == Commanding.question.name)
            answers = (commanding.confirmed(one, heard, around, records) for one in held)
            outcome = next((one for one in answers if one is not None), SILENCE)
        _perform(outcome.effects, heard, transaction)
    return outcome


def _community(name: str, records: Records) -> str:
    found = [one.code for one in records.find(Community)]
    if name and name not in found:
        raise Fatal(f"没有叫这个名字的社区。现有：{'、'.join(found) or '一个也没有'}。")
    return name or next(iter(found), "")


def _heard(line: str, community: str, records: Records, now: datetime) -> Heard:
    """The line, said in private by the operator, for once an admin."""
    known = records.find(Person, code=OPERATOR)
    operator = known[0] if known else _operator(now)
    message = Message(
        community=community,
        at=now,
        cause=f"{CHANNEL}:{now:%Y%m%d%H%M%S%f}",
        sender=OPERATOR,
        nick=operator.nick,
        text=line,
    )
    speaker = replace(operator, community=community, role=(Role.ADMIN,))
    return Heard(message=message, speaker=speaker, room=None, at=now)


def _operator(now: datetime) -> Person:
    name = "命令行管理员"
    return Person(
        code=OPERATOR,
        at=now,
        name=name,
        nick=name,
        friend=False,
        channel=CHANNEL,
        address=OPERATOR,
    )


def _perform(effects: Iterable[Effect], heard: Heard, transaction: Transaction) -> None:
    """Everything but the answer, and but the operator's rights, which are not kept."""
    answers = _answers(effects)
    others = [e for e in effects if e not in answers and not _is_about_operator(e)]
    cause = Cause(name=heard.message.cause, at=heard.at, who=OPERATOR, community=heard.community)
    met = Record(replace(heard.speaker, role=(Role.RESIDENT,)))
    transaction.perform((met,), replace(cause, name=f"{cause.name}#met"))
    transaction.perform(tuple(others), cause)
    for answer in answers:
        if isinstance(answer, Ask):
            questions.ask(transaction.connection, answer, heard.at)


def _is_about_operator(effect: Effect) -> bool:
    return isinstance(effect, Record) and effect.thing.code == OPERATOR


def _answers(effects: Iterable[Effect]) -> Sequence[Say | Ask | Send]:
    """What is said to the operator, and what stands in the files for them."""
    here = Chat(OPERATOR, private=True)
    return [e for e in effects if isinstance(e, Say | Ask | Send) and e.to == here]


def _judged(outcome: Outcome, commanding: Commanding, line: str) -> Given:
    """What became of it, with a word on what to do next."""
    command = slash(line)
    if outcome is SILENCE:
        console.say('指令要以 / 开头，写在引号里，如 do "/帮助"。现在没有等您答复的指令。')
        return Given.UNKNOWN
    if outcome.verdict is Verdict.HOLD:
        console.say('还没有执行。5 分钟内再运行一次 do，写上要回复的内容，如 do "确认"。')
    if outcome.verdict is not Verdict.DENY:
        return Given.DONE
    known = command is None or commanding.book.find(command) is not None
    return Given.REFUSED if known else Given.UNKNOWN
