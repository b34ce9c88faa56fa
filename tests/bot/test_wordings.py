"""A deployment may say things in its own words, but not say less or more."""

import re
from pathlib import Path

import pytest

from bot.wordings import every_text, unsound

HOUSE = Path(__file__).parents[2]


def test_every_declared_text_is_found() -> None:
    sources = [
        p.read_text(encoding="utf-8")
        for f in ("handlers", "bot")
        for p in (HOUSE / f).rglob("*.py")
    ]
    declared = [key for source in sources for key in re.findall(r'\bText\(\s*"([^"]+)"', source)]

    assert sorted(declared) == sorted(every_text())


def test_its_own_sentence_may_be_said_of_everything() -> None:
    assert unsound({key: text.template for key, text in every_text().items()}) == ()


def test_a_time_may_be_told_in_another_way() -> None:
    template = every_text()["callback.redone"].template

    assert "{due:moment}" in template
    assert unsound({"callback.redone": template.replace("{due:moment}", "{due:day}")}) == ()


@pytest.mark.parametrize(
    ("key", "template", "what"),
    [
        ("sory", "抱歉", "没有这一句。是不是 sorry？"),
        ("sorry", "抱歉，{name}", "花括号里的名字要和原句一样，一个不多一个不少：一个也没有。"),
        ("sorry", "", "不能空着"),
        ("sorry", " \n", "不能空着"),
        ("refused.misused", "用法", "花括号里的名字要和原句一样，一个不多一个不少：{usage}。"),
        ("refused.misused", "用法：{usage", "花括号不成对"),
        ("refused.misused", "用法：{usage.__class__}", "花括号里的名字要和原句一样"),
        ("refused.misused", "用法：{usage!r}", "不认识 {usage:!r} 的写法；原句是：{usage}。"),
        ("refused.misused", "用法：{usage:day}", "不认识 {usage:day} 的写法"),
        ("callback.redone", "{code} {due:%H:%M}", "不认识 {due:%H:%M} 的写法"),
    ],
)
def test_what_could_not_be_said_is_refused(key: str, template: str, what: str) -> None:
    (fault,) = unsound({key: template})

    assert fault.where == "[wording]"
    assert fault.key == key
    assert fault.what.startswith(what)
