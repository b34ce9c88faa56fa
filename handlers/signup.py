"""报名：回“我来”就记上，满了排候补，有人退出自动递补；报名回执攒半小时说一次。"""

import re
from collections.abc import Sequence
from dataclasses import replace

from community.activities import Activity, Signup, SignupState
from community.effects import Effects, Record, Say
from community.gatherings import (
    Turnout,
    is_host,
    joining,
    meant,
    names_role,
    numbers,
    own_signup,
    role_meant,
)
from community.people import Person
from community.reach import can_be_told, private, shown_name
from community.records import Records
from community.refs import PersonId
from community.wording import Text
from handlers.kit.noticeboard import filled_roles, to_groups
from handlers.kit.places_taken import COUNTED, given_up, recorded
from handlers.kit.router import Due, Late, Router, Said
from nlp.activities import Join, Withdrawal, lexicon, read_join, read_withdrawal
from nlp.intents import Intent

router = Router(noun="报名", about="活动报名、候补与退出")

JOIN = Intent(
    name="join",
    examples=("我来", "算我一个", "我可以去维持秩序"),
    reader=read_join,
    lexicon=lexicon(),
)
WITHDRAW = Intent(
    name="withdraw",
    examples=("不好意思，周三去不了了",),
    reader=read_withdrawal,
    lexicon=lexicon(),
)

FULL = Text("signup.full", "{title} 满员 {numbers}，谢谢大家；还想来的可以接着报，排候补。")
ROLE_FULL = Text("signup.role_full", "{title} {role} {numbers} 已满，其他岗位还可以报。")
RECEIPT = Text("signup.receipt", "{names} 报名{title}已记上，现在 {numbers}。")
WAITING = Text("signup.waiting", "{title} 已满，给您排在候补第 {pos}，有空位马上递补。")
ASK_A_PARENT = Text("signup.parent", "@{name} 小朋友想参加，请让家长来报名。")

_CHILD = re.compile(r"我今年([0-9]|1[0-7])岁|我[0-9]岁|我上[一二三四五六]年级")


@router.said(JOIN)
def join(said: Said[Join], records: Records) -> Effects:
    """Somebody comes along: a place if there is one, else the waiting list."""
    message = said.message
    text, quoted = said.sentence.text, said.sentence.quoted
    activity = meant(records, said.community, message.room, text, said.at, quoted)
    if activity is None or (said.what.if_role and not names_role(activity, said.what.text)):
        return ()
    name = shown_name(message.nick)
    if _CHILD.search(said.sentence.text):
        return (said.reply(ASK_A_PARENT(name=name)),)
    signups = records.find(Signup, activity=activity.code, state=COUNTED)
    is_there = is_host(activity, said.speaker) and said.what.heads.n == 1
    if is_there or any(one.person == said.speaker.code for one in signups):
        return ()
    outcome = joining(activity, signups, _signup(activity, signups, said, records))
    return (
        *recorded(outcome),
        *_told(outcome, (*signups, outcome.signup), records, said),
    )


@router.said(WITHDRAW)
def withdraw(said: Said[Withdrawal], records: Records) -> Effects:
    """Somebody does not come after all: who waits moves up."""
    found = own_signup(records, said.speaker.code, said.sentence.text, said.message.room, said.at)
    if found is None:
        return ()
    _, own = found
    return given_up(own, records, said.at, said.message.room)


@router.due("报名回执", late=Late.RUN)
def acknowledge(due: Due, records: Records) -> Effects:
    """One message for all who signed up and have not been acknowledged."""
    activity = records.get(Activity, due.subject)
    signups = records.find(Signup, activity=activity.code, state=COUNTED)
    new = [one for one in signups if one.state is SignupState.IN and not one.acknowledged]
    noted = replace(activity, receipt_from=None)
    if not new:
        return (Record(noted),)
    people = (records.get(Person, one.person) for one in new)
    names = "、".join(shown_name(person.nick) for person in people)
    words = RECEIPT(names=names, title=activity.title, numbers=filled_roles(activity, signups))
    return (
        Record(noted),
        *(Record(replace(one, acknowledged=True)) for one in new),
        *to_groups(replace(activity, room=activity.room or new[0].room), words, records),
    )


def _signup(
    activity: Activity, signups: Sequence[Signup], said: Said[Join], records: Records
) -> Signup:
    return Signup(
        code=records.next_ref(Signup),
        community=activity.community,
        at=said.at,
        activity=activity.code,
        person=PersonId(said.speaker.code),
        n=said.what.heads.n,
        role=role_meant(activity, signups, said.what.role, said.sentence.text),
        guardian=said.what.heads.guardian,
        room=said.message.room,
        moved_at=said.at,
    )


def _told(
    outcome: Turnout, signups: tuple[Signup, ...], records: Records, said: Said[Join]
) -> Effects:
    """Full is said at once, the waiting list in private; the rest waits its half hour."""
    activity, own = outcome.activity, outcome.signup
    if own.state is SignupState.WAITING:
        words = WAITING(title=activity.title, pos=own.pos)
        return (Say(private(said.speaker), words),) if can_be_told(said.speaker) else ()
    if outcome.filled:
        full = FULL(title=activity.title, numbers=numbers(activity, signups))
        noted = [r for r in signups if r.state is SignupState.IN and not r.acknowledged]
        return (
            *(Record(replace(one, acknowledged=True)) for one in noted),
            Record(replace(activity, receipt_from=None)),
            *to_groups(activity, full, records),
        )
    if outcome.role_filled:
        words = ROLE_FULL(
            title=activity.title, role=own.role, numbers=numbers(activity, signups, own.role)
        )
        return (Record(replace(own, acknowledged=True)), *to_groups(activity, words, records))
    return ()
