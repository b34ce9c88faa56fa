"""Which category words belong to: by a sign of it, or by a thing of it with a trouble near by."""

import re
from collections.abc import Set

from nlp.lexicon import load
from nlp.sentence import Hit, Sentence

FAMILY = frozenset({"家庭教育", "未成年人保护"})
PREFIX = "matter."
_NAMING = ("matter.sign.", "matter.alone.", "matter.thing.")
# People are not broken, whatever else is.
_ABOUT_PEOPLE = FAMILY | {"人身", "治安", "生活困难", "损害赔偿", "宠物", "政务"}
_ABOUT_SOMEBODY = FAMILY | {"人身"}
# A trouble told after a comma is still of the thing before it: 之前报过,还是不亮.
_GOES_ON = re.compile(r"[,;](?=还|又|一直|都|也|总|老|到现在|至今|依[然旧]|仍)")


def spoken_of(sentence: Sentence) -> frozenset[str]:
    """The categories of which a sign or a thing is named, in trouble or not."""
    return frozenset(_spoken_of(sentence))


def category(sentence: Sentence) -> str:
    """The category the words belong to, whatever their mood; empty if none."""
    return best_category(sentence)[0]


def best_category(sentence: Sentence) -> tuple[str, tuple[Hit, ...]]:
    """The category that fits best, with the words that say so; ties go to the first listed."""
    best, reason, most = "", tuple[Hit, ...](), 0
    for cat in _spoken_of(sentence):
        score, told_by = _fit(sentence, cat)
        if score > most:
            best, reason, most = cat, told_by, score
    return best, reason


def _spoken_of(sentence: Sentence) -> list[str]:
    """Categories of which a sign or a thing is named, in the order listed."""
    named = {tag.rpartition(".")[2] for tag in sentence.hits if tag.startswith(_NAMING)}
    return [cat for cat in load("matters") if cat in named] if named else []


def _fit(sentence: Sentence, cat: str) -> tuple[int, tuple[Hit, ...]]:
    """How well a category fits: a sign counts one, so does a thing with its trouble.

    A sign of danger counts two, but for people: who fell over what is broken tells of that.
    """
    signs = tagged(sentence, "sign", cat) + tagged(sentence, "alone", cat)
    pairs = _pairs(sentence, cat)
    told_by = (*signs, *(hit for pair in pairs for hit in pair))
    words = _longest({hit.word for hit in signs})
    critical = () if cat in _ABOUT_SOMEBODY else tagged(sentence, "critical", cat)
    of_danger = words & {hit.word for hit in critical}
    return len(words) + len(of_danger) + len(pairs), told_by


def _pairs(sentence: Sentence, cat: str) -> tuple[tuple[Hit, Hit], ...]:
    """Things of the category with a trouble in the same clause; its own trouble counts first."""
    things = tagged(sentence, "thing", cat)
    if not things:
        return ()
    general = () if cat in _ABOUT_PEOPLE else tagged(sentence, "trouble", "")
    troubles = tagged(sentence, "trouble", cat) + general
    found = []
    for thing in things[:8]:
        start, end = _reach(sentence, thing, cat)
        near = [t for t in troubles if start <= t.start < end and not _overlap(t, thing)]
        found += [(thing, near[0])] if near else []
    return tuple(found)


def _reach(sentence: Sentence, thing: Hit, cat: str) -> tuple[int, int]:
    """Where the trouble of a thing may stand: in its clause; of a person, anywhere."""
    if cat in _ABOUT_SOMEBODY:
        return 0, len(sentence.text)
    start, end = sentence.clause_of(thing.start)
    if _GOES_ON.match(sentence.text, end):
        _, end = sentence.clause_of(end + 1)
    return start, end


def subject(sentence: Sentence) -> tuple[str, tuple[Hit, ...]]:
    """The category whose things are spoken of; irony names no trouble."""
    for cat in _spoken_of(sentence):
        told_by = tagged(sentence, "sign", cat) + tagged(sentence, "thing", cat)
        if told_by:
            return cat, told_by
    return "", ()


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def tagged(sentence: Sentence, kind: str, cat: str) -> tuple[Hit, ...]:
    """The words of that kind (sign, alone, thing, trouble, critical, urgent) of a category."""
    return sentence.hits.get(f"{PREFIX}{kind}.{cat}", ())


def _longest(words: Set[str]) -> frozenset[str]:
    """Without those that are only part of another: 打不通 of 电话打不通."""
    return frozenset(
        word for word in words if not any(word in one for one in words if one != word)
    )


def signs_and_troubles(sentence: Sentence, cat: str) -> tuple[Hit, ...]:
    """The words that say what is wrong."""
    signs = tagged(sentence, "sign", cat) + tagged(sentence, "alone", cat)
    return signs + tuple(trouble for _, trouble in _pairs(sentence, cat))
