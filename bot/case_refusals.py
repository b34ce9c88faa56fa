"""What the speaker hears when a case does not allow it: one line, with what can be done."""

from collections.abc import Mapping

from community.case_errors import (
    AlreadyHeard,
    AlreadySo,
    AlreadyTold,
    CaseError,
    Closed,
    IllegalMove,
    Inseparable,
    Itself,
    LastStage,
    LeftAlone,
    NeedsProof,
    NeedsSecretary,
    NoGroup,
    NotAConflict,
    NoTalkdays,
    NotASnapshot,
    NotForGroups,
    NotMediated,
    Overtaken,
    OwnPoints,
    Paused,
    StaysInside,
    TooLate,
    Unlearned,
    Unpausable,
)
from community.case_states import NEXT_STEPS, State
from community.reach import shown_name
from community.wording import Text, Words

ILLEGAL = Text("refused.illegal", "{code} 现在是“{state}”，不能{move}。{why}{next}")
NEXT = Text("refused.next", "可以发 {steps}。")
GOES_ON_AS = Text("refused.goes_on_as", "这件并到 {into} 里办了，请对 {into} 发。")
CALLING_BACK = Text(
    "refused.calling_back", "在等报事人回话（办结次日问），有人说不满意就自动重办，不用您再派。"
)
NO_PLACE = Text("refused.no_place", "还缺地点。")
SUPERVISED = Text("refused.supervised", "督办件由书记办结。")
DONE = Text("refused.done", "已经办完，报事人说又坏了会自动重办。")
OVER = Text("refused.over", "这件已经了结，不再往下办。")
SHADOW = Text("refused.shadow", "那个群只听不说，这件只记不办。")
UNPAUSABLE = Text(
    "refused.unpausable",
    "{code} {why}，时限不能停。要更多时间，请书记发 /延期 {code} 3工作日 理由。",
)
PAUSED = Text(
    "refused.paused", "{code} 正挂起着，时限没在走，不用延期。要接着办，请发 /恢复 {code}。"
)
INSEPARABLE = Text(
    "refused.inseparable",
    "{name} 没有报过 {code}，或者只有这一位报过，拆不出来。看经过请发 /查 {code}。",
)
OVERTAKEN = Text(
    "refused.overtaken", "{code} 后来又有变动，上一步撤不回了。看经过请发 /查 {code}。"
)
ALREADY_TOLD = Text("refused.already_told", "{code} 刚才已经说过这句，报事人都收到了，不用再发。")
STAYS_INSIDE = Text(
    "refused.stays_inside", "{code} 由专人保密办理，不能转给外面的单位，请找专人商量。"
)
NEEDS_PROOF = Text(
    "refused.needs_proof", "{code} 办结要写一句说明或发一张照片，如：/办结 {code} 已换灯泡"
)
NEEDS_SECRETARY = Text("refused.needs_secretary", "{code} 是督办件，请书记确认后由书记办结。")
ALREADY_SO = Text(
    "refused.already_so", "{code} 已经是“{state}”了，不用再发。看情况请发 /查 {code}。"
)
ITSELF = Text("refused.itself", "{code} 就是这一件。合并要写两个案号：/合并 留下的 并入的")
TOO_LATE = Text(
    "refused.too_late",
    "{code} 现在是“{state}”，已经往下办了。要不采纳，请在工作群发 /驳回 {code} 理由。",
)
CLOSED = Text("refused.closed", "{code} 现在是“{state}”，类别不再改了。看情况请发 /查 {code}。")
ALREADY_HEARD = Text(
    "refused.already_heard",
    "这句话已经记在 {code}（{state}）里了。看情况请发 /查 {code}，待确认的请发 /受理 {code}。",
)
LEFT_ALONE = Text(
    "refused.left_alone",
    "{name} 请我别听他们在群里说的话，不能登记。请直接问本人，本人私信我就行。",
)
UNLEARNED = Text("refused.unlearned", "{code} 已经撤销过了。看现在学了哪些，请发 /学习。")
NOT_A_CONFLICT = Text(
    "refused.not_a_conflict", "{code} 是“{state}”，不是矛盾。要派人办请发：/派 {code} @人"
)
NOT_MEDIATED = Text(
    "refused.not_mediated", "{code} 还没有派人调解，请先在工作群发：/调解 派 {code} @人"
)
LAST_STAGE = Text(
    "refused.last_stage",
    "{code} 已到{state}，再往上没有了。谈不成请书记发：/调解 终 {code} 引导诉讼 说明",
)
NO_TALKDAYS = Text(
    "refused.no_talkdays",
    "{name}最近没有说事日。请管理员在配置的 talkdays 里写上每月几号，如 [4, 14, 24]。",
)
NO_GROUP = Text(
    "refused.no_group",
    "{code} 没有可以说的居民群。告诉报事人请发 /进展 {code} 内容，"
    "各群都说请发 /公告 全部群 内容。",
)
NO_GROUPS = Text("refused.no_groups", "{name}现在没有可以说话的居民群，用 /状态 看看各群。")
NOT_FOR_GROUPS = Text(
    "refused.not_for_groups", "{code} 不公开，不在群里说。告诉报事人请发 /进展 {code} 内容。"
)
NOT_A_SNAPSHOT = Text(
    "refused.not_a_snapshot", "{code} 现在是“{state}”，不是能采纳的随手拍。看情况请发 /查 {code}。"
)
OWN_POINTS = Text("refused.own_points", "{code} 是您自己报的，请别的同事来采纳。")

# What there is to know of a state before the next step.
_WHY: Mapping[str, Text] = {
    State.SHADOW: SHADOW,
    State.ASKED: NO_PLACE,
    State.CALLING_BACK: CALLING_BACK,
    State.SUPERVISED: SUPERVISED,
    State.DONE: DONE,
    State.ANSWERED: OVER,
    State.ENDED: OVER,
    State.RETRACTED: OVER,
    State.CANCELLED: OVER,
    State.DECLINED: OVER,
}
_BY_CODE: Mapping[type[CaseError], Text] = {
    AlreadyTold: ALREADY_TOLD,
    Itself: ITSELF,
    NeedsProof: NEEDS_PROOF,
    NeedsSecretary: NEEDS_SECRETARY,
    NotForGroups: NOT_FOR_GROUPS,
    NotMediated: NOT_MEDIATED,
    Overtaken: OVERTAKEN,
    OwnPoints: OWN_POINTS,
    Paused: PAUSED,
    StaysInside: STAYS_INSIDE,
    Unlearned: UNLEARNED,
}
_BY_STATE: Mapping[type[CaseError], Text] = {
    AlreadyHeard: ALREADY_HEARD,
    AlreadySo: ALREADY_SO,
    Closed: CLOSED,
    LastStage: LAST_STAGE,
    NotAConflict: NOT_A_CONFLICT,
    NotASnapshot: NOT_A_SNAPSHOT,
    TooLate: TOO_LATE,
}
_LONGEST_SAID = 20  # of what somebody typed, said back to them


def short(said: str) -> str:
    """What somebody typed, as long as it is said back to them."""
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"


def refuse_case(error: CaseError) -> Words:
    """The words for `error`."""
    if type(error) in _BY_CODE:
        return _BY_CODE[type(error)](code=error.code)
    if type(error) in _BY_STATE:
        return _BY_STATE[type(error)](code=error.code, state=error.state)
    match error:
        case IllegalMove():
            return _illegal(error)
        case Unpausable(code=code, why=why):
            return UNPAUSABLE(code=code, why=why)
        case Inseparable(code=code, name=name):
            return INSEPARABLE(code=code, name=short(name))
        case LeftAlone(code=name):
            return LEFT_ALONE(name=shown_name(name))
        case NoTalkdays(code=name):
            return NO_TALKDAYS(name=name)
        case NoGroup(code=code, state=""):
            return NO_GROUPS(name=code)
        case NoGroup(code=code):
            return NO_GROUP(code=code)
    raise error


def _illegal(error: IllegalMove) -> Words:
    """No; and what can be done instead, if it is a case."""
    code, state = error.code, error.state
    why: Words | str = _WHY[state]() if state in _WHY else ""
    step: Words | str = ""
    if error.into:
        why = GOES_ON_AS(into=error.into)
    if isinstance(state, State):
        step = NEXT(steps=" 或 ".join(f"/{one} {code}" for one in NEXT_STEPS[state]))
    return ILLEGAL(code=code, state=state, move=error.move, why=why, next=step)
