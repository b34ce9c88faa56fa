"""What craftspeople say in private: 接, 不接, 今天满了, 有空了. Whole messages, nothing around."""

import re
from dataclasses import dataclass
from datetime import datetime

from nlp.intents import Reading
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Sentence

_CLEAR = 1.0
_LONGEST = 20
_CODE = r"#?(?P<{}>c-?[0-9]{{1,9}})?号?"
_TAKES = re.compile(
    _CODE.format("before")
    + r"(?:我|这单|这个|这活|来|去|能|可以)*(?P<no>不|没空|没法)?(?:来|去|能)?接"
    + r"(?P<cannot>不了|不到)?(?:单|下|一下|这单|这个|活)?(?:了|吧|啦)?"
    + _CODE.format("after")
)
_FULL = re.compile(
    r"我?(?:这边)?(?:今天|今日|现在)?(?:手上|手头)?(?:的?活|单子?)?(?:都|已经|也)?[排接干]?"
    r"(?:满了|满啦|满单了?|忙不过来了?)"
)
_FREE = re.compile(
    r"我?(?:这边)?(?:今天|今日|现在)?(?:又|都)?(?:有空[了啦]|有空接单了?|忙完了|可以接单了?|能接单了)"
)
_BETWEEN = re.compile(r"[\s,，.。!！~、:：]+")


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody takes what they were offered, or does not; `code` names it, if they did."""

    code: str
    takes: bool


@dataclass(frozen=True, slots=True)
class Workload:
    """Somebody has enough for today, or time again."""

    full: bool


def lexicon() -> Lexicon:
    """The words without which nothing of this is said."""
    return {
        "offer.take": ("接",),
        "offer.load": ("满了", "满啦", "满单", "忙不过来", "有空", "忙完了"),
    }


def read_take(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Take] | None:
    """接, 我接, 接 C5, C5 接, 接不了."""
    found = _TAKES.fullmatch(_packed(sentence))
    if found is None:
        return None
    code = found["before"] or found["after"] or ""
    refuses = any(found[name] for name in ("no", "cannot"))
    return Reading(_CLEAR, Take(code, not refuses), ("接",))


def read_workload(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Workload] | None:
    """今天满了, 有空了."""
    said = _packed(sentence)
    if _FULL.fullmatch(said):
        return Reading(_CLEAR, Workload(full=True), ("满",))
    return Reading(_CLEAR, Workload(full=False), ("有空",)) if _FREE.fullmatch(said) else None


def _packed(sentence: Sentence) -> str:
    """The words without blanks and marks; nothing if they are more than such a message has."""
    if len(sentence.text) > _LONGEST:
        return ""
    return _BETWEEN.sub("", sentence.text).lower()
