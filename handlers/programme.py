"""活动日程：开始前提醒、前一天预告、缺岗告诉主办人、散场后请主办人报人次，周日发下周的。"""

from dataclasses import replace
from datetime import time, timedelta

from community.activities import ON, Activity, ActivityState, Session, Signup, SignupState, free
from community.calendar import DAY, at
from community.effects import Effects, Record, Say
from community.gatherings import meant, names, numbers
from community.messages import Chat
from community.people import Mode, Person, RoomKind
from community.reach import can_be_told, private, rooms, shown_name
from community.records import OneOf, Records
from community.wording import Text, Words, lines
from handlers.kit.noticeboard import shown_when, shown_where, to_groups
from handlers.kit.router import Due, Late, Router, Said
from nlp.activities import ActivityQuestion, lexicon, read_question
from nlp.intents import Intent

router = Router(noun="日程", about="活动的提醒、预告、收尾与周历")

QUESTION = Intent(
    name="activity_question",
    examples=("需要做什么？几点到？",),
    reader=read_question,
    lexicon=lexicon(),
)

REMINDER = Text("programme.reminder", "{title} 今天 {start:time} 开始{where}，别忘了。")
PREVIEW = Text("programme.preview", "明天 {start:time} {title}{where}，欢迎来。")
WHERE = Text("programme.where", "，在{place}")
NOWHERE = Text("programme.nowhere", "")
SHORT_OF = Text("programme.short_of", "{title} 明天开始，还缺：{roles}。")
HOW_MANY = Text(
    "programme.how_many",
    "{title} 结束了，来了多少？请发 /场次 {code} 人次 数字；现场听到的问题也告诉我。",
)
NEXT_WEEK = Text("programme.next_week", "下周活动：")
ENTRY = Text("programme.entry", "{when}{title}")
KNOWN = Text("programme.known", "@{name} {title}：{when}{where}到时见。")

_WEEKLY_AT = time(18)
_SUNDAY = 6
_WEEK = timedelta(weeks=1)
# A question that names no activity is about what was announced a moment ago.
_JUST_ANNOUNCED = timedelta(minutes=10)
_PLACED = OneOf((SignupState.IN, SignupState.PRESENT))


@router.due("活动提醒", late=Late.DROP)
def remind(due: Due, records: Records) -> Effects:
    """One message in the group, shortly before it begins."""
    activity = records.get(Activity, due.subject)
    if activity.state not in ON or activity.start is None:
        return ()
    words = REMINDER(title=activity.title, start=activity.start, where=_where(activity))
    return to_groups(activity, words, records)


@router.due("活动预告", late=Late.DROP)
def preview(due: Due, records: Records) -> Effects:
    """One message in the group, the evening before."""
    activity = records.get(Activity, due.subject)
    if activity.state not in ON or activity.start is None:
        return ()
    words = PREVIEW(title=activity.title, start=activity.start, where=_where(activity))
    return to_groups(activity, words, records)


@router.due("缺岗提醒")
def short_of_hands(due: Due, records: Records) -> Effects:
    """The host hears which roles are not full."""
    activity = records.get(Activity, due.subject)
    signups = records.find(Signup, activity=activity.code, state=_PLACED)
    short = [role for role in activity.places if free(activity, signups, role)]
    if activity.state not in ON or not short:
        return ()
    shown = "、".join(f"{role} {numbers(activity, signups, role)}" for role in short)
    return _to_host(activity, SHORT_OF(title=activity.title, roles=shown), records)


@router.due("活动结束")
def end(due: Due, records: Records) -> Effects:
    """Its time is over."""
    activity = records.get(Activity, due.subject)
    if activity.state not in ON:
        return ()
    return (Record(replace(activity, state=ActivityState.OVER)),)


@router.due("活动收尾")
def wind_up(due: Due, records: Records) -> Effects:
    """Ask the host how many came, unless they have said so."""
    activity = records.get(Activity, due.subject)
    if records.find(Session, activity=activity.code, limit=1):
        return ()
    words = HOW_MANY(title=activity.title, code=activity.code)
    return _to_host(activity, words, records)


@router.daily("周历", at=_WEEKLY_AT, late=Late.DROP)
def next_week(due: Due, records: Records) -> Effects:
    """On Sunday evening, what is on from Monday to Sunday; silence if nothing is."""
    if due.at.weekday() != _SUNDAY:
        return ()
    monday = due.at.date() + DAY
    listed = [
        one
        for one in records.find(Activity, community=due.community, state=OneOf(ON))
        if one.is_listed and one.day and monday <= one.day < monday + _WEEK
    ]
    groups = rooms(records, due.community, RoomKind.RESIDENTS, mode=Mode.NORMAL)
    said: Effects = ()
    for room in groups:
        here = sorted(
            (one for one in listed if one.room in ("", room.code)),
            key=lambda one: (one.start or at(one.day or monday, time.max), one.code),
        )
        if here:
            said += (Say(Chat(room.code), lines((NEXT_WEEK(), *map(_entry, here)))),)
    return said


@router.said(QUESTION)
def answer(said: Said[ActivityQuestion], records: Records) -> Effects:
    """Say what is known of the activity that is meant."""
    text = said.sentence.text
    quoted = said.sentence.quoted
    activity = meant(records, said.community, said.message.room, text, said.at, quoted)
    if activity is None or said.room is None or not (activity.day or activity.place):
        return ()
    if not names(text, activity.title) and activity.at < said.at - _JUST_ANNOUNCED:
        return ()
    words = KNOWN(
        name=shown_name(said.message.nick),
        title=activity.title,
        when=shown_when(activity),
        where=shown_where(activity),
    )
    return (said.reply(words),)


def _entry(activity: Activity) -> Words:
    return ENTRY(when=shown_when(activity), title=activity.title)


def _where(activity: Activity) -> Words:
    return WHERE(place=activity.place) if activity.place else NOWHERE()


def _to_host(activity: Activity, words: Words, records: Records) -> Effects:
    if not activity.host:
        return ()
    host = records.get(Person, activity.host)
    return (Say(private(host), words),) if can_be_told(host) else ()
