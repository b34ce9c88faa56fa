"""How the channel is, and what staff have to hear about it. Residents never do.

DOWN ──connected──▶ LOGGED_OUT ──login──▶ UP          any of them ──lost──▶ DOWN
REFUSED and CLOSED are the end
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from community.wording import Text, Words

GAP = Text("wechaty.gap", "小格离线了 {n} 分钟，期间的消息可能没有看到，请翻看一下各群。")
DOWN = Text("wechaty.down", "小格连不上微信网关已经 {n} 分钟，请检查网关。")
LOGGED_OUT = Text(
    "wechaty.logged_out", "小格的微信账号已退出登录，请重新登录；这期间听不到也说不出。"
)
REFUSED = Text("wechaty.refused", "微信网关不认小格的口令，小格已停止，请核对配置。")
TAKEN = Text("wechaty.taken", "有别的程序占用了小格的微信网关，小格已把它请出。请查是否重复启动。")
TOO_OFTEN = Text("wechaty.too_often", "微信提示操作频繁，小格暂停发送 {n} 分钟。")
PARKED = Text("wechaty.parked", "有一条微信消息多次取不到内容，已放下，请翻看一下各群。")
INVITED = Text("wechaty.invited", "有人邀请小格进群，邀请人不是工作人员，没有接受。")

_WORTH_TELLING = timedelta(seconds=60)
_ALARMING = timedelta(minutes=2)


class State(StrEnum):
    DOWN = "未连接"
    LOGGED_OUT = "未登录"
    UP = "正常"
    REFUSED = "口令不对"
    CLOSED = "已关闭"


@dataclass(frozen=True, slots=True)
class Health:
    """`account` is our login id, `heard_at` when the gateway last told us anything.

    `alarmed`: staff have been told of the state it is in.
    """

    state: State = State.DOWN
    account: str = ""
    since: datetime | None = None
    heard_at: datetime | None = None
    alarmed: bool = False

    def now_is(self, state: State, at: datetime) -> "Health":
        return self if state is self.state else replace(self, state=state, since=at, alarmed=False)

    def overdue(self, now: datetime) -> Words | None:
        """What has to be told because nobody has listened for long; None if somebody does."""
        if self.since is None or now - self.since < _ALARMING:
            return None
        match self.state:
            case State.DOWN:
                return DOWN(n=_minutes(now - self.since))
            case State.LOGGED_OUT:
                return LOGGED_OUT()
        return None


def gap(last_alive: datetime | None, now: datetime) -> Words | None:
    """What has to be told about the time in which nobody listened; None if it was short."""
    if last_alive is None or now - last_alive <= _WORTH_TELLING:
        return None
    return GAP(n=_minutes(now - last_alive))


def _minutes(span: timedelta) -> int:
    return max(1, round(span / timedelta(minutes=1)))
