"""Remarks on what was said before: questions, doubts, corrections (docs/vocabulary.md H.4)."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from nlp.accusations import accuses
from nlp.categories import category
from nlp.chatter import asks_an_office
from nlp.intents import Reading
from nlp.moods import moods
from nlp.neighbourhood import Neighbourhood
from nlp.places import Where, read_where
from nlp.sentence import Sentence

_CLEAR = 0.9
# +1 may be to come along, too: which of the two was said last decides.
_ECHOED = 0.95
_CODE = re.compile(r"#?\s?([A-Za-z]{1,2}-?[0-9]{1,9})(?![0-9])")
_QUESTIONS = re.compile(r"\?+|(?<=吗)(?=[,。!]|$)")
_COMMUNITY = re.compile(r"社区|物业|小区|居委|楼道|电梯|充电桩|停车|加装|垃圾|业委会|网格")
_LONGEST_DOUBT = 20
_DENIES = re.compile(
    r"(?:不是|不会|没有|假的|谣言)吧|(?:不是吧,?)?(?:没|没有)(?:坏|停|漏|断|堵)"
    r"|我(?:们)?(?:家|这|楼)(?:有电|有水|没停|好好的|没漏)|(?:好好的|没事)(?:呀|啊)"
)
# 我家也是, 我们10栋也停了, 同求, +1; longer than that is a report of its own.
_ECHOES = re.compile(
    r"(?:(?:我|我们|俺|咱|咱们)?(?:家|家里|楼|栋|单元|这|这边|这里|楼道"
    r"|[0-9]{1,2}栋(?:[0-9]{1,2}单元)?(?:[0-9]{1,2}楼)?(?:这边|这里)?)也都?"
    r"(?:是|一样|有|停了?|没了|没有了?|坏了|断了|灭了|不行|不亮|不热|不走)?了?"
    r"(?:的|这样|一样|这个问题|这个情况|这种情况|如此)?|同求|同问|同样的问题)"
    r"[啊呀呢哦,。!~ ]*(?:[+＋]1)?[,。!~]*|[+＋]1[,。!~]*"
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to the community. `parts` is how many questions it asks."""

    cat: str
    parts: int


@dataclass(frozen=True, slots=True)
class Chase:
    """How does it stand with what is quoted, or with `code`? Both may be empty."""

    quoted: str
    code: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """It is not so."""


@dataclass(frozen=True, slots=True)
class Echo:
    """The same here. `where` is known if they say where that is."""

    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class Correction:
    """It is elsewhere than I said."""

    where: Where


def read_inquiry(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Inquiry] | None:
    """A general or hypothetical question that the community should answer."""
    if not (sentence.has("mood.general_question") or sentence.has("matter.sign.政务")):
        return None
    found = moods(sentence)
    if found & {"joke", "notice", "advert", "borrow", "past"}:
        return None
    cat = category(sentence)
    if not asks_an_office(sentence, cat) and not _asks_the_community(sentence, found, cat):
        return None
    parts = max(1, len(_QUESTIONS.findall(sentence.text)))
    return Reading(_CLEAR, Inquiry(cat or "政务", parts))


def _asks_the_community(sentence: Sentence, found: frozenset[str], cat: str) -> bool:
    """True for a general question about what the community looks after, accusing nobody."""
    if "general_question" not in found or not found & {"hypothetical", "question"}:
        return False
    concerns_us = bool(cat) or _COMMUNITY.search(sentence.text) is not None
    return concerns_us and not (cat and accuses(sentence))


def read_chase(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Chase] | None:
    """A question how something quoted, or a case by its code, stands."""
    if not sentence.has("mood.chase"):
        return None
    code = _CODE.search(sentence.text)
    if not sentence.quoted and code is None:
        return None
    return Reading(_CLEAR, Chase(sentence.quoted, code[1] if code else ""))


def read_doubt(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Doubt] | None:
    """Somebody says that it is not so; of what, the conversation says."""
    if not sentence.has("mood.denial") or len(sentence.text) > _LONGEST_DOUBT:
        return None
    if not _DENIES.match(sentence.text):
        return None
    return Reading(_CLEAR, Doubt())


def read_echo(
    sentence: Sentence, neighbourhood: Neighbourhood, _: datetime
) -> Reading[Echo] | None:
    """Somebody has the same trouble as a neighbour; which, the conversation says."""
    if not sentence.has("mood.echo") or not _ECHOES.fullmatch(sentence.text):
        return None
    return Reading(_ECHOED, Echo(read_where(sentence.text, neighbourhood)))


def read_correction(
    sentence: Sentence, neighbourhood: Neighbourhood, _: datetime
) -> Reading[Correction] | None:
    """Somebody names another place than they did before."""
    if not sentence.has("mood.correction"):
        return None
    where = read_where(sentence.text, neighbourhood)
    return Reading(_CLEAR, Correction(where)) if where.is_known else None
