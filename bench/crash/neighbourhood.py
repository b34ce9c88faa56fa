"""The neighbours: they chat, complain, sign up, send voice; a worker gives commands and answers.

What each message has to bring about is known when it is said, so it is said so that it can be:
every complaint has a place of its own, every sign-up names its activity.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random  # noqa: TID251 (an argument, seeded)
from typing import Any

from bench.crash.model import REPLY, Told
from bench.crash.town import DEADLY, Quarter
from bench.crash.wire import Line
from community.messages import Arrival, Kind

_CHATTER = ("今天天气真好", "早", "谢谢大家", "哈哈哈", "晚上吃什么好", "孩子放学了", "辛苦了")
_MATTERS = ("楼道灯坏了", "天花板漏水", "下水道堵了", "垃圾没人收", "门口路面破损")
_VAGUE = ("路灯又不亮了", "楼道里的灯坏了")
_COMMANDS = ("/受理 {}", "/签收 {}", "/进展 {} 已联系", "/办结 {} 已修好", "/办结 {} 已修好")
_CODE = re.compile(r"C[0-9]+")
_ASKS = re.compile(r"(C[0-9]+)｜.*您满意吗")
_ASKS_WHERE = re.compile(r"@(\S+) 收到，请问是哪一栋")
_TITLE = re.compile(r"招募｜(书法课第[0-9]+期)：")
_HOUSES, _UNITS, _FLOORS = 90, 4, 28
_KNOWN = 40  # how many cases a worker has in mind
_DEADLY_PICTURES = 0.5  # of what kills
_SEATS, _LEAD = 500, timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message, and what has to come of it."""

    arrival: Arrival
    told: Told


@dataclass(slots=True)
class Neighbourhood:
    """All who are on one account. Everything that was said, they remember."""

    here: Quarter
    chance: Random
    spoken: list[Spoken] = field(default_factory=list)
    waiting: list[Spoken] = field(default_factory=list)  # answers that are about to be given
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _places: Iterator[int] = field(default_factory=count)
    _classes: Iterator[int] = field(default_factory=lambda: count(1))
    _cases: list[str] = field(default_factory=list)
    _titles: list[str] = field(default_factory=list)
    _answered: set[tuple[str, str]] = field(default_factory=set)

    def speak(self, now: datetime) -> Spoken:
        """Somebody says something: an answer that is due, or whatever comes to mind."""
        if self.waiting and self.chance.random() < _ANSWERS:
            return self._remembered(self.waiting.pop(0))
        minds = list(_MINDS)
        mind = self.chance.choices(minds, [_MINDS[one] for one in minds])[0]
        return self._remembered(mind(self, now))

    def hear(self, said: Line, now: datetime) -> None:
        """Something was said to them: cases to work on, questions to answer."""
        text, to = said["text"], said["to"]
        self._cases = [*self._cases, *_CODE.findall(text)][-_KNOWN:]
        if to in self.here.groups:
            self._titles += [one for one in _TITLE.findall(text) if one not in self._titles]
        for code in _ASKS.findall(text):
            if (to, code) not in self._answered:
                self._answered.add((to, code))
                answer = self.chance.choice(("1", "2"))
                self.waiting.append(self._said(now, to, answer, "Callback", must=False))
        for name in _ASKS_WHERE.findall(text):
            self.waiting.append(self._said(now, name, self._place(), "Case", room=to, must=False))

    def _remembered(self, spoken: Spoken) -> Spoken:
        self.spoken.append(spoken)
        return spoken

    def chat(self, now: datetime) -> Spoken:
        return self._said(now, self._who(), self.chance.choice(_CHATTER), room=self._where())

    def complain(self, now: datetime) -> Spoken:
        text = self._place() + self.chance.choice(_MATTERS)
        return self._said(now, self._who(), text, "Case", room=self._where())

    def complain_vaguely(self, now: datetime) -> Spoken:
        text = self.chance.choice(_VAGUE)
        return self._said(now, self._who(), text, "Case", room=self._where())

    def send_voice(self, now: datetime) -> Spoken:
        who, where = self._who(), self._where()
        return self._said(now, who, "", "Message", room=where, kind=Kind.VOICE)

    def send_picture(self, now: datetime) -> Spoken:
        """Nothing is said about it, so that its record alone tells whether it came twice."""
        who, where = self._who(), self._where()
        return self._said(now, who, "", "Message", room=where, kind=Kind.IMAGE)

    def announce(self, now: datetime) -> Spoken:
        title = f"书法课第{next(self._classes)}期"
        start = now + _LEAD
        when = f"{start.year}年{start.month}月{start.day}日09:30"
        text = f"/招募 {title} {when} 党群中心 人数 {_SEATS}"
        return self._said(now, self.here.worker, text, "Activity", room=self.here.work)

    def sign_up(self, now: datetime) -> Spoken:
        """Somebody comes along; who said so before says it again, and that is nothing new."""
        if not self._titles:
            return self.chat(now)
        who, title = self._who(), self.chance.choice(self._titles)
        matter = f"{who}:{title}"
        return self._said(now, who, f"{title}我来", "Signup", room=self._where(), matter=matter)

    def command(self, now: datetime) -> Spoken:
        if not self._cases:
            return self.chat(now)
        text = self.chance.choice(_COMMANDS).format(self.chance.choice(self._cases))
        return self._said(now, self.here.worker, text, REPLY, room=self.here.work)

    def kill(self, now: datetime) -> Spoken:
        """What nobody survives who reads it."""
        who, where = self._who(), self._where()
        if self.chance.random() < _DEADLY_PICTURES:
            picture = self._said(now, who, "", "Message", room=where, kind=Kind.IMAGE)
            arrival = replace(picture.arrival, file=f"{DEADLY}.jpg")
            return self._remembered(replace(picture, arrival=arrival))
        deadly = self._said(now, who, f"{DEADLY}大家好", room=where, deadly=True)
        return self._remembered(deadly)

    def _who(self) -> str:
        return self.chance.choice(self.here.neighbours)

    def _where(self) -> str:
        return self.chance.choice(self.here.groups)

    def _place(self) -> str:
        """One that nobody has named before."""
        floors, house = divmod(next(self._places), _HOUSES * _UNITS)
        building, unit = divmod(house, _UNITS)
        return f"{building + 1}栋{unit + 1}单元{floors % _FLOORS + 1}楼"

    def _said(
        self,
        now: datetime,
        who: str,
        text: str,
        brings: str = "",
        *,
        room: str = "",
        kind: Kind = Kind.TEXT,
        **told: Any,
    ) -> Spoken:
        arrival = Arrival(
            channel=self.here.account,
            id=f"m{next(self._ids)}",
            room=room,
            sender=who,
            nick=who,
            text=text,
            kind=kind,
            file=f"{who}.jpg" if kind is Kind.IMAGE else "",
            at=now,
        )
        return Spoken(arrival, Told(arrival.cause, brings, **told))


_ANSWERS = 0.5  # how often somebody gives an answer first, if one is due
# What comes to mind, and how often.
_MINDS: Mapping[Callable[[Neighbourhood, datetime], Spoken], int] = {
    Neighbourhood.chat: 40,
    Neighbourhood.complain: 16,
    Neighbourhood.complain_vaguely: 3,
    Neighbourhood.send_voice: 4,
    Neighbourhood.send_picture: 10,
    Neighbourhood.announce: 1,
    Neighbourhood.sign_up: 12,
    Neighbourhood.command: 20,
}
