"""What speaks for and against a reading of a turn, by name; nlp/thread.model says how much.

The names are for people too: `counts_in @ activity_join>activity_call` is 算我 said after a call
and taken as a sign-up for it. Of most evidence there is a fine form, for a pair of intents, and a
coarse one, for the part that the turn plays: it takes up what somebody began, goes on with the
speaker's own, amends, or speaks of it.
"""

from collections.abc import Iterator
from functools import lru_cache

import ahocorasick

from nlp.guess import COMPLAINT, SILENT_INTENTS
from nlp.lexicon import load
from nlp.scene import Scene, is_us
from nlp.turns import Heard, Reading

Feature = tuple[str, float]

_FARTHEST = 4
_MOST_PAIRS = 3
# What was asked, thanked for or offered decides what a short answer means.
_THEIR_CUES = (
    *("asks", "asks at end", "thanks", "over", "counts_in", "still", "corrects", "withdraws"),
    "officially",
)
_MY_CUES = ("asks", "bare_ok", "bare_yes", "thanks", "I", "over")


def evidence(scene: Scene, reading: Reading, target: Heard | None) -> Iterator[Feature]:
    """All that speaks for reading the turn so, as an answer to `target` or as none."""
    link = _Link(scene, reading, target)
    yield from link.of_the_words()
    if target is None:
        yield from link.of_standing_alone()
    else:
        yield from link.of_where_it_stands(target)
        yield from link.of_who_speaks(target)
        yield from link.of_what_is_answered(target)
        yield from link.of_what_it_is_about(target)


class _Link:
    """A reading of a turn, with the names under which it is weighed."""

    def __init__(self, scene: Scene, reading: Reading, target: Heard | None) -> None:
        self.scene, self.heard = scene, scene.heard
        self.intent = reading.intent
        self.own = target is not None and target.who == self.heard.who
        self.pair = f"{self.intent}>{target.intent}" if target is not None else self.intent
        self.relation = f"{self.pair} own" if self.own else self.pair
        self.part = self._part(target)
        self.group = "soft" if self.intent in SILENT_INTENTS else "act"
        begins = target is not None and target.refers_to is None
        self.side = f"{self.group}{' own' * self.own}{' root' * begins}"

    def _part(self, target: Heard | None) -> str:
        """The part the turn plays in the conversation."""
        if self.intent in SILENT_INTENTS:
            return f"{self.intent} to" if target is not None else self.intent
        if target is None:
            return "begins"
        is_begun = target.refers_to is None
        if self.own:
            return "goes on" if is_begun else "amends"
        if target.intent != self.intent:
            return "takes up" if is_begun else "takes up answer"
        if self.scene.topic(target).who == self.heard.who:
            return "tells more"
        return "joins" if is_begun else "joins answer"

    def of_the_words(self) -> Iterator[Feature]:
        """What the words can mean by themselves."""
        shares, names = self.heard.shares, (self.relation, self.part)
        for name in names:
            yield name, 1
            yield f"ear @ {name}", shares[self.intent]
        for intent, share in shares.items():
            yield f"ear {intent} @ {self.pair}", share
            yield f"ear {intent} @ {self.part}", share
        for cue in self.heard.cues:
            yield f"{cue} @ {self.intent}", 1
            for name in names:
                yield f"{cue} @ {name}", 1
        if _is_of_an_office(self.heard.who):
            yield f"office @ {self.part}", 1
            yield f"office @ {self.pair}", 1

    def of_standing_alone(self) -> Iterator[Feature]:
        """What speaks for referring to nothing, or against."""
        scene = self.scene
        if not scene.before:
            yield f"first @ {self.intent}", 1
            return
        if scene.open:
            yield f"something open @ {self.intent}", 1
            yield f"open {scene.open[-1].intent} @ {self.intent}", 1
        signs = {
            "names somebody": bool(scene.named),
            "asked": scene.asked_about is not None,
            "list": scene.list_grown is not None,
            "quotes": scene.quoted is not None,
        }
        for sign, is_there in signs.items():
            if is_there:
                yield f"{sign} @ {self.group} alone", 1
        if scene.last_own is scene.before[-1]:
            yield f"goes on @ {self.group} alone", 1
            yield f"goes on {scene.before[-1].intent} @ {self.intent} alone", 1
        yield f"likeness @ {self.group} alone", max(map(scene.likeness, scene.before))

    def of_where_it_stands(self, target: Heard) -> Iterator[Feature]:
        """How far back it is, and what came between."""
        scene = self.scene
        back = min(self.heard.number - target.number, _FARTHEST)
        yield f"to @ {self.side}", 1
        yield f"{back} back @ {self.group}", 1
        yield f"{back} back @ {self.side}", 1
        if target is scene.last_of_others:
            yield f"last of others @ {self.side}", 1
        if target is scene.last_own:
            yield f"last own @ {self.side}", 1
        newer = [one for one in scene.open if one.number > target.topic]
        if newer:
            yield f"newer open @ {self.group}", 1
            if any(one.intent == scene.topic(target).intent for one in newer):
                yield f"newer open alike @ {self.group}", 1
        if target.topic == target.number and any(
            one.topic == target.number and one is not target for one in scene.before
        ):
            yield f"answered @ {self.side}", 1
            yield f"answered @ {self.pair}", 1
        if scene.before[-1].topic == target.topic:
            yield f"topic goes on @ {self.group}", 1

    def of_who_speaks(self, target: Heard) -> Iterator[Feature]:
        """What the speaker has to do with it: whose matter it is, who answered whom."""
        scene, me = self.scene, self.heard.who
        topic = scene.topic(target)
        if topic.who == me:
            yield f"own topic {topic.intent} @ {self.pair}", 1
            yield f"own topic @ {self.side}", 1
        elif any(one.who == me and one.topic == topic.number for one in scene.before):
            yield f"took part in {topic.intent} @ {self.intent}", 1
            yield f"took part @ {self.side}", 1
        answered = scene.turn(target.refers_to)
        if answered is not None and answered.who == me:
            yield f"answers me @ {self.group}", 1
            yield f"answers me @ {self.intent}", 1
            if target is scene.before[-1]:
                yield f"answers me just now @ {self.intent}", 1
        if any(one.who == me and one.refers_to == target.number for one in scene.before):
            yield f"answered by me @ {self.side}", 1
        elif topic.who == me and not self.own:
            yield f"not yet answered by me @ {self.side}", 1

    def of_what_is_answered(self, target: Heard) -> Iterator[Feature]:
        """The cues on both sides, and our own questions."""
        if target is self.scene.asked_about:
            yield f"asked @ {self.intent}", 1
        if is_us(target.who):
            yield f"to us @ {self.group}", 1
        if is_us(self.heard.who):
            yield f"we say @ {self.pair}", 1
            if "asks" in self.heard.cues and target.intent == COMPLAINT:
                yield "we ask", 1
        for theirs in _THEIR_CUES:
            if theirs in target.cues:
                yield f"to {theirs} @ {self.intent}", 1
                for mine in _MY_CUES:
                    if mine in self.heard.cues:
                        yield f"{mine} to {theirs} @ {self.intent}", 1

    def of_what_it_is_about(self, target: Heard) -> Iterator[Feature]:
        """A quotation, names, a list, words in common."""
        scene, group = self.scene, self.group
        if target is scene.quoted:
            yield f"quoted @ {group}", 1
        if target is scene.list_grown:
            yield f"grown list @ {group}", 1
        if scene.named:
            is_named = target.number in scene.named
            yield f"{'named' if is_named else 'another named'} @ {group}", 1
            if is_named and target.refers_to is None:
                yield f"named root @ {group}", 1
        yield f"likeness @ {group}", scene.likeness(target)
        yield f"likeness elsewhere @ {group}", scene.likeness_elsewhere(target)
        common = len(self.heard.pairs & target.pairs)
        yield f"pairs @ {group}", min(common, _MOST_PAIRS)
        topic = scene.topic(target)
        if topic is not target:
            yield f"likeness of topic @ {group}", scene.likeness(topic)


def _is_of_an_office(who: str) -> bool:
    """True if the name says so. Only evidence of what is meant: it gives nobody a role."""
    return next(_offices().iter(who), None) is not None


@lru_cache(maxsize=1)
def _offices() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in load("cues")["names"]["office"].split():
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton
