"""How command lines are read."""

from typing import Annotated

import pytest

from community.cases import Case
from community.errors import Ambiguous, Misused, NotARef, NotFound, OtherCommunity, Unreadable
from community.people import Person
from handlers.kit.arguments import Context, Workdays
from handlers.kit.commands import AT_WORK, Key, declare
from tests.kit.past import Past
from tests.kit.town import HOME, MONDAY_NINE, person

FIELDS = {
    "noun": "案件",
    "about": "试",
    "roles": None,
    "own": None,
    "where": AT_WORK,
    "undoable": False,
    "hold": None,
}


def case(number, community=HOME):
    return Case(code=f"C{number}", community=community, at=MONDAY_NINE, accepted_at=MONDAY_NINE)


PAST = Past(case(1), case(2), case(9, "别处"), person("小王"), person("老王1", nick="小王"))


def read(function, rest, **fields):
    command = declare(function, verb="试", short=True, **FIELDS)
    context = Context(records=PAST, community=HOME, at=MONDAY_NINE, **fields)
    return command.read(rest, context)


def finish(
    asked, records, cases: Annotated[tuple[Case, ...], "案号"], note: Annotated[str, "说明"] = ""
):
    raise NotImplementedError


def extend(
    asked,
    records,
    case: Annotated[Case, "案号"],
    days: Annotated[Workdays, "N工作日"],
    reason: Annotated[str, "理由"],
):
    raise NotImplementedError


def remove(
    asked,
    records,
    who: Annotated[Person, "@人"],
    reason: Annotated[str, Key("理由", "文")],
    heads: Annotated[int | None, Key("人数", "N")] = None,
):
    raise NotImplementedError


def test_the_last_argument_takes_the_rest_as_typed():
    values = read(finish, '#c1,c2 已上门，"劝阻" / 1.5 小时  两次')

    assert [one.code for one in values["cases"]] == ["C1", "C2"]
    assert values["note"] == '已上门，"劝阻" / 1.5 小时  两次'


def test_what_is_optional_may_be_left_out():
    assert "note" not in read(finish, "C1")


def invite(
    asked,
    records,
    case: Annotated[Case, "案号"],
    one: Annotated[tuple[Person, ...], Key("甲", "人", "=")],
    other: Annotated[tuple[Person, ...], Key("乙", "人", "=")],
):
    """Ask both sides."""


def test_arguments_are_read_by_their_types():
    values = read(extend, "C1 15工作日 供电局 现场勘查")

    assert (values["days"], values["reason"]) == (15, "供电局 现场勘查")


def test_what_the_usage_calls_the_words_is_not_one_of_them():
    assert read(extend, "C1 15工作日 理由 供电局")["reason"] == "供电局"
    assert read(extend, "C1 15工作日 理由：供电局")["reason"] == "供电局"
    assert read(extend, "C1 15工作日 理由充分")["reason"] == "理由充分"


def test_keywords_run_to_the_next_keyword_in_any_order():
    values = read(remove, "@老王1 人数 三 理由 重复 了")

    assert (values["who"].code, values["heads"], values["reason"]) == ("老王1", 3, "重复 了")


def test_a_keyword_may_be_tied_to_its_argument_by_a_sign_of_either_width():
    values = read(invite, "C1 乙＝@老王1\u2005 甲= 小王、老王1")

    assert [one.code for one in values["one"]] == ["小王", "老王1"]
    assert [one.code for one in values["other"]] == ["老王1"]


def test_the_usage_shows_the_tie():
    command = declare(invite, verb="约", short=True, **FIELDS)

    assert command.usage == "/约 <案号> <甲=人> <乙=人>"


def test_who_was_picked_for_one_name_is_not_taken_for_another():
    past = Past(case(1), *(person(code, nick=nick) for code, nick in ("a甲", "b甲", "c乙", "d乙")))
    command = declare(invite, verb="约", short=True, **FIELDS)

    def picked(*chosen):
        context = Context(past, HOME, MONDAY_NINE, chosen=frozenset(chosen))
        return command.read("C1 甲=甲 乙=乙", context)

    with pytest.raises(Ambiguous) as first:
        picked()
    with pytest.raises(Ambiguous) as second:
        picked("b")
    assert (first.value.people, second.value.people) == (("a", "b"), ("c", "d"))
    values = picked("b", "c")
    assert [values["one"][0].code, values["other"][0].code] == ["b", "c"]


@pytest.mark.parametrize(
    ("function", "rest", "error"),
    [
        (finish, "", Misused),
        (finish, "那个", NotARef),
        (finish, "C7", NotFound),
        (finish, "C9", OtherCommunity),
        (extend, "C1 15天 理由", Unreadable),
        (extend, "C1 15工作日", Misused),
        (remove, "@老王1", Misused),
        (remove, "@老王1 多余 理由 重复", Misused),
        (remove, "@谁 理由 重复", NotFound),
        (invite, "C1 甲=小王", Misused),
        (invite, "C1 甲= 乙=小王", Misused),
        (invite, "C1 甲=， 乙=老王1", Unreadable),
        (invite, "C1 甲=谁 乙=老王1", NotFound),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(function, rest, error):
    with pytest.raises(error):
        read(function, rest)


def test_an_id_is_certain_and_a_nickname_may_not_be():
    past = Past(person("a", nick="小李"), person("b", nick="小李"))
    command = declare(remove, verb="试", short=True, **FIELDS)
    context = Context(records=past, community=HOME, at=MONDAY_NINE)

    with pytest.raises(Ambiguous) as held:
        command.read("@小李 理由 重复", context)
    assert held.value.people == ("a", "b")
    assert command.read("@b 理由 重复", context)["who"].code == "b"


def test_a_mention_may_have_blanks_in_the_name():
    past = Past(person("a", nick="王 阿姨"))
    command = declare(remove, verb="试", short=True, **FIELDS)
    context = Context(records=past, community=HOME, at=MONDAY_NINE)

    assert command.read("@王 阿姨\u2005理由 重复", context)["who"].code == "a"


def test_an_admin_reads_cases_of_every_community():
    assert read(finish, "C9", everywhere=True)["cases"][0].community == "别处"


def test_the_usage_line_comes_from_the_signature():
    command = declare(remove, verb="试", short=True, **FIELDS)

    assert command.usage == "/试 <@人> <理由 文> [人数 N]"
    assert command.spoken == (("试",), ("案件", "试"))


def test_an_argument_that_nobody_can_read_stops_the_start():
    def odd(asked, records, thing: Annotated[object, "物"]):
        raise NotImplementedError

    with pytest.raises(TypeError, match="object"):
        declare(odd, verb="试", short=True, **FIELDS)
