"""Calls to do something together, and the answers to them (docs/vocabulary.md H.7)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from nlp.counts import Heads, comes_in_company, heads, is_possible, wanted
from nlp.intents import Reading
from nlp.lexicon import load
from nlp.neighbourhood import Neighbourhood
from nlp.places import Where, read_where
from nlp.scan import Lexicon
from nlp.sentence import Hit, Sentence
from nlp.times import When, read_when

_CLEAR, _LIKELY = 0.9, 0.85
# An answer is short; what is longer tells a story.
_LONGEST_ANSWER = 60
_JOINS = re.compile(
    r"^[+＋][1-9]?[0-9]?(?![0-9分%元块度])"
    r"|我们(?:两个|两口子|俩|[三四五六]个)?(?:都|一起)(?:去|来|参加|报)"
    r"|我来(?=$|[,。!~吧呀啊哈咯了替帮维讲当值])|(?:算|加|带|算上)(?:上)?我"
    r"|我(?:们)?(?:也)?(?:要|想)?(?:报名|报个名|报一个|报[一两二三四五1-5]个|参加|加入)|报名(?:!|。|$)"
    r"|我也(?:想|要|来|去|报|可以|能)(?!问|说|觉得|不|没|过|晚)|我(?:可以|能|愿意)(?:去|来|参加|帮忙|维持|讲|值|送|当|出)"
    r"|给我(?:家)?(?:孩子|娃|留|报)|我(?:想|能)(?:来|去)(?!世|年|问)|也来(?=$|[,。!~吧])"
    r"|我(?:跟|和).{1,8}(?:一起|都|两个)(?:去|来|参加|报|维持|负责|帮忙|当|值)"
    r"|带(?:着|上)?(?:我家)?(?:孙子|孙女|孩子|娃|儿子|女儿|闺女|宝宝)(?:一起)?(?:参加|报名)"
    r"|我可以(?=$|[,。!~的])|我有空(?=$|[,。!~])"
    r"|我也行(?=$|[,。!~的啊呀])"
    r"|(?:我们|我家|我老伴|我爱人|俺们?|咱们?)也?都?(?:去|来|参加|报名)(?=$|[,。!~啊呀])"
    r"|我(?:周|星期|礼拜).{0,6}可以(?:值|来|去)|报(?:一|两|1|2)个"
)
# 我来秩序: a sign-up if 秩序 is a role that is wanted, else anything (我来晚了).
_MAYBE_A_ROLE = re.compile(r"^我[来报去](?=[^,。!?~]{1,6}$)")
# What is short of one with three of it needs no name.
_MAHJONG = "三缺一"
_NOT_A_JOIN = re.compile(
    r"吗\?*$|我来晚|我来说|我来问|我来帮[你您他她大]?(?:家)?[问看查找联]|我来[看试]|我来电|报名了吗|怎么报名|在哪报名|报名费|谁报名|报名表|我去[,。!~]*$"
)
_ANYBODY = re.compile(r"有(?:没有|没)?.{0,12}一起.{0,12}的$")
_ROLE = re.compile(r"(?:维持|负责|做|当|讲|管|帮忙|报|测|发|拍|打|搞)([^,。!?~吧呀啊的了]{1,6})")


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody wants company. `title` is what they want to do; `wanted` how many are missing."""

    title: str
    kind: str
    when: When
    where: Where
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody comes along. `text` is what they said, to find out to what and as what.

    `if_role`: they do only if it names a role that is wanted.
    """

    heads: Heads
    text: str
    role: str = ""
    if_role: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Somebody does not come after all."""


@dataclass(frozen=True, slots=True)
class ActivityQuestion:
    """Somebody asks when, where or what."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """What people do together, by kind, and the short words around it."""
    kinds = {f"activity.{kind}": tuple(words) for kind, words in load("activities").items()}
    replies = {f"reply.{name}": tuple(words) for name, words in load("replies").items()}
    return {**kinds, **replies}


def read_call(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Call] | None:
    """A call to do something together, still open."""
    calls = sentence.hits.get("reply.call", ())
    if not calls or sentence.has("reply.not_a_call") or sentence.has("reply.call_off"):
        return None
    thing, kind = _thing(sentence)
    number = wanted(sentence.text)
    if thing is None or not (_asks(sentence) if number is None else is_possible(number)):
        return None
    call = Call(
        title=thing.word,
        kind=kind,
        when=read_when(sentence.text, now),
        where=read_where(sentence.text, neighbourhood),
        wanted=number,
    )
    return Reading(_CLEAR if number else _LIKELY, call, (thing.word, calls[0].word))


def read_join(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Join] | None:
    """Words that mean: count me in. To what, the conversation says."""
    if not sentence.has("reply.join") or len(sentence.text) > _LONGEST_ANSWER:
        return None
    plain = _JOINS.search(sentence.text)
    comes = plain is not None or comes_in_company(sentence.text)
    found = plain or _MAYBE_A_ROLE.search(sentence.text)
    if not (comes or found) or _NOT_A_JOIN.search(sentence.text) or sentence.has("reply.withdraw"):
        return None
    role = _ROLE.search(sentence.text)
    return Reading(
        _CLEAR,
        Join(
            heads=heads(sentence.text),
            text=sentence.text,
            role=role[1] if role else "",
            if_role=not comes,
        ),
        (found[0] if found else sentence.text,),
    )


def read_withdrawal(
    sentence: Sentence, _: Neighbourhood, __: datetime
) -> Reading[Withdrawal] | None:
    """Words that mean: count me out."""
    out = sentence.hits.get("reply.withdraw", ())
    if not out or len(sentence.text) > _LONGEST_ANSWER:
        return None
    return Reading(_CLEAR, Withdrawal(), (out[0].word,))


def read_question(
    sentence: Sentence, _: Neighbourhood, __: datetime
) -> Reading[ActivityQuestion] | None:
    """A question about an activity; which one, the conversation says."""
    asked = sentence.hits.get("reply.activity_question", ())
    if not asked or len(sentence.text) > _LONGEST_ANSWER:
        return None
    return Reading(_LIKELY, ActivityQuestion(), (asked[0].word,))


def _asks(sentence: Sentence) -> bool:
    text = sentence.text.rstrip("。!~ ")
    if text.endswith(("?", "吗", "吧", "啊", "呀", "不")) or _ANYBODY.search(text):
        return True
    return any(
        hit.word
        in ("谁来", "有没有一起", "谁有空", "组队", "求组", "约起来", "有人一起", "谁一起")
        for hit in sentence.hits["reply.call"]
    )


def _thing(sentence: Sentence) -> tuple[Hit | None, str]:
    """What is done together: the longest word for it, and its kind."""
    found = [
        (hit, tag.removeprefix("activity."))
        for tag, some in sentence.hits.items()
        if tag.startswith("activity.")
        for hit in some
    ]
    if found:
        return max(found, key=lambda pair: (len(pair[0].word), -pair[0].start))
    short = [hit for hit in sentence.hits.get("reply.call", ()) if hit.word == _MAHJONG]
    return (replace(short[0], word="麻将"), "棋牌") if short else (None, "")
