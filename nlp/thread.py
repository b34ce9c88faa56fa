"""Following a conversation: what each turn means, and which earlier one it answers to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from nlp.ear import Ear
from nlp.links import Scene
from nlp.turns import Heard, Reading, Turn, hear

_REMEMBERED = timedelta(hours=1)
_MOST = 40


class Thread:
    def __init__(self, ear: Ear, weights: Mapping[str, float]) -> None:
        self._ear = ear
        self._weights = weights
        self._turns: list[Heard] = []
        self._said = 0

    def hear(self, turn: Turn) -> Reading:
        heard = hear(turn, self._said, self._ear)
        scene = self.scene(heard)
        return self.note(heard, self.best(scene))

    def scene(self, heard: Heard) -> Scene:
        since = heard.turn.at - _REMEMBERED
        self._turns = [one for one in self._turns if one.turn.at > since][-_MOST:]
        return Scene(heard, self._turns)

    def note(self, heard: Heard, reading: Reading) -> Reading:
        """Remember the turn as read; a photo is what its words are."""
        self._said += 1
        target = next((o for o in self._turns if o.number == reading.refers_to), None)
        topic = target.topic if target is not None else heard.number
        if target is not None and target.is_photo and target.intent == "chat" and target.who == heard.who:
            self._turns = [
                replace(o, reading=replace(o.reading, intent=reading.intent))
                if o.topic == topic and o.is_photo
                else o
                for o in self._turns
            ]
        self._turns.append(replace(heard, reading=reading, topic=topic))
        return reading

    def best(self, scene: Scene) -> Reading:
        w = self._weights
        best, most = Reading("chat"), float("-inf")
        for reading, target in scene.candidates():
            s = sum(w.get(n, 0.0) * v for n, v in scene.features(reading, target))
            if s > most:
                best, most = reading, s
        return best
