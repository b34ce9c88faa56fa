"""What the speaker hears when the neighbourhood's rules say no: one line, with the next step."""

from bot.case_refusals import refuse_case, short
from community.case_errors import CaseError
from community.errors import (
    Ambiguous,
    BadFile,
    BadRows,
    CommunityError,
    EmptySheet,
    MissingColumns,
    Misused,
    NobodyNamed,
    NoFile,
    NoHandler,
    NotAllowed,
    NotARef,
    NotFound,
    NotHere,
    NothingToUndo,
    OtherCommunity,
    PartOfIt,
    UnknownCommand,
    Unreadable,
    WhichLetter,
)
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
PART_OF_IT = Text(
    "refused.part_of_it", "{name} 是当事人，调解要请别人；茶桌的甲方和乙方也不能是同一个人。"
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
NOTHING_TO_UNDO = Text("refused.nothing_to_undo", "半小时内没有可撤销的步骤。")
AMBIGUOUS = Text("refused.ambiguous", "有几位都叫“{name}”，请用对方的编号。")


def refuse(error: CommunityError) -> Words:
    """The words for `error`. A house test insists that every CommunityError has some."""
    match error:
        case NotAllowed(roles=roles):
            return NOT_ALLOWED(roles="、".join(roles) or "工作人员")
        case OtherCommunity(name=name):
            return OTHER_COMMUNITY(name=short(name))
        case NotHere(name=name, where=where):
            return NOT_HERE(name=name, where="或".join(where))
        case CaseError():
            return refuse_case(error)
        case NothingToUndo():
            return NOTHING_TO_UNDO()
        case Ambiguous(name=name):
            return AMBIGUOUS(name=short(name))
        case Misused():
            return _misused(error)
    raise error


def _misused(error: Misused) -> Words:
    match error:
        case UnknownCommand(usage=said, near=()):
            return UNKNOWN(said=short(said))
        case UnknownCommand(usage=said, near=near):
            return NEAR(said=short(said), near="、".join(near))
        case NotARef(usage=said):
            return NOT_A_REF(said=short(said))
        case NotFound(usage=name):
            return NOT_FOUND(name=short(name))
        case NobodyNamed(usage=code, name=""):
            return NOBODY_NAMED(code=code)
        case NobodyNamed(usage=code, name=name, ground=ground, n=n):
            return SUGGESTED(code=code, name=name, ground=ground, n=n)
        case WhichLetter(usage=code, bodies=bodies):
            return WHICH_LETTER(code=code, bodies=bodies)
        case PartOfIt(usage=name):
            return PART_OF_IT(name=short(name))
        case NoHandler(usage=name):
            return NO_HANDLER(name=short(name))
        case BadFile():
            return _bad_file(error)
        case Unreadable(said=said, label=label):
            return UNREADABLE(said=short(said), label=label)
    return MISUSED(usage=error.usage)


def _bad_file(error: BadFile) -> Words:
    match error:
        case NoFile(usage=usage):
            return NO_FILE(usage=usage)
        case MissingColumns(usage=columns):
            return MISSING_COLUMNS(columns=columns)
        case EmptySheet(usage=name):
            return EMPTY_SHEET(name=short(name))
        case BadRows(numbers=numbers, label=label):
            return BAD_ROWS(numbers=numbers, label=label)
    return UNREADABLE_SHEET(name=short(error.usage))
