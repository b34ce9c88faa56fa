"""Following a conversation: what each turn means, and which earlier turn it refers to.

+1 signs up for a game, has the same trouble or supports a wish: what was said before decides.
Every reading that is worth it, an intent with an earlier turn or with none, is weighed by what
speaks for it (nlp/scene.py, nlp/evidence.py); the likeliest is taken. The weights were learned
from conversations written by hand (nlp/corpus/threads).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from math import exp

from nlp.ear import Ear
from nlp.evidence import evidence
from nlp.guess import CHAT
from nlp.scene import Scene
from nlp.thread_weights import Weights, shipped
from nlp.turns import Heard, Reading, Turn, hear

_REMEMBERED = timedelta(hours=1)
_MOST = 60


class Thread:
    """One group, as far as it is remembered: an hour at the longest, and so many turns."""

    def __init__(self, ear: Ear, weights: Weights | None = None) -> None:
        self._ear = ear
        self._weights = shipped() if weights is None else weights
        self._turns: tuple[Heard, ...] = ()
        self._said = 0

    def hear(self, turn: Turn) -> Reading:
        """Read the next turn. Turns are numbered from 0, and come in the order they were said."""
        scene = self.before(turn)
        return self.note(scene.heard, self._likeliest(scene))

    def reading(self, number: int) -> Reading | None:
        """How that turn is read by now: words said later settle what a photo shows.

        None if it is forgotten.
        """
        return next((one.reading for one in self._turns if one.number == number), None)

    def forget(self, now: datetime) -> None:
        """Drop what is older than an hour."""
        kept = (one for one in self._turns if now - one.turn.at < _REMEMBERED)
        self._turns = tuple(kept)[-_MOST:]

    def before(self, turn: Turn) -> Scene:
        """The turn, heard but not yet read, with what is remembered."""
        self.forget(turn.at)
        return Scene(hear(turn, self._said, self._ear), self._turns)

    def note(self, heard: Heard, reading: Reading) -> Reading:
        """Remember the turn as read so."""
        target = next((one for one in self._turns if one.number == reading.refers_to), None)
        topic = target.topic if target is not None else heard.number
        if target is not None and _waits(target, heard):
            self._turns = tuple(
                replace(one, reading=replace(one.reading, intent=reading.intent))
                if one.topic == topic and _waits(one, heard)
                else one
                for one in self._turns
            )
        self._turns = (*self._turns, replace(heard, reading=reading, topic=topic))
        self._said += 1
        return reading

    def _likeliest(self, scene: Scene) -> Reading:
        readings, scores = [], []
        for reading, target in scene.candidates():
            found = evidence(scene, reading, target)
            readings.append(reading)
            scores.append(sum(self._weights.get(name, 0.0) * value for name, value in found))
        most = max(scores)
        best = readings[scores.index(most)]
        return replace(best, share=1 / sum(exp(score - most) for score in scores))


def _waits(photo: Heard, words: Heard) -> bool:
    """True for a photo that these are the first words to."""
    return photo.is_photo and photo.intent == CHAT and photo.who == words.who
