"""Find known words in a sentence, all at once.

The scan proposes, word boundaries dispose: 差 in 出差 and 停电 in 暂停电梯 are no hits. A single
character must be a word of its own; a longer word must begin or end where a word does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType

import ahocorasick

from nlp.sentence import Hit, Sentence

Lexicon = Mapping[str, Iterable[str]]


class Scanner:
    """Knows words by tag. Built once, read-only afterwards."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        tagged: dict[str, set[str]] = {}
        for lexicon in lexicons:
            for tag, words in lexicon.items():
                for word in words:
                    tagged.setdefault(word, set()).add(tag)
        self.words = frozenset(tagged)
        self._automaton = ahocorasick.Automaton()
        for word, tags in tagged.items():
            self._automaton.add_word(word, (word, tuple(sorted(tags))))
        self._automaton.make_automaton()

    def __call__(self, sentence: Sentence) -> Sentence:
        """The sentence with its hits."""
        found = list(self._automaton.iter(sentence.text)) if self.words else []
        if not found:
            return sentence
        edges = set(accumulate(map(len, sentence.tokens), initial=0))
        hits: dict[str, list[Hit]] = {}
        for last, (word, tags) in found:
            start, end = last + 1 - len(word), last + 1
            if (start in edges and end in edges) or (len(word) > 1 and {start, end} & edges):
                for tag in tags:
                    hits.setdefault(tag, []).append(Hit(start, end, word))
        marked = {tag: tuple(some) for tag, some in hits.items()}
        return replace(sentence, hits=MappingProxyType(marked)) if marked else sentence
