from datetime import date, datetime, time

import pytest

from community.calendar import ZONE
from nlp.times import read_day, read_moment, read_time, read_times, read_when
from nlp.timing.values import Interval, Part, Recurrence

FRIDAY_EVENING = datetime(2025, 7, 11, 19, 0, tzinfo=ZONE)
# A Wednesday, and the tenth day of the fourth lunar month.
MORNING = datetime.fromisoformat("2025-05-07T09:30")
WORKING = ("MO", "TU", "WE", "TH", "FR")


def when(text, now=FRIDAY_EVENING):
    found = read_when(text, now)
    return found.day, found.part, found.clock


def meant(text, now=MORNING):
    """Start and end as month, day, hour and minute; the rest of what was read."""
    found = read_time(text, now)
    meaning = found.meaning if found else None
    if not isinstance(meaning, Interval):
        return meaning
    written = (at and f"{at:%m-%d %H:%M}" for at in (meaning.start, meaning.end))
    return (*written, str(meaning.part or meaning.grain))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("气排球队周三晚上缺两人", (date(2025, 7, 16), "晚上", None)),
        ("今天校门口站岗", (date(2025, 7, 11), "", None)),
        ("周六上午九点", (date(2025, 7, 12), "上午", time(9))),
        ("这周五晚7点半", (date(2025, 7, 11), "晚上", time(19, 30))),
        ("明早8点前", (date(2025, 7, 12), "早上", time(8))),
        ("15号下午", (date(2025, 7, 15), "下午", None)),
        ("下周三", (date(2025, 7, 16), "", None)),
        ("三点 文化广场", (None, "", time(15))),
        ("月底", (date(2025, 7, 31), "", None)),
        ("周五下午", (date(2025, 7, 18), "下午", None)),
        ("晚上12点", (None, "晚上", None)),
        ("7月8号", (date(2026, 7, 8), "", None)),
        ("每周三放学后缺一位家长", (date(2025, 7, 16), "下午", None)),
        ("周日有空的来，早上7点", (date(2025, 7, 13), "早上", time(7))),
    ],
)
def test_times_of_calls_look_ahead(text, expected):
    assert when(text) == expected


@pytest.mark.parametrize("text", ["8号车库", "我有三点建议", "8号楼灯坏了", "二月三十", "25点"])
def test_these_are_no_times(text):
    assert when(text) == (None, "", None)


def test_a_call_without_a_day_is_for_the_next_such_hour():
    called = read_when("下午三点打牌", FRIDAY_EVENING)

    assert called.start(FRIDAY_EVENING) == datetime(2025, 7, 12, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("7月19日09:30", datetime(2025, 7, 19, 9, 30, tzinfo=ZONE)),
        ("2026年1月2日09:30", datetime(2026, 1, 2, 9, 30, tzinfo=ZONE)),
        ("7月1日09:30", datetime(2026, 7, 1, 9, 30, tzinfo=ZONE)),
        ("7月19日03:30", datetime(2025, 7, 19, 3, 30, tzinfo=ZONE)),
    ],
)
def test_moments_of_commands(said, moment):
    assert read_moment(said, FRIDAY_EVENING) == moment


@pytest.mark.parametrize(
    "said",
    [
        "",
        "明天",
        "7月32日09:30",
        "7月19日",
        "7月19日25:00",
        "09:30",
        "2125年7月19日09:30",
        "周三9:30",
    ],
)
def test_these_are_no_moments(said):
    assert read_moment(said, FRIDAY_EVENING) is None


def test_the_day_named_in_a_report_of_progress():
    assert read_day("师傅7月13日下午到", FRIDAY_EVENING) == date(2025, 7, 13)
    assert read_day("师傅说修不了", FRIDAY_EVENING) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赶明儿晌午", ("05-08 12:00", "05-08 14:00", "noon")),
        ("大后天早上七点一刻", ("05-10 07:15", None, "early")),
        ("差五分八点", ("05-07 19:55", None, "minute")),
        ("10点", ("05-07 10:00", None, "minute")),
        ("9点半", ("05-07 21:30", None, "minute")),
        ("周三上午九点", ("05-14 09:00", None, "forenoon")),
        ("周三上午十点", ("05-07 10:00", None, "forenoon")),
        ("这周一", ("05-05 00:00", "05-06 00:00", "day")),
        ("今晚12点", ("05-08 00:00", None, "evening")),
        ("昨天夜里一点", ("05-07 01:00", None, "evening")),
        ("一个半钟头后", ("05-07 11:00", None, "minute")),
        ("晚9-11点", ("05-07 21:00", "05-07 23:00", "minute")),
        ("9点到5点", ("05-08 09:00", "05-08 17:00", "minute")),
        ("22:00-次日6:00", ("05-07 22:00", "05-08 06:00", "minute")),
        ("5.10-5.12", ("05-10 00:00", "05-13 00:00", "day")),
        ("下周", ("05-12 00:00", "05-19 00:00", "week")),
        ("明天下午来人，大概3点", ("05-08 15:00", None, "afternoon")),
        ("8点到11点半、14点到17点", ("05-08 08:00", "05-08 11:30", "minute")),
    ],
)
def test_points_and_ranges(text, expected):
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上周二", ("04-29 00:00", "04-30 00:00", "day")),
        ("早上就没水了", ("05-07 06:00", "05-07 09:00", "early")),
        ("从昨晚到现在", ("05-06 18:00", "05-07 09:30", "evening")),
        ("三天前", ("05-04 00:00", "05-05 00:00", "day")),
        ("周日早上七点电钻就响了", ("05-04 07:00", None, "early")),
    ],
)
def test_what_happened_lies_behind(text, expected):
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("周五前", "05-10 00:00"),
        ("月底之前", "06-01 00:00"),
        ("下个月前", "06-01 00:00"),
        ("明天下班前", "05-08 18:00"),
        ("报名截止到5月20日", "05-21 00:00"),
        ("最晚周四晚上八点", "05-08 20:00"),
        ("接龙到周五为止", "05-10 00:00"),
    ],
)
def test_deadlines_have_no_start(text, end):
    start, found, _ = meant(text)

    assert (start, found) == (None, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天天早上6点", Recurrence("daily", (), time(6), None, Part.EARLY)),
        ("周二四晚上", Recurrence("weekly", ("TU", "TH"), part=Part.EVENING)),
        ("周二四五点半", Recurrence("weekly", ("TU", "TH"), time(17, 30))),
        ("周一到周五9点到5点", Recurrence("weekly", WORKING, time(9), time(17))),
        ("每个礼拜三放学后", Recurrence("weekly", ("WE",), part=Part.AFTER_SCHOOL)),
        ("每月15号", Recurrence("monthly")),
        ("每月最后一个周五", Recurrence("monthly", ("FR",))),
        ("每周三次", Recurrence("weekly")),
    ],
)
def test_recurrences(text, expected):
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("端午", "05-31"),
        ("端午前一天", "05-30"),
        ("大年初二", "02-18"),
        ("除夕", "02-16"),
        ("腊月廿三", "02-10"),
        ("冬至", "12-21"),
        ("母亲节", "05-11"),
        ("农历八月十五", "10-06"),
        ("去年国庆", "10-01"),
    ],
)
def test_festivals_and_lunar_days(text, first):
    assert meant(text)[0] == f"{first} 00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("我有两点意见", "便宜一点", "一点也不热", "早点来", "晚点说", "三点水旁"),
        *(
            "15号车位",
            "3-4-502",
            "建设路15号",
            "尾号12345",
            "69块",
            "七点七折",
            "3.5米",
            "2/3业主同意",
        ),
        *("三天没水", "五天才来一趟", "两个小时", "一周两次", "24小时热水", "五年级", "一月一付"),
        *("晚上好", "中秋快乐", "周末愉快", "孩子初二学生", "13月5号", "2月30号"),
    ],
)
def test_numbers_durations_and_greetings_are_no_times(text):
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "moved_to"),
    [
        ("周四的课改到周五了", "05-09"),
        ("不是周四，是周五", "05-09"),
        ("原定周四的检查推迟到下周一", "05-12"),
    ],
)
def test_what_a_time_is_moved_to_counts(text, moved_to):
    assert meant(text)[0] == f"{moved_to} 00:00"


def test_expressions_are_literal_and_in_order():
    text = "９月６號上午９：００開會，１１點半結束"

    assert [one.text for one in read_times(text, MORNING)] == ["９月６號上午９：００", "１１點半"]
    assert all(text[one.start : one.end] == one.text for one in read_times(text, MORNING))


def test_what_follows_lies_on_the_day_named_before():
    _, *starts = (
        one.meaning.start for one in read_times("周六有活动，9点集合，下午3点散", MORNING)
    )

    assert [f"{start:%m-%d %H:%M}" for start in starts] == ["05-10 09:00", "05-10 15:00"]


def test_times_are_in_the_zone_of_now():
    found = read_time("明天9点", FRIDAY_EVENING)

    assert found.meaning.start == datetime(2025, 7, 12, 9, tzinfo=ZONE)
