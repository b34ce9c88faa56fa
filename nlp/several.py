"""Several matters in one breath, each with a place of its own: 3栋漏水，快递柜也打不开."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from nlp.intents import SURE, Reading
from nlp.matters import Matter, is_private, read_matter
from nlp.neighbourhood import Neighbourhood
from nlp.places import named_in
from nlp.sentence import Hit, Sentence

_FEWEST, _MOST = 2, 5
_ITEM = re.compile(r"\s*[1-9][.、)](?=[^0-9]|[0-9]{1,2}[栋号])")
_LISTED = re.compile(r"^\s*1[.、)].*\s2[.、)]", re.DOTALL)
_END = re.compile(r"[,。!?;~\n…]|\s(?=[1-9][.、)])")


def read_matters(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Matter] | None:
    """The open problem that the sentence tells of, with the others it tells of; None if none."""
    whole = read_matter(sentence, neighbourhood, now)
    if whole is None or whole.sure < SURE or len(named_in(sentence.text, neighbourhood)) < _FEWEST:
        return whole
    parts = [read_matter(part, neighbourhood, now) for part in _parts(sentence, neighbourhood)]
    sure = [part.what for part in parts if part is not None and part.sure >= SURE]
    told = {(one.cat, one.where.node): one for one in sure if one.where.node}
    if len(told) < _FEWEST:
        return whole
    first, *others = (_as_private_as(sentence, one) for one in tuple(told.values())[:_MOST])
    return replace(whole, what=replace(first, also=tuple(others)))


def _as_private_as(sentence: Sentence, one: Matter) -> Matter:
    """All words are kept with each: where they are private, none of the matters is public."""
    if one.visibility != "公开" or not is_private(sentence, in_danger=one.level == "特急"):
        return one
    return replace(one, visibility="受限")


def _parts(sentence: Sentence, neighbourhood: Neighbourhood) -> Iterator[Sentence]:
    """The sentence cut before every clause that names a place of its own."""
    text = sentence.text
    cuts = [start for start, end in _clauses(text) if named_in(text[start:end], neighbourhood)]
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        item = _ITEM.match(text, start, end) if _LISTED.match(text) else None
        yield _cut(sentence, item.end() if item else start, end)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each clause, and of each item of a numbered list on one line."""
    ends = [*(found.start() for found in _END.finditer(text)), len(text)]
    return zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True)


def _cut(sentence: Sentence, start: int, end: int) -> Sentence:
    hits = {
        tag: tuple(
            Hit(hit.start - start, hit.end - start, hit.word)
            for hit in some
            if start <= hit.start and hit.end <= end
        )
        for tag, some in sentence.hits.items()
    }
    kept = MappingProxyType({tag: some for tag, some in hits.items() if some})
    text = sentence.text[start:end]
    return replace(sentence, text=text, hits=kept)
