"""指标：数从哪来、分子分母是多少、口径是什么，都能查到案号；不列姓名。"""

from collections.abc import Iterator
from typing import Annotated

from community.effects import Effects
from community.errors import NotHere
from community.figures import Figure, Told
from community.metrics import METRICS, Metric, Metrics
from community.people import WORKERS
from community.periods import Period, month_of, read_period
from community.records import Records
from community.wording import Text, Words, lines
from handlers.kit.commands import AT_WORK, Venue
from handlers.kit.day_lines import listed
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="指标", about="指标的数、口径和背后的案件", chapter=Chapter.FIGURES)

PLAIN = Text("figures.plain", "{name} {value}（{period}）")
SHARE = Text("figures.share", "{name} {value}，{ratio}（{period}）")
ABOUT = Text("figures.about", "口径：{about}")
DRILL = Text("figures.drill", "看明细：/下钻 {name} {condition}")
BEHIND = Text("figures.behind", "{name} {condition} {n} 件")
BEHIND_ALL = Text("figures.behind_all", "{name} {n} 件")
CASES = Text("figures.cases", "{cases}")
MORE = Text("figures.more", "{cases} 等，先列 {shown} 件")
KINDS = Text("figures.kinds", "{kinds}")
HIDDEN = Text("figures.hidden", "另有专人案件 {n} 件，不列编号")
CONDITIONS = Text("figures.conditions", "可以接着查：{conditions}")

_MOST = 60  # cases in one message
_MOST_CONDITIONS = 8


@router.command("指标", about="指标的值、分子分母和口径", roles=WORKERS, where=AT_WORK)
def show(
    asked: Asked,
    records: Records,
    metrics: Annotated[Metrics, "名|层级"],
    period: Annotated[Period | None, "期"] = None,
) -> Effects:
    """A figure with what it is made of; the four levels together."""
    during = period or month_of(asked.at)
    figures = [_figure(asked, records, metric, during) for metric in metrics]
    shown = [_shown(figure, during) for figure in figures]
    about = dict.fromkeys(figure.about for figure in figures)
    first = figures[0]
    more = (DRILL(name=first.name, condition=listed(first.conditions()[1:2])),)
    return (
        asked.reply(
            lines((*shown, *(ABOUT(about=one) for one in about), *(more if first.hit else ())))
        ),
    )


@router.command("下钻", about="指标背后的案号或类别", roles=WORKERS, where=AT_WORK)
def drill(
    asked: Asked,
    records: Records,
    metrics: Annotated[Metrics, "名|层级"],
    condition: Annotated[str, "条件"] = "",
    period: Annotated[Period | None, "期"] = None,
) -> Effects:
    """The codes behind a figure, and what became of each; of a list from elsewhere, the kinds."""
    if period is None and (period := read_period(condition, asked.at)):
        condition = ""
    during = period or month_of(asked.at)
    figures = [_figure(asked, records, metric, during) for metric in metrics]
    return (asked.reply(lines(one for f in figures for one in _drilled(f, condition))),)


def _figure(asked: Asked, records: Records, metric: Metric, period: Period) -> Figure:
    """Raises NotHere if nobody knows of which community: an admin serves all of them."""
    if not asked.community:
        raise NotHere("/指标", (Venue.WORK,))
    return METRICS[metric](records, asked.community, period)


def _shown(figure: Figure, period: Period) -> Words:
    if not figure.ratio:
        return PLAIN(name=figure.name, value=figure.value, period=period.label)
    return SHARE(name=figure.name, value=figure.value, ratio=figure.ratio, period=period.label)


def _drilled(figure: Figure, condition: str) -> Iterator[Words]:
    codes = figure.found(condition)
    if condition:
        yield BEHIND(name=figure.name, condition=condition, n=len(codes))
    else:
        yield BEHIND_ALL(name=figure.name, n=len(codes))
    yield from _told(figure.told(codes))
    others = [one for one in figure.conditions() if one != condition][:_MOST_CONDITIONS]
    if others and not (codes and condition):
        yield CONDITIONS(conditions=listed(others))


def _told(told: Told) -> Iterator[Words]:
    if len(told.cases) > _MOST:
        yield MORE(cases=listed(told.cases[:_MOST]), shown=_MOST)
    elif told.cases:
        yield CASES(cases=listed(told.cases))
    if told.kinds:
        yield KINDS(kinds=listed(f"{kind} {n}" for kind, n in told.kinds.items()))
    if told.hidden:
        yield HIDDEN(n=told.hidden)
