from datetime import UTC, date, datetime

import pytest

from community.wording import Text, holes, lines

DUE = Text("t.due", "{name} {due:moment} 前办好，{due:day}，{due:time}")


def test_times_are_told_in_the_neighbourhood_without_leading_zeros():
    words = DUE(name="李阿姨", due=datetime(2026, 7, 9, 1, 5, tzinfo=UTC))

    assert words.render() == "李阿姨 7月9日09:05 前办好，7月9日，09:05"


def test_days_are_told_as_days():
    assert Text("t", "{on:day}起，{on:month}")(on=date(2026, 12, 1)).render() == "12月1日起，12月"


@pytest.mark.parametrize("fields", [{}, {"name": "x"}, {"name": "x", "due": 1, "more": 2}])
def test_every_hole_is_filled_and_no_other(fields):
    with pytest.raises(TypeError):
        DUE(**fields)


def test_what_residents_write_is_never_a_template():
    words = Text("t", "{text}")(text="{0.__class__} {name} %s {due:moment}")

    assert words.render() == "{0.__class__} {name} %s {due:moment}"


def test_words_may_be_filled_with_words():
    inner = Text("in", "[{n}]")

    assert lines((inner(n=1), inner(n=2))).render() == "[1]\n[2]"
    assert Text("out", "<{inner}>")(inner=inner(n=3)).render({"in": "({n})"}) == "<(3)>"


def test_a_deployment_rewords_by_key():
    assert Text("t.hi", "您好 {name}")(name="王").render({"t.hi": "{name}，早"}) == "王，早"


def test_holes_of_a_template():
    assert holes("{a} {b:day} {{c}}") == {"a", "b"}
    with pytest.raises(ValueError, match="expected '}'"):
        holes("{a")
