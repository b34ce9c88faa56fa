"""What a runner must accept and reject (docs/scenarios.md 1 to 4)."""

from datetime import timedelta

import pytest

from bot.replay.language import read_scenarios
from bot.replay.script import Where

HEAD = "### T01 试\n- 社区: 信江\n"


def read(tmp_path, script, head=HEAD):
    path = tmp_path / "t.md"
    path.write_text(f"# 题\n\n{head}```script\n{script}\n```\n", encoding="utf-8")
    return list(read_scenarios(path))


@pytest.fixture
def one(tmp_path):
    def read_one(script, head=HEAD):
        (scenario,) = read(tmp_path, script, head)
        return scenario

    return read_one


def event(one, line):
    return one(line).blocks[0].event


def test_a_scenario_in_all_its_parts(one):
    scenario = one(
        "given Case#c9 cat=漏水; reporters=阿玲,大军\n\n// 说明\n"
        "@2025-07-10 10:05 G1 周文: 好\n=> NOREC Case\n@+90m SYS: clock"
    )

    assert (scenario.id, scenario.title, scenario.community) == ("T01", "试", "信江")
    assert [field.key for field in scenario.givens[0].fields] == ["cat", "reporters"]
    assert [block.event.line for block in scenario.blocks] == [9, 11]
    assert scenario.blocks[1].event.moment.after == timedelta(minutes=90)


def test_who_speaks_where_and_under_which_name(one):
    said = event(one, "@2025-07-10 10:00 G4 小郑<徐 书记> {m1}: /办结 C1 好\\n了")

    assert (said.where, said.room, said.actor, said.nick) == (Where.ROOM, "G4", "小郑", "徐 书记")
    assert (said.name, said.text) == ("m1", "/办结 C1 好\n了")


def test_attachments_come_behind_the_text(one):
    said = event(one, "@2025-07-10 10:00 DM 李: 换了角阀 [图片 角阀] [语音 a 12秒]")

    assert said.text == "换了角阀"
    assert [(a.kind, a.words) for a in said.attachments] == [("图片", "角阀"), ("语音", "a 12秒")]
    assert event(one, "@2025-07-10 10:00 DM 李: 笑死[捂脸]").text == "笑死[捂脸]"
    storm = event(one, "@2025-07-10 10:00 G1 甲: [风暴 6条/60秒 人=3 文=早|[捂脸]|好]")
    assert storm.attachments[0].words == "6条/60秒 人=3 文=早|[捂脸]|好"
    assert event(one, "@2025-07-10 10:00 DM 李: 他发了[图片]吧").text == "他发了[图片]吧"


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("@2025-07-10 10:00 G1 甲: 好\ngiven Case", 7),
        ("=> OK\n@2025-07-10 10:00 G1 甲: 好", 6),
        ("@2025-07-10 10:00 X1 甲: 好", 6),
        ("@2025-07-10 25:00 G1 甲: 好", 6),
        ("@2025-07-10 10:00 G1: 好", 6),
        ("@2025-07-10 10:00 SYS 甲: clock", 6),
        ("@2025-07-10 10:00 G1 甲: 好\n=> KNOWS 甲", 7),
        ("@2025-07-10 10:00 G1 甲: 好\nhello", 7),
        ("@2025-07-10 10:00 G1 甲: 看图 [图片 灯", 6),
        ("@2025-07-10 10:00 G1 甲: 看图 [图片", 6),
        ("@2025-07-10 10:00 G1 甲: [视频 灯]", 6),
        ("@2025-07-10 10:00 G1 甲: [视频 灯] [图片 灯]", 6),
        ("@2025-07-10 10:00 G1 甲: [图片 灯] 看图", 6),
        ("given case#c1\n@2025-07-10 10:00 G1 甲: 好", 6),
        ("given Case#c1 Cat=漏水\n@2025-07-10 10:00 G1 甲: 好", 6),
        ("given Case#c1 cat\n@2025-07-10 10:00 G1 甲: 好", 6),
    ],
)
def test_what_cannot_be_read_is_an_error_on_its_line(one, script, line):
    assert one(script).fault.line == line


@pytest.mark.parametrize(
    "head", ["### T01 试\n", "### T01 试\n- 社区: 信江\n- 颜色: 红\n", "### T01 试\n- 社区: \n"]
)
def test_a_header_must_name_the_community_and_nothing_unknown(one, head):
    assert one("@2025-07-10 10:00 G1 甲: 好", head).fault is not None


def test_there_is_exactly_one_script(tmp_path):
    path = tmp_path / "t.md"
    block = "```script\n@2025-07-10 10:00 SYS: clock\n```\n"
    path.write_text(f"{HEAD}{block}{block}### T02 无\n- 社区: 信江\n", encoding="utf-8")

    assert all(scenario.fault for scenario in read_scenarios(path))


def test_prose_and_other_headings_are_ignored(tmp_path):
    path = tmp_path / "t.md"
    block = "```script\n@2025-07-10 10:00 SYS: clock\n```\n"
    path.write_text(f"# 题\n说明\n### 不是剧本\n{HEAD}说明\n{block}## 下一节\n", encoding="utf-8")

    assert [scenario.fault for scenario in read_scenarios(path)] == [None]


@pytest.mark.parametrize(
    "heading", ["", "### s01 小写", "### 场景一", "### A1 一位数", "#### A01 四级", "## 下一节"]
)
@pytest.mark.parametrize("fence", ["```script", "```Script", "~~~script"])
def test_a_script_that_nobody_would_play_is_a_fault_on_its_line(tmp_path, heading, fence):
    path = tmp_path / "t.md"
    path.write_text(f"{heading}\n- 社区: 信江\n{fence}\n{fence[:3]}\n", encoding="utf-8")

    (scenario,) = read_scenarios(path)
    assert (scenario.id, scenario.fault.line) == ("?", 3)


@pytest.mark.parametrize("text", ["", "只有说明。\n"])
def test_a_file_without_a_scenario_is_a_fault(tmp_path, text):
    path = tmp_path / "t.md"
    path.write_text(text, encoding="utf-8")

    (scenario,) = read_scenarios(path)
    assert str(scenario.fault) == "error: no scenario in this file"


def test_a_mark_of_windows_before_the_first_line_hides_nothing(tmp_path):
    path = tmp_path / "t.md"
    block = "```script\n@2025-07-10 10:00 SYS: clock\n```\n"
    path.write_text(f"{HEAD}{block}", encoding="utf-8-sig")

    assert [(one.id, one.fault) for one in read_scenarios(path)] == [("T01", None)]


def test_a_header_is_said_once(one):
    head = f"{HEAD}- 考点: 一\n- 社区: 猊江\n"

    assert one("@2025-07-10 10:00 SYS: clock", head).fault.line == 6
