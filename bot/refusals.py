"""What the speaker hears when the neighbourhood's rules say no: one line, with the next step."""

from collections.abc import Mapping

from community.case_states import NEXT_STEPS, State
from community.errors import (
    AlreadyHeard,
    AlreadySo,
    AlreadyTold,
    Ambiguous,
    BadFile,
    BadRows,
    Closed,
    CommunityError,
    EmptySheet,
    IllegalMove,
    Inseparable,
    LastStage,
    LeftAlone,
    MissingColumns,
    Misused,
    NeedsProof,
    NeedsSecretary,
    NobodyNamed,
    NoFile,
    NoGroup,
    NoHandler,
    NotAConflict,
    NoTalkdays,
    NotAllowed,
    NotARef,
    NotASnapshot,
    NotForGroups,
    NotFound,
    NotHere,
    NothingToUndo,
    NotMediated,
    OtherCommunity,
    Overtaken,
    OwnPoints,
    PartOfIt,
    Paused,
    StaysInside,
    TooLate,
    Uncorrectable,
    UnknownCommand,
    Unpausable,
    Unreadable,
    WhichLetter,
)
from community.reach import shown_name
from community.wording import Text, Words

NOT_ALLOWED = Text("refused.not_allowed", "这件事要请{roles}来办。")
OTHER_COMMUNITY = Text("refused.other_community", "{name} 不是本社区的，请找它所在的社区。")
NOT_HERE = Text("refused.not_here", "{name} 请在{where}里发。")
MISUSED = Text("refused.misused", "用法：{usage}")
UNKNOWN = Text("refused.unknown", "没有 {said} 这个指令，发 /帮助 看看能做什么。")
NEAR = Text("refused.near", "没有 {said} 这个指令，您是不是要发 {near}？")
NOT_A_REF = Text("refused.not_a_ref", "“{said}”不是编号，编号像 C9 或 #c9。")
NOT_FOUND = Text("refused.not_found", "没有找到“{name}”，请核对编号或名字。")
UNREADABLE = Text("refused.unreadable", "“{said}”看不懂，这里要写{label}。")
NO_HANDLER = Text(
    "refused.no_handler", "“{name}”不是承办人也不是工作人员，请管理员先 /授权，或派给别人。"
)
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
NOBODY_NAMED = Text(
    "refused.nobody_named", "{code} 派给谁？现在没有合适的人可建议，请发 /派 {code} @人"
)
SUGGESTED = Text(
    "refused.suggested",
    "{code} 派给谁？建议 {name}（{ground}，手上 {n} 件），请发 /派 {code} @{name}",
)
WHICH_LETTER = Text(
    "refused.which_letter", "{code} 在等 {bodies} 的回函，请写明是哪家：/回函 {code} 单位 内容"
)
STAYS_INSIDE = Text(
    "refused.stays_inside", "{code} 由专人保密办理，不能转给外面的单位，请找专人商量。"
)
PART_OF_IT = Text(
    "refused.part_of_it", "{name} 是当事人，调解要请别人；茶桌的甲方和乙方也不能是同一个人。"
)
NEEDS_PROOF = Text(
    "refused.needs_proof", "{code} 办结要写一句说明或发一张照片，如：/办结 {code} 已换灯泡"
)
NEEDS_SECRETARY = Text("refused.needs_secretary", "{code} 是督办件，请书记确认后由书记办结。")
ALREADY_SO = Text(
    "refused.already_so", "{code} 已经是“{state}”了，不用再发。看情况请发 /查 {code}。"
)
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
    "refused.not_a_conflict", "{code} 是“{kind}”，不是矛盾。要派人办请发：/派 {code} @人"
)
NOT_MEDIATED = Text(
    "refused.not_mediated", "{code} 还没有派人调解，请先在工作群发：/调解 派 {code} @人"
)
LAST_STAGE = Text(
    "refused.last_stage",
    "{code} 已到{team}，再往上没有了。谈不成请书记发：/调解 终 {code} 引导诉讼 说明",
)
NO_FILE = Text("refused.no_file", "没看到表格。请先把 CSV 文件私信发给我，10 分钟内再发：{usage}")
UNREADABLE_SHEET = Text(
    "refused.unreadable_sheet",
    "“{name}”读不出来。请在表格软件里“另存为”选“CSV UTF-8”，再发给我。什么都没有改动。",
)
MISSING_COLUMNS = Text(
    "refused.missing_columns",
    "表格缺这几列：{columns}。请在第一行写上列名，再发给我。什么都没有改动。",
)
EMPTY_SHEET = Text(
    "refused.empty_sheet", "“{name}”里只有表头，没有内容。请核对后再发。什么都没有改动。"
)
BAD_ROWS = Text(
    "refused.bad_rows",
    "表格第 {numbers} 行没有写{label}。请改好（或换成那个月的表格）再发。什么都没有改动。",
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
NOTHING_TO_UNDO = Text("refused.nothing_to_undo", "半小时内没有可撤销的步骤。")
AMBIGUOUS = Text("refused.ambiguous", "有几位都叫“{name}”，请用对方的编号。")


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
_LONGEST_SAID = 20  # of what somebody typed, said back to them


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"


def refuse(error: CommunityError) -> Words:
    """The words for `error`. A house test insists that every CommunityError has some."""
    match error:
        case NotAllowed(roles=roles):
            return NOT_ALLOWED(roles="、".join(roles) or "工作人员")
        case OtherCommunity(name=name):
            return OTHER_COMMUNITY(name=_short(name))
        case NotHere(name=name, where=where):
            return NOT_HERE(name=name, where="或".join(where))
        case IllegalMove():
            return _illegal(error)
        case Unpausable() | Paused() | Inseparable() | Overtaken():
            return _unfit(error)
        case StaysInside(code=code):
            return STAYS_INSIDE(code=code)
        case NeedsProof(code=code):
            return NEEDS_PROOF(code=code)
        case NeedsSecretary(code=code):
            return NEEDS_SECRETARY(code=code)
        case Uncorrectable():
            return _uncorrectable(error)
        case OwnPoints(code=code):
            return OWN_POINTS(code=code)
        case NothingToUndo():
            return NOTHING_TO_UNDO()
        case Ambiguous(name=name):
            return AMBIGUOUS(name=_short(name))
        case Misused():
            return _misused(error)
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


def _unfit(error: Unpausable | Paused | Inseparable | Overtaken) -> Words:
    match error:
        case Unpausable(code=code, why=why):
            return UNPAUSABLE(code=code, why=why)
        case Paused(code=code):
            return PAUSED(code=code)
        case Inseparable(code=code, name=name):
            return INSEPARABLE(code=code, name=_short(name))
    return OVERTAKEN(code=error.code)


def _misused(error: Misused) -> Words:
    match error:
        case UnknownCommand(usage=said, near=()):
            return UNKNOWN(said=_short(said))
        case UnknownCommand(usage=said, near=near):
            return NEAR(said=_short(said), near="、".join(near))
        case NotARef(usage=said):
            return NOT_A_REF(said=_short(said))
        case NotFound(usage=name):
            return NOT_FOUND(name=_short(name))
        case NobodyNamed(usage=code, name=""):
            return NOBODY_NAMED(code=code)
        case NobodyNamed(usage=code, name=name, ground=ground, n=n):
            return SUGGESTED(code=code, name=name, ground=ground, n=n)
        case WhichLetter(usage=code, bodies=bodies):
            return WHICH_LETTER(code=code, bodies=bodies)
        case PartOfIt(usage=name):
            return PART_OF_IT(name=_short(name))
        case NoHandler(usage=name):
            return NO_HANDLER(name=_short(name))
        case BadFile():
            return _bad_file(error)
        case Unreadable(said=said, label=label):
            return UNREADABLE(said=_short(said), label=label)
    return MISUSED(usage=error.usage)


def _bad_file(error: BadFile) -> Words:
    match error:
        case NoFile(usage=usage):
            return NO_FILE(usage=usage)
        case MissingColumns(usage=columns):
            return MISSING_COLUMNS(columns=columns)
        case EmptySheet(usage=name):
            return EMPTY_SHEET(name=_short(name))
        case BadRows(numbers=numbers, label=label):
            return BAD_ROWS(numbers=numbers, label=label)
    return UNREADABLE_SHEET(name=_short(error.usage))


def _uncorrectable(error: Uncorrectable) -> Words:
    match error:
        case AlreadySo(code=code, state=state):
            return ALREADY_SO(code=code, state=state)
        case AlreadyTold(code=code):
            return ALREADY_TOLD(code=code)
        case TooLate(code=code, state=state):
            return TOO_LATE(code=code, state=state)
        case Closed(code=code, state=state):
            return CLOSED(code=code, state=state)
        case AlreadyHeard(code=code, state=state):
            return ALREADY_HEARD(code=code, state=state)
        case NotAConflict(code=code, state=kind):
            return NOT_A_CONFLICT(code=code, kind=kind)
        case NotMediated(code=code):
            return NOT_MEDIATED(code=code)
        case LastStage(code=code, state=team):
            return LAST_STAGE(code=code, team=team)
        case LeftAlone(code=name):
            return LEFT_ALONE(name=shown_name(name))
        case NoTalkdays(code=name):
            return NO_TALKDAYS(name=name)
        case NoGroup(code=code, state=""):
            return NO_GROUPS(name=code)
        case NoGroup(code=code):
            return NO_GROUP(code=code)
        case NotForGroups(code=code):
            return NOT_FOR_GROUPS(code=code)
        case NotASnapshot(code=code, state=state):
            return NOT_A_SNAPSHOT(code=code, state=state)
    return UNLEARNED(code=error.code)
