"""隐私：电话只给该看的人看，看一次留一次痕；本人说删就删，想知道存了什么就告诉本人。"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Annotated

from community.activities import Signup
from community.audit import Audit, Result
from community.callbacks import Callback
from community.case_errors import AlreadySo
from community.cases import Case
from community.effects import Anonymise, Effects, Record, Say
from community.errors import NotAllowed
from community.people import RESPONSIBLE, Person, Phone, Role, Standing
from community.points import balance
from community.reach import shown_name
from community.records import Between, Has, OneOf, Records
from community.wording import PHONE, PHONE_MASKED, Text, Words, lines
from handlers.kit.commands import AT_WORK, IN_PRIVATE, Key
from handlers.kit.phones import Datum, phone_told
from handlers.kit.router import Asked, Chapter, Due, Router, Said
from nlp.intents import Intent
from nlp.own_data import Wish, lexicon, read_own_data

router = Router(
    noun="隐私", about="电话、删除、查看留痕、换号后重绑", chapter=Chapter.PEOPLE, invites=True
)

OWN_DATA = Intent(
    name="own_data",
    examples=("把我的电话删掉", "删除我的所有信息", "我的信息有哪些", "导出我的信息"),
    reader=read_own_data,
    lexicon=lexicon(),
)

PHONE_DELETED = Text("privacy.phone_deleted", "您的电话已删，这里不再有了。")
NO_PHONE = Text("privacy.no_phone", "您的电话已删或没有留过，这里没有。")
ALL_DELETED = Text(
    "privacy.all_deleted",
    "已删：您的称呼、电话和说过的话都抹掉了，办过的件数还在，但看不出是谁。没办完的事照常办，不再回访您。"
    "这是给您的最后一条；再找我，就当新邻居认识。",
)
HAS_ROLE = Text(
    "privacy.has_role", "您还担任{roles}，先请管理员把角色收回，再发一遍“删除我的所有信息”。"
)
WHICH = Text(
    "privacy.which",
    "删哪些？只删电话，发：把我的电话删掉；全部删掉（删了找不回来），发：删除我的所有信息",
)
TO_CHECK = Text("privacy.to_check", "您换了账号，要先请网格员核对，核对好了再发一遍。")

KEPT = Text(
    "privacy.kept",
    "这里记着您的：\n称呼 {nick}，{community}，{roles}\n电话 {phone}\n群里说的话 {heard}",
)
NUMBER = Text("privacy.number", "{number}（加密存着，{at:moment} 您发的，一年后自动删）")
NO_NUMBER = Text("privacy.no_number", "没有")
HEARD = Text("privacy.heard", "只在报事、报名时记，原话到期就删")
UNHEARD = Text("privacy.unheard", "不识别、不留存（您已静音）")
REPORTED = Text("privacy.reported", "报的事 {n} 件：\n{cases}")
CASE = Text("privacy.case", "{code} {cat} {state}")
SIGNED_UP = Text("privacy.signed_up", "报名 {n} 次")
ANSWERED = Text("privacy.answered", "回访 {n} 次")
POINTS = Text("privacy.points", "积分 {n}")
LOOKED_AT = Text("privacy.looked_at", "电话被看过 {n} 次，最近 {at:moment}")
HOW_TO_DELETE = Text(
    "privacy.how_to_delete",
    "要删，发：把我的电话删掉，或：删除我的所有信息。只想不被识别，发：/静音我",
)

NO_TRACES = Text("privacy.no_traces", "没有人查看过 {name} 的信息。")
TRACES = Text("privacy.traces", "{name} 的信息被查看 {n} 次，最近的在前：")
TRACE = Text("privacy.trace", "{at:moment} {who} {action} {result}{reason}")
REASON = Text("privacy.reason", "（{reason}）")
WITHOUT_REASON = Text("privacy.without_reason", "")
REBOUND = Text("privacy.rebound", "{name} 已核对，攒着的消息这就发给本人。")

# Commands by which somebody looks at what is kept of a person.
LOOKS = ("/查", "/显示", "/档案")
_KEEP_PHONE = timedelta(days=365)  # since they last told us
_MOST = 20
_AT_NIGHT = time(3)


@router.command("显示", about="看一个人的完整电话，要写理由", roles=RESPONSIBLE, where=IN_PRIVATE)
def show(
    asked: Asked,
    records: Records,
    person: Annotated[Person, "@人"],
    what: Annotated[Datum, "电话"],
    reason: Annotated[str, Key("理由", "文")],
) -> Effects:
    """The whole number, in private; the audit keeps who asked, about whom and why."""
    del records, what, reason
    return (phone_told(person, asked.speaker, PHONE),)


@router.command(
    "痕迹", about="谁查看过一个人的信息", roles=frozenset({Role.ADMIN}), where=IN_PRIVATE
)
def traces(asked: Asked, records: Records, person: Annotated[Person, "@人"]) -> Effects:
    """Every look at what is kept of that person, refused ones too, the latest first."""
    found = _looks(person, records)
    if not found:
        return (asked.reply(NO_TRACES(name=person.name)),)
    listed = (_trace(one, records) for one in found[:_MOST])
    return (asked.reply(lines((TRACES(name=person.name, n=len(found)), *listed))),)


@router.command(
    "重绑",
    about="核对后认回换了账号的人",
    roles=frozenset({Role.ADMIN, Role.GRID_WORKER}),
    where=AT_WORK,
)
def rebind(asked: Asked, records: Records, person: Annotated[Person, "@人"]) -> Effects:
    """They are who they were; what was held back is said. Staff are for admins to know again."""
    del records
    if set(person.role) - {Role.RESIDENT} and Role.ADMIN not in asked.speaker.role:
        raise NotAllowed((Role.ADMIN,))
    if person.state is not Standing.TO_REBIND:
        raise AlreadySo(person.name, person.state)
    known = replace(person, state=Standing.NORMAL)
    return (Record(known), asked.reply(REBOUND(name=person.name)))


@router.said(OWN_DATA)
def wish(said: Said[Wish], records: Records) -> Effects:
    """What is kept of somebody is theirs to see and to have deleted, by themselves, in private."""
    if not said.is_private:
        return ()
    if said.speaker.state is Standing.TO_REBIND:
        return (said.reply(TO_CHECK()),)
    match said.what:
        case Wish.FORGET_PHONE:
            return _forget_phone(said)
        case Wish.FORGET_ALL:
            return _forget_all(said, records)
        case Wish.SHOW:
            return (_shown(said, records),)
    return (said.reply(WHICH()),)


@router.daily("电话到期", at=_AT_NIGHT)
def expire(due: Due, records: Records) -> Effects:
    """Nobody's number is kept for ever: a year after they last told us it is deleted."""
    old = records.find(
        Person,
        community=due.community,
        phone=Phone.ENCRYPTED,
        phone_at=Between(None, due.at - _KEEP_PHONE),
    )
    return tuple(Record(replace(one, phone=Phone.DELETED)) for one in old)


def _forget_phone(said: Said[Wish]) -> Effects:
    if said.speaker.phone is not Phone.ENCRYPTED:
        return (said.reply(NO_PHONE()),)
    return (Record(replace(said.speaker, phone=Phone.DELETED)), said.reply(PHONE_DELETED()))


def _forget_all(said: Said[Wish], records: Records) -> Effects:
    """At once: the sentence is long, said by themselves in private, and names everything."""
    roles = [role for role in said.speaker.role if role is not Role.RESIDENT]
    if roles:
        return (said.reply(HAS_ROLE(roles="、".join(roles))),)
    audit = Audit(
        code=records.next_ref(Audit),
        community=said.community,
        at=said.at,
        who=said.speaker.code,
        action="删除我的所有信息",
        result=Result.DONE,
        cause=said.message.cause,
    )
    return (Record(audit), said.reply(ALL_DELETED()), Anonymise(said.speaker.code))


def _shown(said: Said[Wish], records: Records) -> Say:
    """All that is kept about the speaker, and about nobody else."""
    person = said.speaker
    kept = KEPT(
        nick=shown_name(person.nick),
        community=said.community,
        roles="、".join(person.role),
        phone=_number(person),
        heard=(UNHEARD if person.muted else HEARD)(),
    )
    told = lines((kept, *_doings(person, said.community, records), HOW_TO_DELETE()))
    return replace(said.reply(told), phone_of=person.code)


def _number(person: Person) -> Words:
    if person.phone is Phone.ENCRYPTED and person.phone_at:
        return NUMBER(number=PHONE_MASKED, at=person.phone_at)
    return NO_NUMBER()


def _doings(person: Person, community: str, records: Records) -> Iterator[Words]:
    """What they reported, joined, answered and earned, and who looked at their number."""
    cases = records.find(Case, reporters=Has(person.code), newest=True)
    if cases:
        shown = (CASE(code=c.code, cat=c.cat, state=c.state) for c in cases[:_MOST])
        yield REPORTED(n=len(cases), cases=tuple(shown))
    if n := len(records.find(Signup, person=person.code)):
        yield SIGNED_UP(n=n)
    if n := len(records.find(Callback, person=person.code)):
        yield ANSWERED(n=n)
    if n := balance(records, person.code, community):
        yield POINTS(n=n)
    looks = [one for one in _looks(person, records) if one.result is Result.DONE]
    if looks:
        yield LOOKED_AT(n=len(looks), at=looks[0].at)


def _looks(person: Person, records: Records) -> list[Audit]:
    return list(records.find(Audit, about=person.code, action=OneOf(LOOKS), newest=True))


def _trace(look: Audit, records: Records) -> Words:
    reason = REASON(reason=look.reason) if look.reason else WITHOUT_REASON()
    who = records.get(Person, look.who).name
    return TRACE(at=look.at, who=who, action=look.action, result=look.result, reason=reason)
