"""登记之后说什么：给报事人的回执、给群里的一句、给网格员和承办人的消息。

No handler, but words that several handlers of cases share; it answers to nothing by itself.
"""

from collections.abc import Mapping
from datetime import datetime

from community.case_states import State
from community.cases import Case, CaseKind, Visibility, Vulnerable
from community.categories import Cat, Level, Risk
from community.effects import Effects, Say
from community.messages import Chat
from community.people import RESPONSIBLE, Person, Role
from community.places import Place
from community.reach import can_be_told, private, shown_name, staff, tell
from community.records import Records
from community.speech import Manner, is_quiet
from community.wording import Text, Words

ACCEPTED = Text("case.accepted", "@{name} 已登记 {code}｜{cat}｜{place}，{due}给您回话。")
SUGGESTED = Text("case.suggested", "@{name} 您的建议已登记 {code}｜{due}给您回话。")
TOLD_PRIVATELY = Text("case.told_privately", "已登记 {code}｜{cat}｜{place}，{due}给您回话。")
WATER_FIRST = Text("case.water_first", "已登记 {code}｜漏水。先关水阀、别碰电，{due}有人联系您。")
JOINED = Text("case.joined", "@{name} {code} 已有邻居报过，给您一并记上，有进展一起告诉您。")
JOINED_PRIVATELY = Text(
    "case.joined_privately", "{code} 已有邻居报过，给您一并记上，有进展一起告诉您。"
)
IN_PRIVATE = Text("case.in_private", "@{name} 收到，这件事私信和您说。")
BE_FRIENDS = Text("case.be_friends", "@{name} 收到，请先加好友，这件事单独和您说。")
RESTRICTED = Text("case.restricted", "您说的事已登记 {code}，不在群里说，{when}联系您。")
SPECIALIST = Text("case.specialist", "您说的事已登记 {code}，由专人办理，全程保密，{when}联系您。")

TO_CONTACT = Text("case.to_contact", "{code} 报事人 {name} 发不了私信，请代联。")
SENSITIVE_NEWS = Text("case.sensitive_news", "新登记 {code}｜{kind}（{mark}），请私下联系报事人。")
NO_PLACE = Text("case.no_place", "{code}｜{cat} 还缺地点。问到后请发：/补 {code} 地点 几栋几单元")
DANGER_NEWS = Text("case.danger_news", "【特急】{code}｜{cat}｜{place}{house}，请立即处理。")
MAYBE_DANGER = Text(
    "case.maybe_danger",
    "{code}｜{cat}｜{place}{house} 听着有危险，请马上看一眼。"
    "要办发 /受理 {code}，不是发 /不是 {code}。",
)
RISEN = Text("case.risen", "{code}｜{cat}｜{place}{house} 升为特急，请立即处理。")
HANDED_OVER = Text(
    "case.handed_over", "请处理 {code}｜{cat}｜{place}{house}。接手请发：/签收 {code}"
)
ENTRUSTED = Text(
    "case.entrusted", "{code} 由您专人办理，请私下联系 {names}，全程保密。接手请发：/签收 {code}"
)

GAS = Text("danger.gas", "{to}请马上关阀、开窗、离开，别开关电器，到屋外拨 119。已叫网格员。")
HURT = Text("danger.hurt", "{to}请立即拨 120，先别搬动。已叫网格员。")
MISSING = Text("danger.missing", "{to}请马上拨 110，有人受伤拨 120。已叫网格员。")
FALLING = Text("danger.falling", "{to}已叫网格员。请大家远离下方，绕行。")
TRAPPED = Text("danger.trapped", "{to}已叫网格员和维保。请告诉里面的人不要扒门，按铃等候。")
FIRE = Text("danger.fire", "{to}请立即拨 119，人先撤离，别坐电梯。已叫网格员。")
SHOCK = Text("danger.shock", "{to}先断电，再拨 120，断电前别碰人。已叫网格员。")
OTHER_DANGER = Text("danger.other", "{to}已叫网格员，请先保证自己安全，危急请拨 110、119、120。")

WHERE = Text("danger.where", "{danger}请问是哪一栋、哪个位置？")
DANGER_FIRST = Text("danger.first", "{danger}已登记 {code}。")
ON_THE_WAY = Text("danger.on_the_way", "{to}收到，已告诉网格员在 {place}。")
BY_NAME = Text("to.name", "@{name} ")

TODAY = Text("due.today", "{due:time} 前")
LATER = Text("due.later", "{due:moment} 前")
PAST = Text("due.past", "尽快")
SOON = Text("when.soon", "很快")
TOMORROW = Text("when.tomorrow", "明早")
MARK_SPECIALIST = Text("mark.specialist", "专人")
MARK_MINOR = Text("mark.minor", "专人，涉未成年")
MARK_RESTRICTED = Text("mark.restricted", "受限")
NOWHERE = Text("place.nowhere", "地点待定")

_BY_CATEGORY: Mapping[Cat, Text] = {
    Cat.GAS: GAS,
    Cat.PERSONAL_SAFETY: HURT,
    Cat.FALLING_OBJECTS: FALLING,
    Cat.LIFT: TRAPPED,
}
# Words of fire and electricity decide before the category does.
_FIRE_WORDS = ("着火", "起火", "失火", "冒烟", "冒火")
_SHOCK_WORDS = ("触电", "电着")
_MISSING_WORDS = ("走失", "走丢", "跳楼", "轻生")


def shown_place(place: Place | None) -> str | Words:
    """The place as neighbours of the estate say it."""
    return place.short if place else NOWHERE()


def shown_matter(case: Case) -> str:
    """What the case is about, for those who reported it."""
    return f"{case.cat}｜{case.place.short}" if case.place else str(case.cat)


def due_words(case: Case, now: datetime) -> Words:
    """Until when an answer is promised: the time, with the day unless it is today.

    Of what was told long before it was known where it is, that may be past.
    """
    due = case.respond_by or now
    if due <= now:
        return PAST()
    return (TODAY if due.date() == now.date() else LATER)(due=due)


def accepted(case: Case, name: str, now: datetime) -> Words:
    """The receipt in a group, for a public case."""
    if case.kind is CaseKind.SUGGESTION:
        return SUGGESTED(name=shown_name(name), code=case.code, due=due_words(case, now))
    return ACCEPTED(
        name=shown_name(name),
        code=case.code,
        cat=case.cat,
        place=shown_place(case.place),
        due=due_words(case, now),
    )


def told_privately(case: Case, now: datetime) -> Words:
    """The receipt in a private chat."""
    due, code = due_words(case, now), case.code
    if case.visibility is Visibility.SPECIALIST:
        return SPECIALIST(code=code, when=_when(now))
    if case.level is Level.CRITICAL:
        first = (danger_found if case.asked else danger)(case, "", private=True)
        return DANGER_FIRST(danger=first, code=code)
    if case.cat is Cat.LEAK and case.level is Level.URGENT:
        return WATER_FIRST(code=code, due=due)
    if case.visibility is Visibility.RESTRICTED:
        return RESTRICTED(code=code, when=_when(now))
    return TOLD_PRIVATELY(code=code, cat=case.cat, place=shown_place(case.place), due=due)


def joined(case: Case, name: str, *, private: bool) -> Words:
    """The receipt for one more reporter of a case that is known."""
    if private:
        return JOINED_PRIVATELY(code=case.code)
    return JOINED(name=shown_name(name), code=case.code)


def to(name: str, *, private: bool) -> Words | str:
    """How a message begins: in a group it calls the person it is for."""
    return "" if private else BY_NAME(name=shown_name(name))


def danger(case: Case, name: str, *, private: bool) -> Words:
    """What to do now, before anything else."""
    text = _BY_CATEGORY.get(case.cat, OTHER_DANGER)
    if any(word in case.detail for word in _FIRE_WORDS):
        text = FIRE
    elif case.risk is Risk.ELECTRIC_SHOCK or any(word in case.detail for word in _SHOCK_WORDS):
        text = SHOCK
    elif any(word in case.detail for word in _MISSING_WORDS):
        text = MISSING
    elif Vulnerable.POWER_DEPENDENT in case.vulnerable:
        text = HURT
    return text(to=to(name, private=private))


def danger_somewhere(case: Case, name: str, *, private: bool) -> Words:
    """What to do now; and where is it?"""
    return WHERE(danger=danger(case, name, private=private))


def danger_found(case: Case, name: str, *, private: bool) -> Words:
    """The answer to that; what to do now has been said."""
    return ON_THE_WAY(to=to(name, private=private), place=shown_place(case.place))


def to_the_group(case: Case, reporter: Person, name: str, now: datetime) -> tuple[Words, Manner]:
    """What a group hears when one of its members reports something."""
    if case.level is Level.CRITICAL:
        say = danger_found if case.asked else danger
        return say(case, name, private=False), Manner.URGENT
    if case.visibility is Visibility.PUBLIC:
        words = told_privately(case, now) if reporter.muted else accepted(case, name, now)
        return words, Manner.RECEIPT
    if not can_be_told(reporter):  # who hears nothing in private hears it here, if only at eight
        return BE_FRIENDS(name=shown_name(name)), Manner.PLAIN
    return IN_PRIVATE(name=shown_name(name)), Manner.DAYTIME


def to_the_reporter(case: Case, reporter: Person, records: Records, now: datetime) -> Effects:
    """What the reporter of something private hears; a worker hears it if they cannot be told."""
    if case.visibility is Visibility.PUBLIC:
        return ()
    if can_be_told(reporter):
        return (Say(private(reporter), told_privately(case, now)),)
    words = TO_CONTACT(code=case.code, name=reporter.name)
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def danger_to_staff(case: Case, records: Records, now: datetime) -> Effects:
    """Danger at once, sure or suspected, and outside working hours to those on duty too."""
    duty = set(RESPONSIBLE)
    if not records.calendar.is_open(now):
        duty.add(Role.ON_DUTY)
    words = DANGER_NEWS if case.level is Level.CRITICAL else MAYBE_DANGER
    return tell(staff(records, case.community, sorted(duty)), _whole(words, case))


def risen(case: Case, records: Records) -> Effects:
    """Who has the case in hand hears that it has become dangerous."""
    if not case.handler:
        return ()
    return tell((records.get(Person, case.handler),), _whole(RISEN, case))


def to_staff(case: Case, records: Records, now: datetime) -> Effects:
    """What staff hear by themselves: danger at once, private matters, who is asked to do it."""
    effects: Effects = ()
    if case.level is Level.CRITICAL:
        effects += danger_to_staff(case, records, now)
    elif case.visibility is not Visibility.PUBLIC:
        words = SENSITIVE_NEWS(code=case.code, kind=case.kind, mark=_mark(case))
        effects += tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
    if case.state is State.DISPATCHED:
        effects += (Say(Chat(case.handler, private=True), handed_over(case, records)),)
    return effects


def handed_over(case: Case, records: Records) -> Words:
    """What somebody hears who gets a case to handle, room number included."""
    if case.visibility is Visibility.SPECIALIST:
        names = "、".join(records.get(Person, one).name for one in case.reporters)
        return ENTRUSTED(code=case.code, names=names)
    return _whole(HANDED_OVER, case)


def no_place(case: Case, records: Records) -> Effects:
    """Tell the grid workers that the place is missing for good."""
    words = NO_PLACE(code=case.code, cat=case.cat)
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def _whole(text: Text, case: Case) -> Words:
    return text(code=case.code, cat=case.cat, place=shown_place(case.place), house=case.house)


def _mark(case: Case) -> Words:
    if case.minor:
        return MARK_MINOR()
    return (MARK_SPECIALIST if case.visibility is Visibility.SPECIALIST else MARK_RESTRICTED)()


def _when(now: datetime) -> Words:
    return (TOMORROW if is_quiet(now) else SOON)()
