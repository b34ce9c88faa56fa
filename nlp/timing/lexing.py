"""Find the marks of a text, from left to right: what each rule of each module recognises.

Where several rules fit, the first in the order of RULES is asked. What is no time although it
looks like one (12345, 3-4-502, 三点水) is marked as nothing, so that no other rule takes it.
"""

import re
from collections.abc import Mapping, Sequence

from nlp.timing import clocks, dates, dayparts, festivals, near, periods, weeks
from nlp.timing.clocks import NUMERALS
from nlp.timing.marks import Mark, Rule, marked, rule


def _nothing(found: re.Match[str], _: Mark | None) -> Mark | None:
    return marked(found)


# 三点水 is a part of a character, unless something happens to the water at three.
_OF_WATER = "[来停没恢压管费表有能会就阀箱泵务电井果站工暖厂上下车池质]"
# Numbers of doors, phones and prices; addresses; turns of phrase.
_NOTHING = (
    rule(
        NUMERALS[:10],
        r"[0-9]{5,}|(?<![0-9])[0-9]{1,3}-[0-9]{1,3}-[0-9]{2,4}(?![0-9]|[日号])"
        r"|(?<![0-9/-])[0-9]{1,3}-[0-9]{3,4}(?![0-9])",
        _nothing,
    ),
    rule(NUMERALS, rf"[{NUMERALS}]{{1,3}}(?:栋|幢|号楼)\s?[{NUMERALS}]{{1,3}}号(?!楼)", _nothing),
    rule(
        "第",
        rf"第[{NUMERALS}]{{1,3}}(?:[点号届期章节](?!线)|个月|天(?!起|开始))",
        _nothing,
    ),
    rule(
        "一点",
        rf"(?<=[有快慢多好大小轻近远高低亮热冷差便宜])一?点儿?(?![{NUMERALS}半钟])|一点[点儿都也]",
        _nothing,
    ),
    rule("两三四", f"[两三四]点(?:水(?!{_OF_WATER})|底(?=[的,，。]|$))", _nothing),
    rule("零", "零点几", _nothing),
    rule("几整", "几点|整点", _nothing),
    rule("三两一二", "三天两头|两三天|三五天|[一二三]日(?:三餐|游)", _nothing),
    rule("早晚", "[早晚](?:安|点来|点说|点到|点走|一点)", _nothing),
)
RULES: tuple[Rule, ...] = (
    *_NOTHING,
    *festivals.RULES,
    *dates.RULES,
    *clocks.RULES,
    *periods.RULES,
    *weeks.RULES,
    *dayparts.RULES,
    *near.RULES,
)


def _by_character(rules: Sequence[Rule]) -> Mapping[str, Sequence[Rule]]:
    characters = sorted({character for one in rules for character in one.begins})
    return {c: tuple(one for one in rules if c in one.begins) for c in characters}


_RULES = _by_character(RULES)
_BEGINS = re.compile(f"[{''.join(_RULES)}]")


def marks_of(text: str) -> Sequence[Mark]:
    """Every mark in simplified text, in order."""
    found: list[Mark] = []
    at = 0
    while begun := _BEGINS.search(text, at):
        at = begun.start()
        mark = _mark(text, at, found[-1] if found else None)
        if mark is not None:
            found.append(mark)
        at = max(mark.end if mark else 0, at + 1)
    return found


def _mark(text: str, at: int, before: Mark | None) -> Mark | None:
    for one in _RULES[text[at]]:
        match = one.pattern.match(text, at)
        mark = one.read(match, before) if match else None
        if mark is not None:
            return mark
    return None
