"""周报、月报：上周和上月的件数与各项指标，连同分子分母和要看的案号，私信书记；月末给积分对账。"""

from collections.abc import Iterator, Sequence
from datetime import time

from community.effects import Effects, Say
from community.figures import Figure
from community.messages import Chat
from community.metrics import METRICS, TIERS, Metric, unanswered
from community.people import SECRETARIES, RoomKind
from community.periods import Period, is_last_day, month_before, month_of, week_before
from community.reach import rooms, staff, tell
from community.records import Records
from community.speech import Manner
from community.wording import Text, Words, lines
from handlers.kit.day_lines import listed
from handlers.kit.router import Due, Late, Router

router = Router(noun="报表", about="每周、每月给书记的指标，月末积分对账")

WEEKLY = Text("reports.weekly", "周报｜{period}")
MONTHLY = Text("reports.monthly", "月报｜{period}")
ACCEPTED = Text("reports.accepted", "受理 {n} 件，诉求人 {people} 人")
SHARE = Text("reports.share", "{name} {value}，{ratio}")
UNANSWERED = Text("reports.unanswered", "没回答的回访 {n} 次，不算满意，另计")
MISSED = Text("reports.missed", "{condition}：{codes}")
MORE = Text("reports.more", "{codes} 等 {n} 件")
ALL = Text("reports.all", "{codes}")
MONTH_END = Text("reports.month_end", "{month:month}月末对账：积分差额 {n}")
UNEVEN = Text("reports.uneven", "对不上的分录：{codes}。请管理员查一查。")

_MORNING, _EVENING = time(8, 30), time(20)
_MONDAY = 0
_RATES = (Metric.RESPONSE, Metric.PUNCTUALITY, Metric.RESOLUTION, Metric.SATISFACTION)
_MONTHLY_RATES = (
    *(*_RATES, Metric.REACH, Metric.INDEPENDENCE, *TIERS),
    *(Metric.HOTLINE, Metric.SEEN_FIRST, Metric.ECHO, Metric.ADOPTION),
)
# Of these the cases that need somebody's eye are named, by what they lack.
_LOOKED_AT = {
    Metric.RESPONSE: "未响应",
    Metric.PUNCTUALITY: "未按时",
    Metric.RESOLUTION: "未化解",
    Metric.SATISFACTION: "不满意",
}
_MOST = 20  # cases named in one line


@router.daily("周报", at=_MORNING, late=Late.RUN)
def weekly(due: Due, records: Records) -> Effects:
    """On Mondays, the week that has ended."""
    if due.at.weekday() != _MONDAY:
        return ()
    week = week_before(due.at)
    return _told(WEEKLY(period=week.label), due.community, week, _RATES, records)


@router.daily("月报", at=_MORNING, late=Late.RUN)
def monthly(due: Due, records: Records) -> Effects:
    """On the first of a month, the month that has ended."""
    if due.at.day != 1:
        return ()
    month = month_before(month_of(due.at))
    return _told(MONTHLY(period=month.label), due.community, month, _MONTHLY_RATES, records)


@router.daily("月末对账", at=_EVENING)
def reconcile(due: Due, records: Records) -> Effects:
    """On the last day of a month, whether both sides of all points cancel out."""
    if not is_last_day(due.at.date()):
        return ()
    figure = METRICS[Metric.LEDGER](records, due.community, month_of(due.at))
    words = [MONTH_END(month=due.at, n=figure.value)]
    if figure.top:
        words.append(UNEVEN(codes=listed(figure.top[:_MOST])))
    return tuple(
        Say(Chat(room.code), lines(words), Manner.DIGEST)
        for room in rooms(records, due.community, RoomKind.WORK)
    )


def _told(
    title: Words, community: str, period: Period, rates: Sequence[Metric], records: Records
) -> Effects:
    """The secretaries hear it in private: numbers, codes, no names."""
    secretaries = staff(records, community, sorted(SECRETARIES))
    if not secretaries:
        return ()
    report = lines((title, *_report(community, period, rates, records)))
    return tell(secretaries, report, Manner.DIGEST)


def _report(
    community: str, period: Period, rates: Sequence[Metric], records: Records
) -> Iterator[Words]:
    accepted, people = (
        METRICS[name](records, community, period) for name in (Metric.ACCEPTED, Metric.REPORTERS)
    )
    yield ACCEPTED(n=accepted.value, people=people.value)
    figures = {name: METRICS[name](records, community, period) for name in rates}
    for figure in figures.values():
        if figure.bottom:
            yield SHARE(name=figure.name, value=figure.value, ratio=figure.ratio)
    silent = unanswered(records, community, period)
    if silent:
        yield UNANSWERED(n=len(silent))
    for name, condition in _LOOKED_AT.items():
        yield from _missed(figures[name], condition)


def _missed(figure: Figure, condition: str) -> Iterator[Words]:
    cases = tuple(dict.fromkeys(figure.told(figure.found(condition)).cases))
    codes = listed(cases[:_MOST])
    if cases:
        told = MORE(codes=codes, n=len(cases)) if len(cases) > _MOST else ALL(codes=codes)
        yield MISSED(condition=condition, codes=told)
