"""What speaks for and against a reading of a turn: the features of the ranking in nlp/thread.py.

Their names are for people too: `counts_in @ activity_join>activity_call` weighs 算我 said after a
call as a sign-up for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from nlp.guess import CHAT, COMPLAINT
from nlp.jielong import read_jielong
from nlp.turns import Heard, Reading

# What a turn may be, by what the turn it refers to is.
ANSWERS: Mapping[str, Sequence[str]] = {
    "activity_call": ("activity_join", "activity_call", "chat", "thanks"),
    "activity_join": ("activity_join", "chat", "thanks"),
    "volunteer": ("volunteer", "chat", "thanks"),
    "complaint": ("complaint", "chat", "thanks"),
    "wish": ("wish", "chat", "thanks", "resource_offer"),
    "resource_offer": ("resource_request", "resource_offer", "chat", "thanks"),
    "resource_request": ("resource_offer", "resource_request", "chat", "thanks"),
    "chat": ("chat", "thanks"),
    "thanks": ("chat", "thanks"),
}
# What an entry added to a list is, by what the list is.
_ENTRY_OF: Mapping[str, Sequence[str]] = {
    "activity_call": ("activity_join",),
    "activity_join": ("activity_join",),
    "volunteer": ("volunteer",),
    "resource_offer": ("resource_request",),
    "wish": ("wish",),
    "chat": ("activity_join",),
}
US = "小格"
_OFFICE = re.compile(r"物业|网格|保安|社区|居委|社工|楼长|电工|水务|供电|供水|燃气|热力|民警|城管|消防|维修|管家|师傅|环卫|护士|医生|书记|业委会|门卫")
_ANSWERED_WITHIN = timedelta(minutes=10)
_NEAR = 3
_ALIKE, _MUCH_ALIKE = 0.15, 0.4
_SOFT = frozenset({"chat", "thanks"})
Feature = tuple[str, float]
Candidate = tuple[Reading, Heard | None]


class Scene:
    """A turn and the ones before it, oldest first."""

    def __init__(self, heard: Heard, before: Sequence[Heard]) -> None:
        self.heard = heard
        self.before = before
        self.by_number = {one.number: one for one in before}
        self.quoted = self._quoted()
        self.named = self._named()
        self.openers = [one for one in before if one.reading.refers_to is None and one.intent not in _SOFT]
        self.last_other = next((o for o in reversed(before) if o.who != heard.who), None)
        self.own_last = next((o for o in reversed(before) if o.who == heard.who), None)
        self.asked = self._asked()
        self.list_of = self._list_of()

    def topic(self, one: Heard) -> Heard:
        """What `one` is about: the turn that began it."""
        return self.by_number.get(one.topic, one)

    def candidates(self) -> Iterator[Candidate]:
        """Every reading that is worth weighing."""
        if self.heard.is_photo:
            yield self._shown()
            return
        for intent in ANSWERS:
            yield Reading(intent, self._pending_photo()), None
        for one in self._targets():
            grows = one is self.list_of
            for intent in (_ENTRY_OF.get(one.intent, ()) if grows else ANSWERS[one.intent]):
                yield Reading(intent, one.number), one

    def _targets(self) -> Sequence[Heard]:
        if self.quoted is not None:
            return (self.quoted,)
        if self.list_of is not None:
            return (self.list_of,)
        return [one for one in self.before if self._is_near(one)]

    def _shown(self) -> Candidate:
        """What a photo belongs to: the matter its sender told of last, if they just did."""
        for one in reversed(self.before):
            if one.who == self.heard.who and self._is_near(one):
                if one.intent in _SOFT and not one.is_photo:
                    continue
                number = self.topic(one).number if one.intent == COMPLAINT else one.number
                return Reading(one.intent, number), one
        return Reading(CHAT), None

    def _pending_photo(self) -> int | None:
        """A photo of the speaker's that had no words yet."""
        own = self.own_last
        if own is None or not own.is_photo or own.intent != CHAT or not self._is_near(own):
            return None
        return own.topic

    def _is_near(self, one: Heard) -> bool:
        if self.heard.turn.at - one.turn.at <= _ANSWERED_WITHIN:
            return True
        return one in self.named or self.topic(one).who == self.heard.who

    def _quoted(self) -> Heard | None:
        said = self.heard.sentence.quoted.strip()
        if not said:
            return None
        alike = (o for o in reversed(self.before) if _is_quoted(o.sentence.text, said))
        return next(alike, None)

    def _named(self) -> Sequence[Heard]:
        """Turns of those whom the turn names."""
        called, text = self.heard.mentioned, self.heard.sentence.text
        return [
            one
            for one in self.before
            if one.who != self.heard.who and (one.who in called or _names(text, one.who))
        ]

    def _asked(self) -> Heard | None:
        """Our question, if it is still open to the speaker; what it asked about."""
        for one in reversed(self.before):
            if one.who == US and "asks" in one.cues:
                return self.by_number.get(one.reading.refers_to if one.reading.refers_to is not None else -1)
            if one.who == self.heard.who:
                return None
        return None

    def _list_of(self) -> Heard | None:
        """The latest list that the turn has grown from."""
        if "list" not in self.heard.cues:
            return None
        head = _head(self.heard)
        grown = (o for o in reversed(self.before) if "list" in o.cues and _head(o) == head)
        return next(grown, None)

    def features(self, reading: Reading, target: Heard | None) -> Iterator[Feature]:
        heard, intent = self.heard, reading.intent
        group = "soft" if intent in _SOFT else "act"
        own = target is not None and target.who == heard.who
        kind = f"{intent}>{target.intent}" if target else intent
        relation = f"{kind} own" if own else kind
        yield relation, 1
        yield f"ear @ {relation}", heard.shares[intent]
        role = self._role(intent, target, own)
        yield role, 1
        yield f"ear @ {role}", heard.shares[intent]
        for name, share in heard.shares.items():
            yield f"ear {name} @ {kind}", share
            yield f"ear {name} @ {role}", share
        for cue in heard.cues:
            yield f"{cue} @ {intent}", 1
            yield f"{cue} @ {relation}", 1
            yield f"{cue} @ {role}", 1
        if _OFFICE.search(heard.who):
            yield f"of an office @ {role}", 1
            yield f"of an office @ {kind}", 1
        if target is None:
            yield from self._alone(intent, group)
        else:
            yield from self._place(target, intent, group, own)
            yield from self._about(target, intent, group)

    def _role(self, intent: str, target: Heard | None, own: bool) -> str:
        if intent in _SOFT:
            return f"{intent} to" if target else intent
        if target is None:
            return "begins"
        if target.intent == intent or target.who == self.heard.who:
            if target.who == self.heard.who:
                return "goes on" if target.reading.refers_to is None else "amends"
            if self.topic(target).who == self.heard.who:
                return "tells more"
            return "joins" if target.reading.refers_to is None else "joins one who joined"
        return "takes up" if target.reading.refers_to is None else "takes up answer"

    def _alone(self, intent: str, group: str) -> Iterator[Feature]:
        if not self.before:
            yield f"first @ {intent}", 1
            return
        if self.openers:
            yield f"something open @ {intent}", 1
            yield f"open {self.openers[-1].intent} @ {intent}", 1
        if self.named:
            yield f"names somebody @ {group} alone", 1
        if self.asked:
            yield f"asked @ {group} alone", 1
        if self.list_of:
            yield f"list @ {group} alone", 1
        if self.quoted:
            yield f"quotes @ {group} alone", 1
        if self.own_last and self.own_last is self.before[-1]:
            yield f"goes on @ {group} alone", 1
            yield f"goes on {self.own_last.intent} @ {intent} alone", 1
        most = max(_likeness(self.heard, one) for one in self.before)
        yield f"likeness @ {group} alone", most

    def _place(self, target: Heard, intent: str, group: str, own: bool) -> Iterator[Feature]:
        heard = self.heard
        is_root = target.reading.refers_to is None
        side = f"{group}{' own' if own else ''}{' root' if is_root else ''}"
        yield f"to @ {side}", 1
        back = heard.number - target.number
        yield f"{min(back, 4)} back @ {group}", 1
        yield f"{min(back, 4)} back @ {side}", 1
        if target is self.last_other:
            yield f"last other @ {side}", 1
        if target is self.own_last:
            yield f"own last @ {side}", 1
        later = [o for o in self.openers if o.number > target.topic]
        if later:
            yield f"newer open @ {group}", 1
            if any(o.intent == self.topic(target).intent for o in later):
                yield f"newer open alike @ {group}", 1
        topic = self.topic(target)
        if is_root and any(o.number > target.number and o.topic == target.number for o in self.before):
            yield f"answered @ {side}", 1
            yield f"answered @ {intent}>{target.intent}", 1
        if topic.who == heard.who:
            yield f"own topic {topic.intent} @ {intent}>{target.intent}", 1
            yield f"own topic @ {side}", 1
        elif any(o.who == heard.who and o.topic == topic.number for o in self.before):
            yield f"took part in {topic.intent} @ {intent}", 1
            yield f"took part @ {side}", 1
        to = target.reading.refers_to
        if to is not None and to in self.by_number and self.by_number[to].who == heard.who:
            yield f"answers me @ {group}", 1
            yield f"answers me @ {intent}", 1
            if back == 1: yield f"answers me just now @ {intent}", 1
        if any(o.who == heard.who and o.reading.refers_to == target.number for o in self.before):
            yield f"answered by me @ {side}", 1
        elif topic.who == heard.who and target.who != heard.who:
            yield f"not yet answered by owner @ {side}", 1
        if self.before[-1].topic == target.topic:
            yield f"topic goes on @ {group}", 1

    def _about(self, target: Heard, intent: str, group: str) -> Iterator[Feature]:
        heard = self.heard
        if target is self.quoted:
            yield f"quoted @ {group}", 1
        if self.named:
            yield f"{'named' if target in self.named else 'another named'} @ {group}", 1
            if target in self.named and target.reading.refers_to is None:
                yield f"named root @ {group}", 1
        if target is self.asked:
            yield f"asked @ {intent}", 1
        if self.list_of:
            yield f"{'grown list' if target is self.list_of else 'another list'} @ {group}", 1
        if target.who == US:
            yield f"to us @ {group}", 1
        if heard.who == US:
            yield f"we say @ {intent}>{target.intent}", 1
            if "asks" in heard.cues and target.intent == COMPLAINT:
                yield "we ask", 1
        for cue in ("asks", "asks at end", "thanks", "over", "counts_in", "still", "corrects", "withdraws", "officially"):
            if cue in target.cues:
                yield f"to {cue} @ {intent}", 1
                for mine in ("asks", "bare_ok", "bare_yes", "thanks", "I", "over"):
                    if mine in heard.cues:
                        yield f"{mine} to {cue} @ {intent}", 1
        yield f"likeness @ {group}", _likeness(heard, target)
        yield f"pairs @ {group}", float(min(len(heard.pairs & target.pairs), 3))
        others = max((_likeness(heard, o) for o in self.before if o.topic != target.topic), default=0)
        yield f"likeness elsewhere @ {group}", others
        topic = self.topic(target)
        if topic is not target:
            yield f"likeness of topic @ {group}", _likeness(heard, topic)


def _likeness(one: Heard, other: Heard) -> float:
    """The share of telling characters of `one` that `other` has too."""
    if not one.characters:
        return 0.0
    return len(one.characters & other.characters) / len(one.characters)


def _is_quoted(text: str, said: str) -> bool:
    """WeChat quotes the whole, or as much as it has room for."""
    said = said.rstrip("…. ")
    return bool(said) and (text.startswith(said) or said.startswith(text) or said in text)


def _names(text: str, who: str) -> bool:
    name = who.strip()
    return len(name) >= 2 and (name in text or (len(name) > 2 and name[-2:] in text))


def _head(heard: Heard) -> str:
    found = read_jielong(heard.sentence.text)
    if found is not None and found.title:
        return found.title
    return heard.sentence.text.split("\n", 1)[0].strip()
