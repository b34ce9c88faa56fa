"""Who is accused: a neighbour by name, a household by its number (docs/vocabulary.md H.4, H.5).

A name alone accuses nobody. It does before a deed (李四在楼道堆满杂物), or where somebody is
pointed at (占车位的是李四); not when they are called, helped, thanked, or tell of it themselves.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from nlp.lexicon import load
from nlp.segment import people
from nlp.sentence import Sentence

_LONGEST_NAME = 4
_ROOM = re.compile(
    r"(?:(?<=栋)|(?<=单元)|(?<=楼)|(?<=[-,。!?;\s])|(?<=住)|(?<=是)|^)"
    r"[1-9][0-9]{2,3}(?![0-9年月日号栋元块人分个次米点%路岁]|天(?!天))"
    r"(?:室|房)?的?(?:那家人?|那户|这家人?|这户|住户|业主|租户|租客|房东|家|户)?"
)
_NICKNAME = r"[老小阿]{}(?:头|家)?"
_SOMEBODY = r"{}(?:某某?|X{{1,2}}|x{{1,2}}|\*{{1,2}}|氏)"
# Follows a surname that stands alone without being part of a name.
_NO_GIVEN_NAME = frozenset(
    "在把又老是的了不没太家总每就还也都和跟被给让向往从到对说讲有要会能天一两三半夜上下去来"
    "很真好多少个种堆占扔停放吵偷打骂堵挡搭某姓他她你我车狗猫楼路门水电灯树草管"
    ",。!?;~:、. \n0123456789"
)
_OWN = re.compile(r"(?:我|俺|咱)[们家是住在]{0,2}[^,。!?;]{0,8}$")
_CLAUSE = re.compile(r"[,。!?;~\n…]")
# Behind somebody pointed at: 就是李四家干的.
_NO_MORE = re.compile(r"(?:他们?家|一家|家)?的?(?:[干弄搞做放堆扔停]的)?(?=$|[,。!?;~\s])")
# As far as a deed may be from the name of who did it.
_REACH, _FURTHER = 14, 24
# As far back as a word before a name counts.
_NEAR = 16


def accuses(sentence: Sentence) -> bool:
    """True if a neighbour is named as the one who did it, or a household by its number."""
    text = sentence.text
    if sentence.has("mood.accusation") or any(_is_to_blame(text, room) for room in _rooms(text)):
        return True
    return any(
        _has_done(text, end) or _is_pointed_at(text, start, end) for start, end in _named(sentence)
    )


def names_somebody(sentence: Sentence) -> bool:
    """True if a neighbour is named, or a household by its number, whatever is said of them."""
    return any(_rooms(sentence.text)) or any(_named(sentence))


def _rooms(text: str) -> Iterator[re.Match[str]]:
    """Every home told by its number, but the speaker's own."""
    rooms = _ROOM.finditer(text)
    return (room for room in rooms if not _OWN.search(_before(text, room.start())))


def _is_to_blame(text: str, room: re.Match[str]) -> bool:
    is_where = _patterns()["room_landmarks"].match(text, room.end())
    return is_where is None and _has_done(text, room.end())


def _named(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Start and end of every name of a neighbour, but of those helped or thanked."""
    words = _patterns()
    text = sentence.text
    for start, end in _names(sentence):
        before = _before(text, start)
        works_here = (
            words["employed"].search(before)
            or words["staff"].match(text, start + 1)
            or words["staff"].match(text, end)
        )
        is_a_place = words["no_people"].match(text, end)
        if not (works_here or is_a_place or words["not_before"].search(before)):
            yield start, end


def _names(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Start and end of everything that reads like somebody's name."""
    starts = accumulate(map(len, sentence.tokens), initial=0)
    for at, (start, token) in enumerate(zip(starts, sentence.tokens, strict=False)):
        called = _patterns()["called"].match(sentence.text, start)
        if called is not None:
            yield start, called.end()
        elif _begins_a_name(token):
            given = _given_name(token, sentence.tokens[at + 1 : at + 3])
            if given is not None:
                yield start, start + len(token) + given


def _begins_a_name(token: str) -> bool:
    is_surname = token[0] in _surnames() or token[:2] in _double()
    return is_surname and token not in _listed("no_names")


def _given_name(token: str, following: tuple[str, ...]) -> int | None:
    """How many characters of the name follow the token; None if the token begins no name."""
    if len(token) > 1 and token not in _double():
        return 0 if len(token) <= _LONGEST_NAME and token in people() else None
    first, *more = following or ("",)
    if len(first) == 2:
        return None if first in _listed("manners") else 2
    if len(first) != 1 or first in _NO_GIVEN_NAME:
        return None
    return 1 + sum(len(one) == 1 and one not in _NO_GIVEN_NAME for one in more[:1])


def _before(text: str, position: int) -> str:
    return text[max(0, position - _NEAR) : position]


def _has_done(text: str, end: int) -> bool:
    """True if a deed is told of whoever was named before `end`."""
    words = _patterns()
    if words["landmarks"].match(text, end):
        return False
    said = _CLAUSE.split(text[end : end + _REACH], 1)[0]
    if words["scolding"].search(said):
        said = text[end : end + _FURTHER]
    deed = words["deeds"].search(said)
    return deed is not None and not words["tellers"].search(said[: deed.start()])


def _is_pointed_at(text: str, start: int, end: int) -> bool:
    is_shown = _patterns()["pointing"].search(_before(text, start)) is not None
    return is_shown and _NO_MORE.match(text, end) is not None


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(load("people")["surnames"])


@lru_cache(maxsize=1)
def _double() -> frozenset[str]:
    return frozenset(load("people")["double_surnames"])


@lru_cache(maxsize=8)
def _listed(name: str) -> frozenset[str]:
    return frozenset(load("people")[name])


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the word lists, by name."""
    words = load("people")
    ends = {name: f"(?:{_any(words[name])})$" for name in ("not_before", "pointing")}
    ends["employed"] = f"(?:{_any(words['staff'])})$"
    names = ("no_people", "staff", "landmarks", "room_landmarks", "deeds", "scolding", "tellers")
    surname = f"(?:{_any(words['double_surnames'])}|[{words['surnames']}])"
    forms = (
        _NICKNAME.format(surname),
        _SOMEBODY.format(surname),
        f"姓{surname}的",
        f"{surname}(?:{_any(words['titles'])})",
    )
    return {
        **{name: re.compile(pattern) for name, pattern in ends.items()},
        **{name: re.compile(_any(words[name])) for name in names},
        "called": re.compile("|".join(forms)),
    }


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
