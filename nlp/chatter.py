"""What has the words of a matter and is none: one's own things, shopping, thanks, questions."""

import re

from nlp.accusations import accuses
from nlp.moods import hits
from nlp.sentence import Hit, Sentence

# What somebody carries, wears, plays with or drinks from; and what they drive, if it is theirs.
_THINGS = (
    r"手机|电脑|平板|[iI][pP]ad|耳机|手表|手环|充电宝|充电器|遥控器|笔记本|相机|电动牙刷|游戏机"
    r"|音箱|台灯|手电筒?|玩具|键盘|鼠标|剃须刀|头盔"
    r"|[水茶]壶|[水茶]杯|杯子|保温杯|暖瓶|水瓶|水桶|鱼缸|饮水机|加湿器|矿泉水|桶装水|玻璃水|西瓜"
)
_RIDES = r"电动车|电瓶车|自行车|单车|三轮车|摩托车|车子?"
_OWNERS = r"我|我家|俺|孩子|娃|宝宝|儿子|女儿|闺女|老公|老婆|孙子|孙女|我妈|我爸"
_OWN = re.compile(
    rf"(?:{_THINGS})[^,。!?;~\s栋楼]{{0,4}}$|(?:{_OWNERS})的?(?:{_RIDES})[又也都快就刚老是]{{0,2}}$"
)
_SHOPPING = re.compile(
    r"(?:哪里|哪儿|哪|去哪|在哪)(?:里|儿)?(?:有|能|可以)?(?:卖|买)|谁家(?:有)?卖|(?:求|有没有|有)推荐|推荐(?:一下|个|一个|一款)"
    r"|哪个牌子|什么牌子|多少钱一"
)
# It is over, and only spoken of: 漏水的事谢谢大家.
_THANKED_FOR = re.compile(r"(?:的|这)(?:件)?(?:事情?|问题).{0,6}(?:谢谢|感谢|多谢|辛苦)")
# How to get a paper or a benefit: a question, with or without its mark.
_HOW = re.compile(
    r"怎么|如何|咋|[去在]哪|哪里|哪儿|找谁|什么(?:材料|手续|条件|流程|时候)|多少钱|多久|几点"
    r"|能不能|可不可以|能办|可以办|吗|\?"
)
_OFFICE = "政务"
_STANDS_STILL = frozenset({"still", "unresolved"})


def asks_an_office(sentence: Sentence, cat: str) -> bool:
    """True if it asks how papers and benefits are got: 医保怎么报销."""
    return cat == _OFFICE and _HOW.search(sentence.text) is not None


def is_about_no_case(
    sentence: Sentence, found: frozenset[str], cat: str, told_by: tuple[Hit, ...]
) -> bool:
    """True for questions, quarrels, thanks, and things wanted, offered or one's own.

    `found` are its moods, `told_by` the words that make it seem a matter of `cat`.
    """
    if "general_question" in found and found & {"hypothetical", "question"}:
        return not accuses(sentence)
    if cat == _OFFICE and (asks_an_office(sentence, cat) or not found & _STANDS_STILL):
        return True
    if "thanks" in found and _THANKED_FOR.search(sentence.text):
        return True
    if found & {"quarrel", "borrow"} or _SHOPPING.search(sentence.text):
        return True
    return not hits(sentence, "critical") and _is_all_their_own(sentence, told_by)


def _is_all_their_own(sentence: Sentence, told_by: tuple[Hit, ...]) -> bool:
    """True if whatever is broken is the speaker's own: 手机没电了, 孩子的玩具车灯不亮."""
    return bool(told_by) and all(_is_own(sentence, hit) for hit in told_by)


def _is_own(sentence: Sentence, hit: Hit) -> bool:
    start, _ = sentence.clause_of(hit.start)
    before = sentence.text[start : hit.start]
    return (
        _OWN.search(before) is not None or _OWN.search(sentence.text[start : hit.end]) is not None
    )
