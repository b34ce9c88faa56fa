"""Every figure counted again from nothing: plain Python over all records, knowing no metric.

Written from docs/vocabulary.md D alone; whoever changes it reads that, not community/metrics.py.
"""

from fractions import Fraction

from community.callbacks import Callback
from community.cases import Case, CaseEvent
from community.imports import Import
from community.people import Community
from community.points import PointsEntry

NEVER = {"影子", "待确认", "已撤回", "已撤销", "不采纳"}
ONGOING = {"已受理", "已派单", "办理中", "重办", "督办"}


def months(records):
    """Every month in which a case was accepted or a callback answered, as (year, month)."""
    moments = [case.accepted_at for case in records.find(Case)]
    moments += [one.answered_at for one in records.find(Callback) if one.answered_at]
    return sorted({(moment.year, moment.month) for moment in moments})


def communities(records):
    return [one.code for one in records.find(Community)]


def recount(records, community, year, month):
    """Numerator, denominator (None for a plain figure) and what is shown, by name."""
    inside = lambda at: at is not None and (at.year, at.month) == (year, month)  # noqa: E731
    cases = [
        case
        for case in records.find(Case)
        if case.community == community and inside(case.accepted_at) and case.state not in NEVER
    ]
    calls = [
        one
        for one in records.find(Callback)
        if one.community == community and inside(one.answered_at)
    ]
    rates = {
        **about_cases(cases),
        **about_callbacks(calls),
        **about_lists(records, community, year, month),
        "说事回音率": talk_day(records, community, year, month),
        "随手拍采纳率": snapshots(records, cases),
    }
    sides = [0]
    for entry in records.find(PointsEntry):
        if entry.community == community and (entry.at.year, entry.at.month) <= (year, month):
            sides += [entry.delta, entry.against]
    people = []
    for case in cases:
        people += [p for p in case.reporters if p == "已匿名" or p not in people]
    plain = {
        "受理件数": len([case for case in cases if case.parent == ""]),
        "诉求人数": len(people),
        "积分对账": sum(sides),
    }
    shown = {name: (n, d, percent(n, d)) for name, (n, d) in rates.items()}
    shown["12345同比"] = (*rates["12345同比"], by_how_much(*rates["12345同比"]))
    return shown | {name: (n, None, str(n)) for name, n in plain.items()}


def about_cases(cases):
    over = [case for case in cases if case.done_at and case.state not in ONGOING]
    conflicts = [case for case in cases if case.kind == "矛盾"]
    resolved = [
        case
        for case in conflicts
        if (case.outcome == "达成" or case.state == "已办结")
        and case.recurrence is not True
        and case.outcome != "引导诉讼"
    ]
    closed = [case for case in cases if case.state == "已办结"]
    owed = [case for case in cases if case.respond_by]
    late = [case for case in over if not case.resolve_by or case.done_at > case.resolve_by]
    return {
        "响应率": (len([case for case in owed if case.responded]), len(owed)),
        "按时办结率": (len(over) - len(late), len(over)),
        "化解率": (len(resolved), len(conflicts)),
        **{
            f"{level}终结率": (len([c for c in closed if c.closed_level == level]), len(closed))
            for level in ("网格", "社区", "街道", "上级")
        },
    }


def about_callbacks(calls):
    def those(*ratings):
        return [one for one in calls if one.rating in ratings]

    rated = those("满意", "基本满意", "不满意")
    return {
        "满意率": (len(those("满意", "基本满意")), len(rated)),
        "回访有效率": (len(rated), len(rated) + len(those("未评价", "无法回访"))),
        "独立回访率": (len([one for one in rated if one.independent]), len(rated)),
    }


def about_lists(records, community, year, month):
    def of(year):
        lists = [
            one
            for one in records.find(Import)
            if (one.community, one.kind) == (community, "12345")
            and one.month == f"{year}-{month:02}"
        ]
        return (lists[-1].rows, lists[-1].matched) if lists else (0, 0)

    (rows, matched), (before, _) = of(year), of(year - 1)
    return {"12345同比": (rows, before), "群先见率": (matched, rows)}


def talk_day(records, community, year, month):
    """Items of the last talk day up to the end of the month; a merged one as what it joined."""
    every = {case.code: case for case in records.find(Case)}
    said = [
        case
        for case in every.values()
        if case.community == community
        and case.talkday
        and (case.talkday.year, case.talkday.month) <= (year, month)
    ]
    last = max((case.talkday for case in said), default=None)
    items = {
        (case.parent or case.code): every[case.parent or case.code]
        for case in said
        if case.talkday == last
    }
    items = [case for case in items.values() if case.state not in NEVER]
    echoed = {one.case for one in records.find(CaseEvent) if one.kind == "回音"}

    def heard_back(case):
        while case.merged_into:
            case = every[case.merged_into]
        done = {"待回访", "重办", "督办", "已办结", "已答复", "终结"}
        signed = case.visibility == "专人" and case.responded
        return case.state in done or case.code in echoed or signed

    return len([case for case in items if heard_back(case)]), len(items)


def snapshots(records, cases):
    shown = [case for case in cases if case.source == "随手拍"]
    adopted = [e.ref for e in records.find(PointsEntry) if e.reason == "随手拍采纳"]
    return len([case for case in shown if case.code in adopted]), len(shown)


def percent(n, d):
    """One decimal, half up, by integers alone."""
    if d == 0:
        return "—"
    share = Fraction(n * 1000, d)
    whole = (2 * share.numerator + share.denominator) // (2 * share.denominator)
    return f"{whole // 10}.{whole % 10}%"


def by_how_much(n, d):
    """(n − d) / d, half away from zero."""
    if d == 0:
        return "—"
    less = n < d
    return ("-" if less else "") + percent(abs(n - d), d)
