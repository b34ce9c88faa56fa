"""What doctor looks at in the deployment: environment, wording, calendar, communities, gateway."""

import os
import socket
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from bot.cli.finding import Finding, broken, warning, well
from bot.configuration import setting_names, unknown_names
from bot.holidays import official_calendar
from bot.settings import Settings, host_and_port
from community.calendar import Calendar
from community.people import Role

_REACH_SECONDS = 3


def look(settings: Settings, today: date) -> Iterator[Finding]:
    """Everything about the deployment but its configuration file and its database."""
    yield environment(os.environ)
    yield communities(settings)
    days = settings.calendar
    yield calendar(official_calendar(days.off, days.makeup), today)
    yield gateway(settings)


def environment(names: Iterable[str]) -> Finding:
    what = "环境变量"
    unknown = unknown_names(names)
    if not unknown:
        return well(what, "XIAOGE_ 开头的都认识")
    near = [one for name in unknown for one in get_close_matches(name, setting_names(), n=1)]
    step = (
        f"是不是 {'、'.join(near)}？" if near else "改名或去掉；名字见 config.example.toml 的开头"
    )
    return warning(what, f"不认识 {'、'.join(unknown)}，不起作用", step)


def communities(settings: Settings) -> Finding:
    what = "社区"
    if not settings.communities:
        return warning(
            what, "一个也没有写", "在 config.toml 里写 [[communities]]，正式运行才用得上"
        )
    staff = [person for one in settings.communities for person in one.staff]
    rooms = sum(len(one.rooms) for one in settings.communities)
    state = f"{len(settings.communities)} 个，群 {rooms} 个，工作人员 {len(staff)} 人"
    if not any(Role.ADMIN in person.role for person in staff):
        return warning(
            what, f"{state}，没有管理员", '给一个人 role = ["管理员"]，出了问题才有人收到'
        )
    return well(what, state)


def calendar(calendar: Calendar, today: date) -> Finding:
    """Of unknown years only the fixed holidays are known; promises may fall on the others."""
    what = "放假安排"
    unknown = [year for year in (today.year, today.year + 1) if not calendar.knows(year)]
    if not unknown:
        return well(what, f"{today.year}、{today.year + 1} 年都知道")
    years = "、".join(map(str, unknown))
    step = "国务院公布以后写进 [calendar] 的 off 和 makeup，或升级 chinesecalendar"
    return warning(what, f"还不知道 {years} 年，先按周一到周五、法定的元旦五一国庆算", step)


def gateway(settings: Settings) -> Finding:
    """Whether somebody listens there; not whether it lets us in."""
    what, endpoint = "微信网关", settings.wechaty.endpoint
    if not endpoint:
        return well(what, "没有配置，不连微信")
    try:
        socket.create_connection(host_and_port(endpoint), timeout=_REACH_SECONDS).close()
    except OSError as error:
        return broken(
            what, f"{endpoint} 连不上（{error}）", "看网关是不是启动了，地址和端口对不对"
        )
    if not settings.wechaty.token.get_secret_value():
        return warning(
            what, f"{endpoint} 连得上，但没有口令", "设置环境变量 XIAOGE_WECHATY__TOKEN"
        )
    return well(what, f"{endpoint} 连得上")
