"""接龙：谁发的只改谁的那一行；旧版本合起来不丢人，少了别人的不算，替人报要本人点头。"""

from datetime import timedelta
from typing import Annotated

from community.chains import Chain, Change, confirmed, is_host, opened, received, without
from community.effects import Ask, Effects, Record
from community.people import WORKERS, Person
from community.reach import can_be_told, private, shown_name, tell
from community.records import Has, Records
from community.refs import PersonId
from community.wording import Text
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.router import Answered, Asked, Chapter, Router, Said
from nlp import jielong
from nlp.choices import Question, read_yes_no
from nlp.intents import Intent
from nlp.jielong import Jielong

router = Router(noun="接龙", about="接龙的合并与删人", chapter=Chapter.ACTIVITIES)

LIST = Intent(
    name="jielong",
    examples=("#接龙 周三托管志愿者\n1. 梁妈",),
    reader=jielong.read,
    lexicon=jielong.LEXICON,
)
IS_IT_YOU = Question("接龙是本人吗", read_yes_no)

REJOINED = Text("chain.rejoined", "接龙“{title}”有人用了旧版本，已合好：{names}，共 {n} 人。")
MISSING = Text("chain.missing", "接龙“{title}”{name} 发的一版少了 {n} 人，名单没有动。")
ENTERED = Text("chain.entered", "{name} 在接龙“{title}”里替您报了名。本人确认请回 1，不报请回 2。")
CONFIRMED = Text("chain.confirmed", "接龙“{title}”已记上您。")
NOT_ENTERED = Text("chain.not_entered", "好的，接龙“{title}”不记您。")
REMOVED = Text(
    "chain.removed", "接龙“{title}”里您的名字被移出，理由：{reason}。有疑问请找发起人。"
)
REMOVED_NOTED = Text("chain.removed_noted", "{code} 已移出 {name}。")

_CONFIRM_WITHIN = timedelta(hours=48)


@router.said(LIST)
def take(said: Said[Jielong], records: Records) -> Effects:
    """A new list, or a new version of one."""
    listed = tuple(_entry(name, said, records) for name in said.what.entries)
    known = records.find(
        Chain, room=said.message.room, title=said.what.title, newest=True, limit=1
    )
    if said.room is None or not known:
        return _open(listed, said, records) if said.room else ()
    change = received(known[0], PersonId(said.speaker.code), listed)
    return (Record(change.chain), *_said_of(change, said, records))


@router.answer(IS_IT_YOU)
def confirm(answered: Answered[bool], records: Records) -> Effects:
    """The person whom somebody else put on the list says yes or no."""
    chain = records.get(Chain, answered.subject)
    person = PersonId(answered.speaker.code)
    if answered.answer:
        return (Record(confirmed(chain, person)), answered.reply(CONFIRMED(title=chain.title)))
    return (Record(without(chain, person)), answered.reply(NOT_ENTERED(title=chain.title)))


@router.command(
    "删", about="从接龙里移出一人", roles=WORKERS, own=is_host, where=AT_WORK, short=False
)
def remove(
    asked: Asked,
    records: Records,
    chain: Annotated[Chain, "接龙编号"],
    person: Annotated[Person, "@人"],
    reason: Annotated[str, Key("理由", "文")],
) -> Effects:
    """The host takes somebody off, and they hear why."""
    del records
    told = (
        tell((person,), REMOVED(title=chain.title, reason=reason)) if can_be_told(person) else ()
    )
    words = REMOVED_NOTED(code=chain.code, name=person.name)
    return (Record(without(chain, person.code)), *told, asked.reply(words))


def _open(listed: tuple[PersonId, ...], said: Said[Jielong], records: Records) -> Effects:
    chain = Chain(
        code=records.next_ref(Chain),
        community=said.community,
        at=said.at,
        title=said.what.title,
        host=PersonId(said.speaker.code),
        entries=listed,
        room=said.message.room,
    )
    return (Record(opened(chain)),)


def _entry(name: str, said: Said[Jielong], records: Records) -> PersonId:
    """Whose line it is, if the name says so for certain; else the name as written."""
    if name in (said.message.nick, said.speaker.nick, said.speaker.name):
        return said.speaker.code
    here = Has(said.message.room)
    for found in (
        records.find(Person, community=said.community, nick=name, rooms=here),
        records.find(Person, community=said.community, name=name, rooms=here),
    ):
        if len(found) == 1:
            return found[0].code
    return PersonId(name)


def _said_of(change: Change, said: Said[Jielong], records: Records) -> Effects:
    """What a new version makes us say: to the group only if people would have been lost."""
    chain, name = change.chain, shown_name(said.message.nick)
    effects: Effects = ()
    if change.rejoined:
        names = "、".join(_shown(one, records) for one in chain.entries)
        effects += (said.reply(REJOINED(title=chain.title, names=names, n=len(chain.entries))),)
    if change.missing:
        words = MISSING(title=chain.title, name=name, n=change.missing)
        effects += tell((records.get(Person, chain.host),), words)
    for entered in change.entered:
        for person in records.find(Person, code=entered):
            effects += (_ask(person, chain, name, said),) if can_be_told(person) else ()
    return effects


def _ask(person: Person, chain: Chain, name: str, said: Said[Jielong]) -> Ask:
    return Ask(
        to=private(person),
        person=person.code,
        words=ENTERED(name=name, title=chain.title),
        question=IS_IT_YOU.name,
        subject=chain.code,
        until=said.at + _CONFIRM_WITHIN,
    )


def _shown(entry: PersonId, records: Records) -> str:
    """The nickname of a person, or the name as it was written."""
    found = records.find(Person, code=entry)
    return shown_name(found[0].nick if found else entry)
