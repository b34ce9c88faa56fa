"""What residents raise: which matter, how urgent, how private (docs/vocabulary.md H.3 to H.5)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from nlp.accusations import accuses
from nlp.categories import (
    FAMILY,
    PREFIX,
    best_category,
    signs_and_troubles,
    subject,
    tagged,
)
from nlp.chatter import is_about_no_case
from nlp.intents import Reading
from nlp.lexicon import load
from nlp.moods import (
    beside_the_point,
    hits,
    is_asked,
    is_elsewhere,
    is_not_here_and_now,
    is_supposed,
    moods,
)
from nlp.moods import lexicon as mood_lexicon
from nlp.neighbourhood import Neighbourhood
from nlp.outages import OUTAGES
from nlp.places import Where, named_in, read_where
from nlp.scan import Lexicon
from nlp.sentence import Hit, Sentence

_TELLING = ("matter.", "mood.critical", "mood.suggestion")
_KINDS = ("sign", "alone", "thing", "trouble", "critical", "urgent")
# Goes wrong with anything.
_TROUBLES = (
    *("坏", "坏掉", "损坏", "失灵", "不好用", "不能用", "用不了", "没人修", "没修", "没人管"),
    *("不管", "出问题", "有问题", "坏了", "坏啦", "修不修", "到底修"),
)
# Said to us, not about somebody's advice.
_SUGGESTS = re.compile(
    r"(?:^|[,。!;\n])(?:我|我们|俺)?(?:强烈)?(?:建议|提议)"
    r"(?=社区|物业|小区|在|多|把|给|加|增|设|装|安|修|改|统一|定期|能|可以|咱|我们|门口|楼)"
)
# Somebody of that age is a child, whatever they are called; 68岁 is not.
_UNDER_AGE = re.compile(
    r"(?<![0-9])(?:[1-9]|1[0-7])岁|(?<![一二三四五六七八九十])(?:十[一二三四五六七]?|[一二三四五六七八九])岁"
)
_HELP = frozenset({"人身", "生活困难"})
_CLEAR, _IRONIC, _PROBED = 0.9, 0.6, 0.6
# Before a word of danger: it is not meant, or only a manner of speaking.
_NO_DANGER = re.compile(r"(?:(?<!是)不是|没有|没|(?<!是)不|别|嗓子|喉咙|头顶|[忙气急热]得)$")
_PUBLIC = "公开"
_SHOCK = frozenset({"触电", "电着人"})
# Of danger with nothing else named: these words are enough, others need a place.
_CATEGORY_OF_DANGER = {
    **dict.fromkeys(("着火", "起火", "失火"), "其他"),
    **dict.fromkeys(_SHOCK, "人身"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter as told. Words are those of docs/vocabulary.md B.1; empty means nothing special.

    `level` and `visibility` are set only where the words lift them above what is usual. `also`
    are others told in the same breath, about other places. `again`: it is told of as the one from
    before, 上次那个. `beneficiary` is for whom it is told, 帮王奶奶报一下.
    """

    kind: str
    cat: str
    where: Where
    level: str = ""
    visibility: str = _PUBLIC
    minor: bool = False
    power_dependent: bool = False
    risk: str = ""
    again: bool = False
    beneficiary: str = ""
    also: tuple["Matter", ...] = ()


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of every category and mood, by tag."""
    words = {
        f"{PREFIX}{kind}.{cat}": tuple(table[kind])
        for cat, table in load("matters").items()
        for kind in _KINDS
        if table.get(kind)
    }
    return {**words, f"{PREFIX}trouble.": _TROUBLES, **mood_lexicon()}


def read_matter(
    sentence: Sentence, neighbourhood: Neighbourhood, _: datetime
) -> Reading[Matter] | None:
    """The open problem that the sentence tells of; None if it tells of none."""
    if not any(tag.startswith(_TELLING) for tag in sentence.hits):
        return None
    found = moods(sentence)
    ironic = {"irony", "evidence"} <= found
    dangers = _dangers(sentence)
    cat, told_by = best_category(sentence) if not ironic else subject(sentence)
    if not cat and dangers:
        cat, told_by = _of_danger(dangers, neighbourhood, sentence), dangers
    suggested = "suggestion" in found and _SUGGESTS.search(sentence.text) is not None
    if not cat and not suggested:
        return None
    where = _where(sentence, told_by, neighbourhood)
    if where.is_known:
        found -= beside_the_point(sentence, in_danger=_level(sentence, cat) == "特急")
    if is_not_here_and_now(found) or is_about_no_case(sentence, found, cat, told_by):
        return None
    if is_elsewhere(sentence, neighbourhood):
        return None
    sure = _IRONIC if ironic else _sureness(sentence, cat, where)
    if sure is None:
        return None
    words = tuple(dict.fromkeys(hit.word for hit in told_by))
    if suggested:
        return Reading(sure, _suggested(sentence, cat, where), words)
    return Reading(sure, _told(sentence, found, cat, where), words)


def insisted(sentence: Sentence, neighbourhood: Neighbourhood, cat: str = "") -> Matter:
    """The matter that the sentence tells of, if it does tell of one; of `cat`, if it is known."""
    known, told_by = best_category(sentence)
    if not known:
        known, told_by = subject(sentence)
    where = _where(sentence, told_by, neighbourhood)
    return _told(sentence, moods(sentence), cat or known or "其他", where)


def _of_danger(dangers: tuple[Hit, ...], neighbourhood: Neighbourhood, sentence: Sentence) -> str:
    """The category of danger that nothing else names; empty if it may be a manner of speaking."""
    plain = next((hit.word for hit in dangers if hit.word in _CATEGORY_OF_DANGER), "")
    if plain:
        return _CATEGORY_OF_DANGER[plain]
    return "其他" if read_where(sentence.text, neighbourhood).is_known else ""


def _where(sentence: Sentence, told_by: tuple[Hit, ...], neighbourhood: Neighbourhood) -> Where:
    """The place; of several, the one in the clause that tells of the matter."""
    if told_by and len(named_in(sentence.text, neighbourhood)) > 1:
        start, end = sentence.clause_of(told_by[0].start)
        near = read_where(sentence.text[start:end], neighbourhood)
        if near.is_known:
            return near
    return read_where(sentence.text, neighbourhood)


def _sureness(sentence: Sentence, cat: str, where: Where) -> float | None:
    """How sure it is that this is meant as a report; None if it is not."""
    asks = is_asked(sentence)
    if asks and _dangers(sentence):
        return _PROBED
    if cat in OUTAGES and asks and "是不是该" not in sentence.text:
        return _PROBED if where.is_known else None
    words = signs_and_troubles(sentence, cat)
    if words and all(is_supposed(sentence, hit) for hit in words):
        return None
    return _CLEAR


def _suggested(sentence: Sentence, cat: str, where: Where) -> Matter:
    about = cat or subject(sentence)[0] or "其他"
    return Matter("建议", about, where, visibility="受限" if is_private(sentence) else _PUBLIC)


def _told(sentence: Sentence, found: frozenset[str], cat: str, where: Where) -> Matter:
    """The matter, with all that its words lift above the usual."""
    level = _level(sentence, cat)
    matter = Matter(
        kind=_kind(found, cat, accused=accuses(sentence)),
        cat=cat,
        where=where,
        level=level,
        power_dependent="power_dependent" in found,
        risk=_risk(sentence, cat),
        again="past" in found,
    )
    if cat in FAMILY and ("child" in found or _UNDER_AGE.search(sentence.text)):
        return replace(matter, visibility="专人", minor=True)
    hidden = matter.kind == "矛盾" or is_private(sentence, in_danger=level == "特急")
    return replace(matter, visibility="受限" if hidden else _PUBLIC)


def is_private(sentence: Sentence, *, in_danger: bool = False) -> bool:
    """True if somebody is accused, by name or by the number of their home, or is ill.

    Who is ill and in danger is helped by whoever is near: 老年痴呆的爷爷走丢了.
    """
    return accuses(sentence) or (not in_danger and sentence.has("mood.illness"))


def _kind(found: frozenset[str], cat: str, *, accused: bool) -> str:
    if cat in FAMILY or cat in _HELP or (cat == "其他" and "critical" in found):
        return "求助"
    if cat == "损害赔偿":
        return "矛盾"
    between = ("neighbour" in found or accused) and "business" not in found
    if between and (cat == "宠物" or (cat == "噪声" and "home_noise" in found)):
        return "矛盾"
    return "投诉"


def _level(sentence: Sentence, cat: str) -> str:
    """特急 for danger to life, 急 for damage spreading; empty if it is as usual."""
    if _dangers(sentence) or any(
        _is_meant(sentence, h) for h in tagged(sentence, "critical", cat)
    ):
        return "特急"
    return "急" if tagged(sentence, "urgent", cat) else ""


def _dangers(sentence: Sentence) -> tuple[Hit, ...]:
    """Words of danger to life that are meant as such, whatever the category."""
    return tuple(hit for hit in hits(sentence, "critical") if _is_meant(sentence, hit))


def _is_meant(sentence: Sentence, hit: Hit) -> bool:
    """True unless it is denied, supposed or a manner of speaking."""
    return not (is_supposed(sentence, hit) or _NO_DANGER.search(sentence.text[: hit.start]))


def _risk(sentence: Sentence, cat: str) -> str:
    if any(hit.word in _SHOCK for hit in _dangers(sentence)):
        return "触电"
    return "爆炸" if cat == "燃气" and tagged(sentence, "critical", cat) else ""
