"""Find known words in a sentence, all at once.

The scan proposes, word boundaries dispose: 差 in 出差 and 停电 in 暂停电梯 are no hits. A single
character must be a word of its own; a longer word must begin or end where a word does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType

import ahocorasick

from nlp.segment import BLOCK, segment
from nlp.sentence import Hit, Sentence

Lexicon = Mapping[str, Iterable[str]]
# Where a word ends; the word, its tags, and whether it tells something by itself.
Found = tuple[int, tuple[str, tuple[str, ...], bool]]


class Scanner:
    """Knows words by tag. Built once, read-only afterwards.

    Words whose tags all begin like one of `quiet` tell nothing by themselves.
    """

    def __init__(self, lexicons: Iterable[Lexicon], quiet: tuple[str, ...] = ()) -> None:
        tagged: dict[str, set[str]] = {}
        for lexicon in lexicons:
            for tag, words in lexicon.items():
                for word in words:
                    tagged.setdefault(word, set()).add(tag)
        self.words = frozenset(tagged)
        self._automaton = ahocorasick.Automaton()
        for word, tags in tagged.items():
            tells = not all(tag.startswith(quiet) for tag in tags)
            self._automaton.add_word(word, (word, tuple(sorted(tags)), tells))
        self._automaton.make_automaton()

    def __call__(self, sentence: Sentence) -> Sentence:
        """The sentence with its hits."""
        return self.marked(sentence, self.found(sentence.text))

    def found(self, text: str) -> Sequence[Found]:
        """Known words in `text`, whether they are words there or not."""
        return list(self._automaton.iter(text)) if self.words else ()

    def marked(self, sentence: Sentence, found: Sequence[Found]) -> Sentence:
        """The sentence with hits for what was found and is a word there."""
        if not found:
            return sentence
        spans = [(last + 1 - len(word), last + 1) for last, (word, *_) in found]
        edges = _edges(sentence.text, spans)
        hits: dict[str, list[Hit]] = {}
        for (start, end), (_, (word, tags, _)) in zip(spans, found, strict=True):
            if (start in edges and end in edges) or (len(word) > 1 and {start, end} & edges):
                for tag in tags:
                    hits.setdefault(tag, []).append(Hit(start, end, word))
        marked = {tag: tuple(some) for tag, some in hits.items()}
        return replace(sentence, hits=MappingProxyType(marked)) if marked else sentence


def _edges(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Where words begin or end, near those spans: the rest of the text is not cut for them."""
    edges: set[int] = set()
    end = 0
    for block in BLOCK.finditer(text):
        edges.update(range(end, block.start() + 1))  # between blocks, every character is a word
        end = block.end()
        if any(first < end and last > block.start() for first, last in spans):
            edges.update(accumulate(map(len, segment(block[0])), initial=block.start()))
    edges.update(range(end, len(text) + 1))
    return edges
