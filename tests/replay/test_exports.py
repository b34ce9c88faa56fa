"""EXPORT: what stands in the files of a block, and that no cell of them is a formula."""

from types import SimpleNamespace

import pytest

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.exports import read_export
from bot.replay.script import Assertion
from community.messages import Chat
from community.speech import Manner
from storage.outbox import Outgoing
from tests.kit.town import MONDAY_NINE


def sent(text, file="案件.csv"):
    return Outgoing(
        ids=(1,),
        fence=1,
        at=MONDAY_NINE,
        channel="sim",
        address="汪莉",
        chat=Chat("汪莉", private=True),
        text=text,
        manner=Manner.PLAIN,
        mentions=(),
        file=file,
    )


def met(rest, *said):
    try:
        read_export(Assertion(1, "EXPORT", rest))(SimpleNamespace(said=said))
    except Unmet:
        return False
    return True


TABLE = sent('"案号","地点"\r\n"C1","\'=1+1"\r\n')


@pytest.mark.parametrize(
    ("rest", "is_met"),
    [
        ("has 案号|C1; safe", True),
        ("has C1; lacks 阿玲", True),
        ("safe", True),
        ("has C2", False),
        ("lacks 地点", False),
        ("has C1; lacks 地点; safe", False),
    ],
)
def test_what_stands_in_a_file(rest, is_met):
    assert met(rest, TABLE) is is_met


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", '"=1,2"', '"一\n行",=1', "一\n=1"])
def test_a_formula_is_not_safe_wherever_it_stands(cell):
    assert not met("safe", TABLE, sent(f"一,{cell}"))


def test_words_are_no_file_and_no_file_is_not_safe():
    assert not met("has 案号", sent("案号", file=""))
    assert not met("safe")


@pytest.mark.parametrize("rest", ["", "safe; has 甲", "safe; safe", "has 甲; max 1", "about 甲"])
def test_what_is_no_export_line(rest):
    with pytest.raises(ScenarioError):
        read_export(Assertion(1, "EXPORT", rest))
