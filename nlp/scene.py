"""A turn before the turns that went before it: which of them it can refer to, and as what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from nlp.guess import CHAT, COMPLAINT, INTENTS, SILENT_INTENTS
from nlp.jielong import read_jielong
from nlp.neighbourhood import OUR_NAMES
from nlp.turns import Heard, Reading

# What an answer is, by what it answers.
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
_ENTRIES: Mapping[str, Sequence[str]] = {
    "activity_call": ("activity_join",),
    "activity_join": ("activity_join",),
    "volunteer": ("volunteer",),
    "resource_offer": ("resource_request",),
    "wish": ("wish",),
    "chat": ("activity_join",),
}
# docs/vocabulary.md F: the context window; what is called for or wished for stays open longer.
_WINDOW = timedelta(minutes=10)
_LASTING = frozenset({"activity_call", "volunteer", "wish"})
_MOST_TURNS, _MOST_OPEN = 12, 8

Candidate = tuple[Reading, Heard | None]


class Scene:
    """`before` are the turns before `heard`, oldest first."""

    def __init__(self, heard: Heard, before: Sequence[Heard]) -> None:
        self.heard = heard
        self.before = before
        self._by_number = {one.number: one for one in before}
        self._likeness = {one.number: likeness(heard, one) for one in before}

    def candidates(self) -> Iterator[Candidate]:
        """Every reading worth weighing, with the turn it refers to as an answer."""
        if self.heard.is_photo:
            yield self._shown()
            return
        photo = self._waiting_photo()
        for intent in INTENTS:
            yield Reading(intent, photo), None
        for one in self._targets():
            is_entry = one is self.list_grown
            for intent in _ENTRIES.get(one.intent, ()) if is_entry else ANSWERS[one.intent]:
                yield Reading(intent, one.number), one

    def turn(self, number: int | None) -> Heard | None:
        """The turn of that number, if it is remembered."""
        return self._by_number.get(number) if number is not None else None

    def topic(self, one: Heard) -> Heard:
        """The turn that began what `one` is about."""
        return self._by_number.get(one.topic, one)

    def likeness(self, one: Heard) -> float:
        """How much of what is said now was said then, from 0 to 1."""
        return self._likeness[one.number]

    def likeness_elsewhere(self, one: Heard) -> float:
        """How much of it was said about anything else."""
        others = (self.likeness(o) for o in self.before if o.topic != one.topic)
        return max(others, default=0.0)

    @cached_property
    def open(self) -> Sequence[Heard]:
        """What was begun: calls, complaints, wishes, offers, requests."""
        return [o for o in self.before if o.refers_to is None and o.intent not in SILENT_INTENTS]

    @cached_property
    def last_of_others(self) -> Heard | None:
        return next((o for o in reversed(self.before) if o.who != self.heard.who), None)

    @cached_property
    def last_own(self) -> Heard | None:
        return next((o for o in reversed(self.before) if o.who == self.heard.who), None)

    @cached_property
    def quoted(self) -> Heard | None:
        """The turn whose words are quoted, the latest of those."""
        said = self.heard.sentence.quoted.rstrip("…. ").strip()
        if not said:
            return None
        return next((o for o in reversed(self.before) if _holds(o.sentence.text, said)), None)

    @cached_property
    def named(self) -> frozenset[int]:
        """The turns of those whom the words name."""
        called, text = self.heard.mentioned, self.heard.sentence.text
        others = (o for o in self.before if o.who != self.heard.who)
        return frozenset(o.number for o in others if o.who in called or _names(text, o.who))

    @cached_property
    def asked_about(self) -> Heard | None:
        """What we asked about, if nothing has been said by the speaker since."""
        for one in reversed(self.before):
            if is_us(one.who) and "asks" in one.cues:
                return self.turn(one.refers_to)
            if one.who == self.heard.who:
                return None
        return None

    @cached_property
    def list_grown(self) -> Heard | None:
        """The latest version of the list that the turn is a longer version of."""
        if "list" not in self.heard.cues:
            return None
        head = _head(self.heard)
        lists = (o for o in reversed(self.before) if "list" in o.cues)
        return next((o for o in lists if _head(o) == head), None)

    def _targets(self) -> Sequence[Heard]:
        """What can be referred to: a quotation or a list says so itself."""
        if self.quoted is not None:
            return (self.quoted,)
        if self.list_grown is not None:
            return (self.list_grown,)
        near = [o for o in self.before if self._is_near(o)]
        kept = {o.number for o in near[-_MOST_TURNS:]} | {
            o.number for o in self.open[-_MOST_OPEN:]
        }
        return [o for o in near if o.number in kept or o.number in self.named]

    def _is_near(self, one: Heard) -> bool:
        """True if it is recent, lasts longer, or is named, or of the speaker's own matter."""
        if self.heard.turn.at - one.turn.at <= _WINDOW:
            return True
        if one.refers_to is None and one.intent in _LASTING:
            return True
        return one.number in self.named or self.topic(one).who == self.heard.who

    def _shown(self) -> Candidate:
        """What a photo belongs to: the matter its sender told of last, if they just did."""
        for one in reversed(self.before):
            if one.who != self.heard.who or not self._is_near(one):
                continue
            if one.is_photo or one.intent not in SILENT_INTENTS:
                begun = self.topic(one) if one.intent in (COMPLAINT, CHAT) else one
                return Reading(one.intent, begun.number), one
        return Reading(CHAT), None

    def _waiting_photo(self) -> int | None:
        """The first of the photos just shown by the speaker, whose words these may be."""
        own = self.last_own
        if own is None or not own.is_photo or own.intent != CHAT or not self._is_near(own):
            return None
        return own.topic


def is_us(who: str) -> bool:
    """True if we said it ourselves."""
    return who in OUR_NAMES


def likeness(one: Heard, other: Heard) -> float:
    """The share of the telling characters of `one` that `other` has too."""
    common = len(one.characters & other.characters)
    return common / len(one.characters) if one.characters else 0.0


def _holds(text: str, said: str) -> bool:
    """WeChat quotes the whole, or as much as it has room for."""
    return said in text or (bool(text) and said.startswith(text))


def _names(text: str, who: str) -> bool:
    """True if the name is said, in full or by its last two characters: 牛师傅, 莉安."""
    name = who.strip()
    return len(name) > 1 and (name in text or (len(name) > 2 and name[-2:] in text))


def _head(heard: Heard) -> str:
    """What a list begins with."""
    found = read_jielong(heard.sentence.text)
    if found is not None and found.title:
        return found.title
    return heard.sentence.text.partition("\n")[0].strip()
