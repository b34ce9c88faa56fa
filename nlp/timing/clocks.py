"""Clock times: 8点, 七点一刻, 差五分八点, 19:30, 三四点, 晚7.30, 7-9点."""

import re

from nlp.numerals import read_number
from nlp.timing.marks import Clock, Daypart, Mark, marked, rule

NUMERALS = "0123456789零〇一二两三四五六七八九十廿"
HOUR = (
    "(?:2[0-4]|[01]?[0-9]|二十[一二三四]?|廿[一二三四]?|十[一二三四五六七八九]?"
    "|[零〇一二两三四五六七八九])"
)
_MINUTE = (
    "(?:[0-5][0-9]|[二三四五一]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九]"
    "|[0-9一二两三四五六七八九](?=分))"
)
# 8点15号楼集合, 8点50块: the number belongs to what follows.
_NO_MINUTE = r"(?!\s?[号栋幢楼单个人位名块元折层家户室岁斤米度])"
_O_CLOCK = "(?:点|时(?![间候代尚常刻段期不]))"
# What one has so many 点 of, other than the clock.
_POINTS = (
    "(?!建议|意见|要求|说明|注意|希望|看法|疑问|问题|感受|理由|好处|想法|原因|体会|提醒|提示|声明|请求"
    "|诉求|心得|启示|经验|教训|补充|内容|事项|水(?:旁|边|[都也还写])|一线|式|之间|方向|钟方向|优惠|积分"
    "|忠告|警告|诚意|道理|原则|条件|期待|期望|体验|评价|反馈|情况|信息|线索|小(?:建议|问题|要求|意见|心得|想法)"
    "|档|共识|共同|分歧|区别|不同|变化|进步|收获|总结|规定|措施|办法|好|菜|心|儿?意思)"
)
_HALF = "半(?![场价]|小时|个)"
_COUNTED = re.compile("(?:[第说讲提满共几有这那哪列述条]|补充|如下|以下|指出)$")
# 一点 alone is "a little", unless a day or a part of it stands before it or one meets then.
_DAY_BEFORE = re.compile(
    "(?:上午|中午|下午|午后|晌午头?|早上|晚上|夜里|半夜|凌晨|[今明昨后][天日儿早晚]|后天|号|日|末"
    "|(?:周|星期|礼拜)[一二三四五六日天末])[ 的]?$"
)
_MEETING = re.compile(
    " ?(?:在|到(?!位)|集合|出发|开[始会门]|准时|见面|前|左右|来人|停[水电气]|过后)"
)
_A_LITTLE = "有差早晚快慢"
_BEFORE = 4  # characters that are looked at before a number
_TO = ("-", "~", "到", "至", "—")


def _clock(hour: str, minute: int = 0, *, about: bool = False) -> Clock | None:
    """The time said; one with a leading zero or after noon is on 24 hours."""
    number = read_number(hour)
    if number is None or number > 24 or minute > 59 or (number == 24 and minute):
        return None
    exact = number > 12 or number == 0 or (hour[0] == "0" and len(hour) == 2)
    return Clock(number, minute, exact, about)


def _said(found: re.Match[str], _: Mark | None) -> Mark | None:
    if _is_counted(found):
        return marked(found)
    clock = _clock(found["hour"], _minute(found), about=bool(found["about"]))
    if found["less"]:
        clock = _earlier(clock, found["less"])
    return marked(found, clock) if clock else None


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 * (read_number(found["quarter"]) or 0)
    return read_number(found["minute"]) or 0 if found["minute"] else 0


def _is_counted(found: re.Match[str]) -> bool:
    """三点 in 我有三点, 一点 in 便宜一点."""
    said = found[0]
    before = found.string[max(0, found.start() - _BEFORE) : found.start()]
    if said == "一点":
        after = _MEETING.match(found.string, found.end())
        return not _DAY_BEFORE.search(before) and (not after or before[-1:] in tuple(_A_LITTLE))
    return said[-1] in "点时" and not said[0].isdigit() and bool(_COUNTED.search(before))


def _earlier(clock: Clock | None, less: str) -> Clock | None:
    """So many minutes before the hour: 差五分八点."""
    number = 15 if "刻" in less else read_number(less.rstrip("分"))
    if clock is None or not number or number > 59 or clock.hour == 0:
        return None
    return Clock(clock.hour - 1, 60 - number, clock.is_exact)


def _less(found: re.Match[str], _: Mark | None) -> Mark | None:
    clock = _earlier(_clock(found["hour"]), found["less"])
    return marked(found, clock) if clock else None


def _written(found: re.Match[str], _: Mark | None) -> Mark | None:
    """19:30, 8:30pm."""
    hour, half = found["hour"], found["half"] or found["bare"]
    if half:
        hour = f"{int(hour) % 12 + (12 if half in 'pP' else 0):02}"
    clock = _clock(hour, int(found["minute"] or 0))
    return marked(found, clock) if clock else None


def _between(found: re.Match[str], _: Mark | None) -> Mark | None:
    """7-9点, 下午3、4点, 9-10:30: from the one to the other."""
    minute = 30 if found["half"] else int(found["minute"] or 0)
    first, last = _clock(found["first"]), _clock(found["last"], minute)
    if first is None or last is None:
        return None
    return marked(found, first, until=last)


def _about(found: re.Match[str], _: Mark | None) -> Mark | None:
    """三四点, 十一二点: from the one to the next."""
    ten = 10 if found["ten"] else 0
    first, last = read_number(found["first"]), read_number(found["last"])
    if first is None or last is None or last - first != 1:
        return None
    exact = ten + last > 12
    return marked(found, Clock(ten + first, 0, exact), until=Clock(ten + last, 0, exact))


def _early_late(found: re.Match[str], _: Mark | None) -> Mark | None:
    """早9晚5."""
    first, last = _clock(found["first"]), _clock(found["last"])
    if first is None or last is None:
        return None
    return marked(found, first, until=Clock(last.hour % 12 + 12, 0, is_exact=True))


def _dotted(found: re.Match[str], before: Mark | None) -> Mark | None:
    """7.30 in 晚7.30, and 9.00 in 晚7.30-9.00: anywhere else it is rather a date."""
    if before is None:
        return None
    gap = found.string[before.end : found.start()].strip()
    after_clock = before.until or any(isinstance(piece, Clock) for piece in before.pieces)
    after_part = any(isinstance(piece, Daypart) for piece in before.pieces)
    if not ((after_part and not gap) or (after_clock and gap in _TO)):
        return None
    clock = _clock(found["hour"], int(found["minute"]))
    return marked(found, clock) if clock else None


RULES = (
    rule("差", rf"差(?P<less>一刻|{HOUR}分?)钟?(?:不到)?(?P<hour>{HOUR})点(?:钟|整)?", _less),
    rule(
        NUMERALS[:10],
        r"(?<![0-9:.比例])(?P<hour>[01]?[0-9]|2[0-4])(?:\s?:\s?(?P<minute>[0-5][0-9])(?::[0-5][0-9])?"
        r"(?![0-9:])(?:\s?(?P<half>[apAP])\.?[mM])?|\s?(?P<bare>[apAP])\.?[mM](?![a-zA-Z]))",
        _written,
    ),
    rule(
        NUMERALS[:10],
        r"(?<![0-9.])(?P<hour>2[0-3]|[01]?[0-9])\.(?P<minute>[0-5][0-9])(?![0-9元块])",
        _dotted,
    ),
    rule(
        NUMERALS,
        rf"(?<![0-9:.])(?P<first>{HOUR})\s?[、,，/~到至—-]\s?(?P<last>{HOUR})"
        rf"(?:{_O_CLOCK}{_POINTS}钟?(?P<half>{_HALF})?|:(?P<minute>[0-5][0-9]))(?![0-9折])",
        _between,
    ),
    rule(
        NUMERALS[12:],
        r"(?P<ten>十)?(?P<first>[一二两三四五六七八九])(?P<last>[二三四五六七八九十])点"
        rf"{_POINTS}钟?",
        _about,
    ),
    rule("早", rf"早(?P<first>{HOUR})点?晚(?P<last>{HOUR})点?(?![0-9:])", _early_late),
    rule(
        NUMERALS,
        rf"(?<![0-9:.])(?<![0-9]-)(?P<hour>{HOUR})(?:\s|(?<=十)来)?{_O_CLOCK}{_POINTS}"
        rf"(?:钟?(?:(?P<half>{_HALF})|(?P<quarter>[一三13])刻钟?"
        rf"|过?(?P<minute>{_MINUTE}){_NO_MINUTE}(?:分(?!钟))?"
        rf"|差(?P<less>{HOUR}分|一刻)|[钟整正]|))(?P<about>多钟?|来钟|出头)?"
        "(?![0-9零一二三四五六七八九](?:$|[,，。!！~ 折元块米斤倍平级万亿升克公毫厘吨寸匹%]"
        "|包邮))",
        _said,
    ),
)
