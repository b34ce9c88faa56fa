"""How something is said: overheard, past, mended, in jest (docs/vocabulary.md H.4)."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from nlp.lexicon import load
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Hit, Sentence

_PREFIX = "mood."
# Said in anger of those who look after things, which are out of order all the same.
_SCOLDS = frozenset({"垃圾物业", "讲不讲理", "不要脸"})
_NEGATIONS = frozenset("不没未别唔冇")
# Their companies are spoken of in complaints; at one's own company one only hears of things.
_SERVING_US = (
    "物业",
    "供电",
    "供水",
    "自来水",
    "燃气",
    "电力",
    "热力",
    "保洁",
    "保安",
    "维保",
    "施工",
    "电梯",
)
# At the start of a clause, the name of another estate: 阳光花园又漏水了.
_ESTATE = re.compile(
    r"(?:^|[,。!?;~\s])(?:那个|对面的?|旁边的?)?([一-鿿]{2})(?:花园|家园|小区|新村|公寓)"
)
# 是不是停电了, but not 是不是该修了, which says that it should be.
_ASKS = re.compile(r"是不是(?!该)")
_NO_NAMES = frozenset(
    (
        "我们",
        "咱们",
        "我家",
        "整个",
        "这个",
        "那个",
        "中心",
        "街心",
        "屋顶",
        "空中",
        "社区",
        "楼下",
        "门口",
        "后面",
        "前面",
        "旁边",
        "对面",
    )
)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of every mood, by tag."""
    return {f"{_PREFIX}{mood}": tuple(words) for mood, words in load("moods").items()}


def moods(sentence: Sentence) -> frozenset[str]:
    """The moods whose words the sentence has. 不亮了 is not mended, though 亮了 is."""
    found = {tag.removeprefix(_PREFIX) for tag in sentence.hits if tag.startswith(_PREFIX)}
    for mood, is_apart in _APART.items():
        if mood in found and all(is_apart(sentence, hit) for hit in hits(sentence, mood)):
            found.discard(mood)
    return frozenset(found)


def hits(sentence: Sentence, mood: str) -> tuple[Hit, ...]:
    """The words of one mood, in order of appearance."""
    return sentence.hits.get(f"{_PREFIX}{mood}", ())


def _is_negated(sentence: Sentence, hit: Hit) -> bool:
    return sentence.text[hit.start - 1 : hit.start] in _NEGATIONS


def _is_asked(sentence: Sentence, hit: Hit) -> bool:
    """是不是停电 asks, 不是停电 denies."""
    return hit.word.startswith("不是") and sentence.text[hit.start - 1 : hit.start] == "是"


def _serves_us(sentence: Sentence, hit: Hit) -> bool:
    return hit.word == "公司" and sentence.text[: hit.start].endswith(_SERVING_US)


# Where a word of a mood does not have it.
_APART: Mapping[str, Callable[[Sentence, Hit], bool]] = {
    "resolved": _is_negated,
    "denial": _is_asked,
    "hearsay": _serves_us,
}


def beside_the_point(sentence: Sentence, *, in_danger: bool) -> frozenset[str]:
    """Moods that take nothing away from trouble whose place is named: nobody jests in danger."""
    scolds = all(hit.word in _SCOLDS for hit in hits(sentence, "quarrel"))
    return frozenset(("joke",) * in_danger + ("quarrel",) * scolds)


def is_elsewhere(sentence: Sentence, neighbourhood: Neighbourhood) -> bool:
    """True if another estate is named, where others look after things."""
    found = _ESTATE.search(sentence.text)
    if found is None or found[1] in _NO_NAMES:
        return False
    ours = (*neighbourhood.estates, *neighbourhood.places)
    return not any(name in sentence.text for name in ours)


def is_asked(sentence: Sentence) -> bool:
    """True if it asks whether it is so: 停电了吗, 有没有人家里停水的."""
    text = sentence.text.rstrip("。!~ ")
    if text.endswith(("?", "吗", "么", "吧?")) or _ASKS.match(text):
        return True
    return {"probe", "question"} <= moods(sentence)


def is_supposed(sentence: Sentence, hit: Hit) -> bool:
    """True if the clause only supposes what it says: 哪天着火, 小心触电."""
    start, _ = sentence.clause_of(hit.start)
    return any(start <= one.start < hit.start for one in hits(sentence, "hypothetical"))


def is_not_here_and_now(found: frozenset[str]) -> bool:
    """True if it is nobody's open problem: overheard, past, mended, a joke, a notice, an ad."""
    if found & {"joke", "notice", "advert", "denial"}:
        return True
    if "hearsay" in found:
        return True
    open_again = found & {"still", "unresolved"}
    return bool(found & {"past", "resolved"}) and not open_again
