"""The runner itself: scenarios that must pass, and scenarios that must fail at a given line."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.replay.runner import perform, read_plays, replay
from storage.scratch import scratch
from tests.kit.town import CALENDAR

WORLD = Path(__file__).parents[1] / "conversations" / "world.md"


@pytest.fixture
def databases():
    with scratch() as databases:
        yield databases


@pytest.fixture
def verdict(tmp_path, databases):
    (tmp_path / "world.md").write_text(WORLD.read_text(encoding="utf-8"), encoding="utf-8")

    async def play(script, *, community="信江"):
        path = tmp_path / "t.md"
        text = f"### T01 试\n- 社区: {community}\n```script\n{script}\n```\n"
        path.write_text(text, encoding="utf-8")
        (one,) = [one async for one in replay([path], CALENDAR, databases)]
        return one

    return play


REPORT = "@2025-11-24 09:05 G4 刘哥: 8栋2单元一楼大厅天花板漏水"
HEARD = "=> REC Case#c1 cat=漏水; reporters=刘哥\n=> SAY G4 has 刘哥|#c1"


async def fails_at(verdict, script, line, words=""):
    got = await verdict(script)

    assert not got.passed, script
    assert got.line == line, str(got)
    assert words in got.failure, str(got)


async def test_what_happens_as_written_passes(verdict):
    assert (await verdict(f"{REPORT}\n{HEARD}")).passed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("=> REC Case#c1 cat=照明", "expected REC"),
        ("=> REC Case#c1 cat!=漏水", "expected REC"),
        ("=> REC Case#c1 reporters=刘哥,阿玲", "got Case C1"),
        ("=> REC Case#c1 reporters~阿玲", "got Case C1"),
        ("=> REC Case#c1 place=?", "蔚蓝香廷8栋2单元1楼"),
        ("=> REC Case#c1 color=*", "color="),
        ("=> NOREC Case", "got Case C1"),
        ("=> COUNT Case cat=漏水 = 2", "got 1"),
        ("=> QUIET G4", "已登记"),
        ("=> SAY G4 has 刘哥; lacks 漏水", "已登记"),
        ("=> SAY G1 has 刘哥", "got nothing"),
        ("=> DM 刘哥 has 满意", "got nothing"),
        ("=> OK", "got nothing"),
        ("=> DENY 无权限", "got nothing"),
        ("=> HOLD", "got nothing"),
        ("=> METRIC 受理件数 =2", "got =1"),
        ("=> METRIC 满意率 1/1=100.0%", "got 0/0=—"),
        ("=> STORE lacks 大厅天花板", "in cases, scratch.db"),
        ("=> DIGEST W4 @2025-11-24 18:00 has 新增 1", "got nothing"),
    ],
)
async def test_what_is_not_so_fails_on_its_line(verdict, line, words):
    await fails_at(verdict, f"{REPORT}\n{line}\n=> SAY G4 has 刘哥; max 3", 5, words)


@pytest.mark.parametrize(
    "line",
    [
        "=> REC Cass#c1 cat=漏水",
        "=> REC Case#c1 colour=红",
        "=> REC Case#c1 cat=水管",
        "=> REC Case#c1 asked=两次",
        "=> REC Case#c1 minor=yes",
        "=> REC Case#c1 done_at=昨天",
        "=> REC Case#C1 cat=漏水",
        "=> NOREC Case#c1",
        "=> REC Case related=#c9",
        "=> SAY G4 has #c9",
        "=> SAY 群里 has 刘哥",
        "=> SAY G4 刘哥",
        "=> DUE #c1 级=一般",
        "=> DUE #c9 级=急; 受理=2025-11-24 09:05; 响应=2025-11-24 11:05; 办结=2025-11-25 09:05",
        "=> QUIET G9",
        "=> SAY G9 has 刘哥",
        "=> SAY G4 has 刘哥||漏水",
        "=> DUE #c9 速度=快",
        "=> JOB 打电话 #c1 @2025-11-24 10:00",
        "=> NOJOB 打电话 #c1",
        "=> METRIC 幸福感 =1",
        "=> DENY 不高兴",
        "=> OK 好的",
        "=> DIGEST W4 18:00 has 新增",
        "=> LEDGER 刘哥 1 余=1",
        "=> REC Loan person=刘哥",
        "=> REC Activity need=?",
    ],
)
async def test_what_names_nothing_real_is_an_error_on_its_line(verdict, line):
    await fails_at(verdict, f"{REPORT}\n{line}\n=> SAY G4 has 刘哥", 5, "error: ")


@pytest.mark.parametrize(
    "given",
    [
        "given Loan#k1 item=T03",
        "given Case#c1 cat=水管",
        "given Case#c1 related=#c0",
        "given Nothing",
        "given Case#c1 reporters_n=3",
        "given Person*3 role=居民",
        "given Person role=居民",
    ],
)
async def test_a_given_that_cannot_be_made_is_an_error(verdict, given):
    await fails_at(verdict, f"{given}\n{REPORT}", 4, "error: ")


async def test_a_name_is_given_once(verdict):
    await fails_at(verdict, f"given Case#c1 cat=漏水\ngiven Case#c1 cat=漏水\n{REPORT}", 5, "#c1")


async def test_a_callback_without_its_case_is_counted(verdict):
    script = (
        "given Callback person=阿玲; rating=满意\n"
        "given Callback person=大军; rating=未评价; at=2025-11-20 09:00\n"
        "@2025-11-24 09:00 SYS: clock\n=> METRIC 满意率 1/1=100.0%\n"
        "=> METRIC 回访有效率 1/2=50.0%"
    )
    assert (await verdict(script)).passed


async def test_a_room_that_the_bot_was_invited_to_may_be_named(verdict):
    script = "@2025-11-24 09:05 SYS: room-invite G9 by 汪莉\n=> QUIET G9"
    assert (await verdict(script)).passed


async def test_a_community_that_is_not_given_is_an_error(verdict):
    got = await verdict(REPORT, community="火星")

    assert (got.line, got.failure) == (1, "error: Community#火星 is not given")


async def test_where_there_is_no_world_it_is_missed_in_words(tmp_path, databases):
    path = tmp_path / "t.md"
    path.write_text(f"### T01 试\n- 社区: 信江\n```script\n{REPORT}\n```\n", encoding="utf-8")
    (play,) = read_plays([path])
    got = await perform(replace(play, world=()), CALENDAR, next(databases))

    assert got.failure.startswith("error: no world.md found in the file's folder or above it")


async def test_a_world_with_a_mark_of_windows_is_read(verdict, tmp_path):
    (tmp_path / "world.md").write_text(WORLD.read_text(encoding="utf-8"), encoding="utf-8-sig")

    assert (await verdict(f"{REPORT}\n{HEARD}")).passed


@pytest.mark.parametrize(
    "event",
    [
        "@+1m G4 刘哥: 看看 #c7",
        "@+1m G4 刘哥: [撤回 m9]",
        "@+1m SYS: redeliver m9 x3",
        "@+1m SYS: dance",
        "@+1m SYS: up",
        "@+0m SYS: clock",
        "@2025-11-24 09:00 SYS: clock",
        "@+1m DM 刘哥: [文件 没有.csv]",
        "@+1m G4 刘哥: [风暴 很多条]",
        "@+1m SYS: relogin",
    ],
)
async def test_an_event_that_cannot_happen_is_an_error(verdict, event):
    await fails_at(verdict, f"{REPORT}\n{HEARD}\n{event}", 7, "error: ")


async def test_nobody_hears_while_the_process_is_down(verdict):
    await fails_at(verdict, f"{REPORT}\n{HEARD}\n@+1m SYS: down\n@+1m G4 阿玲: 早", 8, "down")


async def test_one_sentence_too_many_fails_on_the_events_line(verdict):
    await fails_at(
        verdict, f"{REPORT}\n=> REC Case#c1 cat=漏水", 4, "expected nothing more got G4"
    )


async def test_a_message_that_a_line_does_not_allow_for_fails_too(verdict):
    script = "@2025-11-24 09:05 G4 刘哥: 9栋王某某偷接公共电\n=> SAY G4 has 私信"
    await fails_at(verdict, script, 4, "expected nothing more got 刘哥")


async def test_a_cap_that_is_written_is_held(verdict):
    await fails_at(verdict, f"{REPORT}\n=> SAY G4 has 刘哥; max 0", 5)


async def test_a_command_without_a_verdict_must_end_well(verdict):
    script = f"{REPORT}\n{HEARD}\n@+1m W4 汪莉: /办结 #c1"
    await fails_at(verdict, script, 7, "expected OK got DENY 需要说明或照片")


async def test_two_verdicts_on_one_command_are_an_error(verdict):
    await fails_at(verdict, f"{REPORT}\n{HEARD}\n@+1m W4 汪莉: /今日\n=> OK\n=> HOLD", 9, "error")


async def test_the_smallest_line_that_fails_is_reported(verdict):
    script = f"{REPORT}\n=> SAY G4 has 没有的词\n=> REC Case#c1 cat=照明"
    await fails_at(verdict, script, 5)


async def test_a_reply_in_the_work_group_is_allowed_and_silence_can_be_asked(verdict):
    command = f"{REPORT}\n{HEARD}\n@+1m W4 汪莉: /今日\n=> OK"
    assert (await verdict(command)).passed
    await fails_at(verdict, f"{command}\n=> QUIET W4", 9)


async def test_digests_are_invisible_except_to_their_own_line(verdict):
    script = (
        "@2025-11-24 17:59 SYS: clock\n=> QUIET W4\n@2025-11-24 18:00 SYS: clock\n=> QUIET W4\n"
        "=> DIGEST W4 @2025-11-24 18:00 has 新增 0"
    )
    assert (await verdict(script)).passed


async def test_a_storm_is_many_messages_spread_evenly(verdict):
    script = (
        "@2025-11-24 09:00 G4 风暴: [风暴 6条/60秒 人=3 文=早啊|+1]\n=> QUIET G4\n"
        "=> COUNT Person name=风暴01 = 1\n@+4m SYS: clock"
    )
    assert (await verdict(script)).passed


async def test_the_same_id_twice_is_an_error(verdict, tmp_path, databases):
    await verdict(f"{REPORT}\n{HEARD}")
    path = tmp_path / "t.md"
    both = [one async for one in replay([path, path], CALENDAR, databases)]

    assert [one.passed for one in both] == [True, False]
    assert "a second T01" in both[1].failure


async def test_what_was_due_before_the_start_has_happened_and_is_not_judged(verdict):
    script = (
        "given Case#c1 cat=漏水; place=蔚蓝香廷3栋; reporters=阿玲; state=待回访; "
        "accepted_at=2025-07-10 09:00; done_at=2025-07-14 10:00\n"
        "@2025-07-15 10:20 DM 阿玲: 1\n=> REC Callback case=#c1; rating=满意\n"
        "=> REC Case#c1 state=已办结"
    )
    assert (await verdict(script)).passed


async def test_what_is_due_later_is_pending(verdict):
    script = (
        "given Case#c1 cat=漏水; place=蔚蓝香廷3栋; reporters=阿玲; state=待回访; "
        "accepted_at=2025-07-10 09:00; done_at=2025-07-14 10:00\n"
        "@2025-07-15 10:00 SYS: clock\n=> DM 阿玲 has #c1|满意"
    )
    assert (await verdict(script)).passed
