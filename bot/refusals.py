"""What the speaker hears when the neighbourhood's rules say no: one line, with the next step."""

from community.errors import (
    AlreadyHeard,
    AlreadySo,
    Ambiguous,
    BadFile,
    BadRows,
    Closed,
    CommunityError,
    EmptySheet,
    IllegalMove,
    LeftAlone,
    MissingColumns,
    Misused,
    NeedsProof,
    NeedsSecretary,
    NoFile,
    NoHandler,
    NoTalkdays,
    NotAllowed,
    NotARef,
    NotFound,
    NotHere,
    NothingToUndo,
    OtherCommunity,
    TooLate,
    Uncorrectable,
    UnknownCommand,
    Unreadable,
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
ILLEGAL = Text("refused.illegal", "{code} 现在是“{state}”，不能{move}。")
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
NOTHING_TO_UNDO = Text("refused.nothing_to_undo", "半小时内没有可撤销的步骤。")
AMBIGUOUS = Text("refused.ambiguous", "有几位都叫“{name}”，请用对方的编号。")


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
        case IllegalMove(code=code, state=state, move=move):
            return ILLEGAL(code=code, state=state, move=move)
        case NeedsProof(code=code):
            return NEEDS_PROOF(code=code)
        case NeedsSecretary(code=code):
            return NEEDS_SECRETARY(code=code)
        case Uncorrectable():
            return _uncorrectable(error)
        case NothingToUndo():
            return NOTHING_TO_UNDO()
        case Ambiguous(name=name):
            return AMBIGUOUS(name=_short(name))
        case Misused():
            return _misused(error)
    raise error


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
        case TooLate(code=code, state=state):
            return TOO_LATE(code=code, state=state)
        case Closed(code=code, state=state):
            return CLOSED(code=code, state=state)
        case AlreadyHeard(code=code, state=state):
            return ALREADY_HEARD(code=code, state=state)
        case LeftAlone(code=name):
            return LEFT_ALONE(name=shown_name(name))
        case NoTalkdays(code=name):
            return NO_TALKDAYS(name=name)
    return UNLEARNED(code=error.code)
