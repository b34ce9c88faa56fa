"""Times that come: once, in order, late or not at all; a failing job holds up no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.dispatch import Dispatcher
from community.activities import Activity, timed
from community.cases import Case
from community.people import Community, RoomKind
from handlers import morning, reminders
from storage import jobs
from storage.jobs import failed
from storage.plumbing import OUTBOX
from storage.retention import USUAL
from tests.kit.postgres import BOTH
from tests.kit.town import HOME, MONDAY_NINE, room, told

pytestmark = BOTH

LEAK = "3栋2单元一楼大厅天花板漏水"
REMINDED = "C1｜漏水｜3栋2单元1楼 到响应时限，还没人签收。"


HALF_PAST_TEN = MONDAY_NINE + timedelta(hours=13, minutes=30)


def walk(**span):
    start = MONDAY_NINE + timedelta(**span)
    activity = Activity(
        code="A1", community=HOME, at=MONDAY_NINE, title="太极", host="小王", kind="文体"
    )
    return timed(activity, start)


async def test_a_due_job_runs_once(town):
    await town.say("李阿姨", LEAK)

    assert told(await town.later(hours=2), "小王") == [REMINDED]
    assert REMINDED not in told(await town.later(days=3), "小王")


async def test_a_promise_kept_in_time_reminds_nobody(town):
    await town.say("李阿姨", LEAK)
    await town.say("小王", "/签收 C1", room="W1")

    assert REMINDED not in told(await town.later(days=1), "小王")


async def test_a_failing_job_is_tried_again_and_holds_up_no_other(town, monkeypatch):
    await town.say("李阿姨", LEAK)
    await town.say("张叔", "5栋楼道灯不亮")
    whole = reminders.receipts.shown_matter
    monkeypatch.setattr(
        reminders.receipts,
        "shown_matter",
        lambda case: whole(case) if case.code == "C2" else 1 / 0,
    )
    assert told(await town.later(hours=2), "小王") == ["C2｜照明｜5栋 到响应时限，还没人签收。"]
    monkeypatch.undo()

    assert told(await town.later(minutes=1), "小王") == [REMINDED]


async def test_a_job_is_given_up_although_nobody_can_be_told(town, monkeypatch):
    await town.say("李阿姨", LEAK)
    errands = town.runtime.timekeeper.errands
    monkeypatch.setattr(errands.dispatcher, "job", lambda *_: 1 / 0)
    monkeypatch.setattr("bot.errands.admins", lambda _: 1 / 0)
    await town.later(hours=30)

    with town.runtime.store.plumbing() as connection:
        assert jobs.failed(connection) > 0
        assert not jobs.ripe_in(connection, town.now)


async def test_a_job_whose_own_statement_is_too_much_holds_up_no_other(town, monkeypatch):
    await town.say("李阿姨", LEAK)
    job = town.runtime.timekeeper.errands.dispatcher.job

    def too_much(due, records):
        if due.kind == "响应到期":
            columns = ", ".join(["1"] * 5000)  # more than a statement may have
            records.connection.exec_driver_sql(f"SELECT {columns}")
        return job(due, records)

    monkeypatch.setattr(town.runtime.timekeeper.errands.dispatcher, "job", too_much)
    await town.later(hours=30)

    assert "日报" in town.kinds_done()
    assert "响应到期" not in town.kinds_done()


async def test_a_job_that_always_fails_is_shown_not_tried_for_ever(town, monkeypatch):
    await town.say("李阿姨", LEAK)
    monkeypatch.setattr(reminders.receipts, "shown_matter", lambda _: 1 / 0)
    heard = await town.later(hours=3)
    with town.runtime.store.plumbing() as connection:
        assert failed(connection) == 1
    assert ["响应到期" in text for text in told(heard, "超管")] == [True]


async def test_a_digest_that_could_not_be_made_is_told_the_same_day(town, monkeypatch):
    monkeypatch.setattr(morning, "due_on", lambda cases, now: 1 / 0)
    await town.say("李阿姨", LEAK)
    tuesday = MONDAY_NINE + timedelta(days=1)
    heard = await town.until(tuesday)
    assert ["今日待办" in text for text in told(heard, "超管")] == [True]

    monkeypatch.undo()
    today = told(await town.until(tuesday + timedelta(hours=10)), "W1")[-1]
    tomorrow = told(await town.until(tuesday + timedelta(hours=34)), "W1")[-1]
    assert "没办成：今日待办，已告诉管理员" in today.split("\n")
    assert "没办成" not in tomorrow


async def test_a_job_that_ends_the_process_is_given_up_at_last(town, monkeypatch):
    await town.say("李阿姨", LEAK)
    await town.say("张叔", "5栋楼道灯不亮")
    run = Dispatcher.job

    def run_or_die(dispatcher, due, records):
        if due.subject == "C1":
            raise SystemExit  # what nobody survives
        return run(dispatcher, due, records)

    monkeypatch.setattr(Dispatcher, "job", run_or_die)
    monkeypatch.setattr(jobs, "take_back", lambda *_: None)  # who is killed excuses nobody
    for _ in range(jobs.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            await town.later(hours=2)
    heard = await town.later(hours=2)

    assert told(heard, "小王") == ["C2｜照明｜5栋 到响应时限，还没人签收。"]
    assert ["响应到期" in text for text in told(heard, "超管")] == [True]


async def test_what_was_due_during_a_standstill_runs_once_at_the_start(town):
    await town.say("李阿姨", LEAK)
    await town.runtime.stop(town.now)
    town.now += timedelta(hours=30)
    town.runtime = town.build()
    await town.runtime.start(town.now)

    assert told(await town.until(town.now), "小王")[0] == f"（补发）{REMINDED}"
    assert not any(REMINDED in text for text in told(await town.later(hours=2), "小王"))


async def test_a_group_reminder_whose_moment_has_passed_is_not_said_but_counted(town):
    town.keep(walk(hours=5))
    await town.runtime.stop(town.now)
    town.now += timedelta(hours=6)
    town.runtime = town.build()
    await town.runtime.start(town.now)
    heard = await town.until(town.now)
    assert told(heard, "G1") == []

    digest = told(await town.until(MONDAY_NINE + timedelta(hours=9)), "W1")[-1]
    assert "停机 6 小时，补发 0，过期未发 1" in digest


async def test_a_short_restart_is_no_standstill(town):
    town.keep(walk(hours=5))
    await town.until(MONDAY_NINE + timedelta(hours=3) - timedelta(seconds=5))
    await town.runtime.stop(town.now)
    town.now += timedelta(seconds=10)
    town.runtime = town.build()
    await town.runtime.start(town.now)

    assert told(await town.until(town.now), "G1") == ["太极 今天 14:00 开始，别忘了。"]


async def test_digests_come_every_day_and_a_missed_one_is_covered_by_the_next(town):
    await town.until(MONDAY_NINE + timedelta(hours=10))
    await town.say("李阿姨", LEAK)
    await town.runtime.stop(town.now)
    town.now += timedelta(hours=24)
    town.runtime = town.build()
    await town.runtime.start(town.now)
    assert not [t for t in told(await town.until(town.now), "W1") if "日报" in t]
    digest = told(await town.later(hours=23), "W1")[-1]

    assert digest.startswith("11月25日日报\n新增 1 办结 0 超期 0")


async def test_each_community_has_its_own_daily_jobs_from_the_moment_it_exists(town):
    await town.later(hours=1)
    founded = Community(code="和平", at=town.now, estate="和平里")
    town.keep(founded, replace(room("W2", RoomKind.WORK), community="和平"))
    heard = await town.until(MONDAY_NINE + timedelta(hours=9))

    assert len(told(heard, "W1")) == 1
    assert len(told(heard, "W2")) == 1


async def test_a_deadline_of_the_night_reaches_staff_and_no_group(town):
    await town.until(HALF_PAST_TEN)
    await town.say("李阿姨", "12栋电梯停了")
    heard = await town.later(hours=2)

    assert {chat for chat, _ in heard} <= {"小王", "电梯维保", "钱书记", "值班员", "W1"}
    assert town.one(Case).state == "已派单"


async def test_the_morning_tells_the_group_once_what_the_night_brought(town):
    await town.until(HALF_PAST_TEN)
    assert told(await town.say("李阿姨", "12栋楼道灯不亮"), "G1") == []
    await town.say("张叔", "楼上半夜剁骨头没法睡")
    morning = await town.until(MONDAY_NINE + timedelta(hours=23))

    assert told(morning, "G1") == ["昨夜报的 C1 已受理，有进展告诉报事人。"]
    assert told(morning, "W1") == ["夜间受理 2，矛盾 1\nC1"]


async def test_who_is_on_duty_is_called_when_nobody_answers_danger(town):
    await town.say("李阿姨", "3栋502有煤气味很重！")
    heard = await town.later(minutes=15)

    assert "15 分钟" in told(heard, "值班员")[0]


async def test_questions_that_nobody_answered_are_cleared_away(town):
    await town.say("李阿姨", "楼上漏水了")
    count = "SELECT count(*) FROM questions"
    with town.runtime.store.plumbing() as connection:
        assert connection.exec_driver_sql(count).scalar_one() == 1
    await town.later(days=8)

    with town.runtime.store.plumbing() as connection:
        assert connection.exec_driver_sql(count).scalar_one() == 0


async def test_every_pulse_sees_to_the_erased_words_that_are_still_in_the_log(town, monkeypatch):
    seen = []
    monkeypatch.setattr(town.runtime.store, "empty_log", lambda: seen.append(town.now))
    await town.say("李阿姨", LEAK)
    await town.later(hours=2)

    assert seen


async def test_what_is_too_old_is_cleared_away_as_days_go_by(town):
    await town.say("李阿姨", LEAK)
    await town.later(minutes=5)
    before, texts = town.now, list(said(town, town.now))
    town.runtime.timekeeper.periods = replace(USUAL, outbox_text=timedelta(days=3))
    await town.later(days=4)

    assert any(texts)
    assert said(town, before) == [""] * len(texts)


def said(town, before):
    with town.runtime.store.plumbing() as connection:
        return (
            connection.execute(select(OUTBOX.c.text).where(OUTBOX.c.at < before)).scalars().all()
        )


async def test_every_pulse_sees_to_the_erasures_that_are_not_noted(town, monkeypatch):
    seen = []
    monkeypatch.setattr(town.runtime.store, "note_erasures", lambda: seen.append(town.now))
    await town.say("李阿姨", LEAK)
    await town.later(hours=2)

    assert seen
