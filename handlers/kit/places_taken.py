"""报上的位子：有人退出、撤回，候补的递补上来。几个处理文件共用。

No handler: it answers to nothing by itself.
"""

from datetime import datetime

from community.activities import Activity, Signup, SignupState
from community.effects import Effects, Record, Say
from community.gatherings import Turnout, leaving
from community.messages import Chat
from community.people import Person
from community.reach import shown_name
from community.records import OneOf, Records
from community.wording import Text

MOVED_UP = Text("signup.moved_up", "@{name} {title} 有空位，递补上啦。")

COUNTED = OneOf((SignupState.IN, SignupState.WAITING, SignupState.PRESENT, SignupState.ABSENT))


def given_up(own: Signup, records: Records, at: datetime, room: str = "") -> Effects:
    """Somebody does not come after all: who waits moves up, and hears so in their group."""
    activity = records.get(Activity, own.activity)
    signups = records.find(Signup, activity=activity.code, state=COUNTED)
    turnout = leaving(activity, signups, own, at)
    effects = recorded(turnout)
    for lucky in turnout.up:
        person = records.get(Person, lucky.person)
        words = MOVED_UP(name=shown_name(person.nick), title=activity.title)
        if lucky.room or room:
            effects += (Say(Chat(lucky.room or room), words, mentions=(person.code,)),)
    return effects


def recorded(turnout: Turnout) -> Effects:
    """Everything that a coming or a leaving changed."""
    changed = (turnout.signup, *turnout.up, *turnout.renumbered)
    return (*(Record(one) for one in changed), Record(turnout.activity))
