"""Phone and identity numbers, masked before anything is stored (docs/vocabulary.md H.8).

By pattern only; check digits are not verified. Blanks, dashes, dots and line breaks inside a
number do not hide it, nor do full-width, circled and Chinese digits. Landline numbers are left:
they hang on the doors of offices.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CHINESE: Mapping[str, str] = dict(zip("〇零一二三四五六七八九幺", "001234567891", strict=True))
_CHINESE_DIGITS = "".join(_CHINESE)

_APART = r"[ \t\u3000\u00a0\-－—–_.·•/,，\u20e3]{1,3}"  # what stands between groups of a line
_BROKEN = r"\s*\n\s*"  # a line break may stand anywhere
_ENDS = r"(?![0-9])"
_BEGINS = r"(?<![0-9])"
_COUNTRY = rf"{_BEGINS}(?:(?:\+|00)?86(?:{_APART})?)?"
_MOBILE = r"1[3-9]"


def _grouped(*sizes: int, first: str) -> str:
    """Digits in groups of these sizes, of which the first begins so."""
    begun = 2 if first == _MOBILE else 1
    groups = [f"{first}[0-9]{{{sizes[0] - begun}}}", *(f"[0-9]{{{size}}}" for size in sizes[1:])]
    return _APART.join(groups)


def _in_two_lines(length: int, first: str, last: str) -> str:
    """A number of `length` digits, broken once, with three or more on either side."""
    begun = 2 if first == _MOBILE else 1
    return "|".join(
        f"{first}[0-9]{{{at - begun}}}{_BROKEN}[0-9]{{{length - at - 1}}}{last}"
        for at in range(3, length - 2)
    )


_PHONES = "|".join(
    (
        r"1[0-9]{10}",
        *(_grouped(*sizes, first=_MOBILE) for sizes in ((3, 4, 4), (3, 8), (7, 4), (3, 3, 5))),
        rf"{_MOBILE[0]}{_APART}[3-9](?:{_APART}[0-9]){{9}}",
        _in_two_lines(11, _MOBILE, "[0-9]"),
    )
)
_IDENTITIES = "|".join(
    (
        r"[0-9]{17}[0-9Xx]",
        rf"[0-9]{{6}}{_APART}[0-9]{{8}}{_APART}[0-9]{{3}}[0-9Xx]",
        rf"[0-9]{{6}}{_APART}[0-9]{{4}}{_APART}[0-9]{{4}}{_APART}[0-9]{{3}}[0-9Xx]",
        _in_two_lines(18, "[0-9]", "[0-9Xx]"),
    )
)
_IDENTITY = re.compile(rf"{_BEGINS}(?:{_IDENTITIES}){_ENDS}")
_PHONE = re.compile(rf"{_COUNTRY}(?<![0-9])?({_PHONES}){_ENDS}")
# Every number that is hidden has so many digits near each other; most messages do not.
_DIGIT = rf"[\d{_CHINESE_DIGITS}①-⑨⓪]"
_MANY = re.compile(rf"{_DIGIT}(?:\W{{0,6}}{_DIGIT}){{10}}")
_SHOWN = {11: (3, 4), 18: (6, 4)}  # digits left before and after what is hidden

# Whose number it is, by the words just before it.
_OWN = re.compile(
    r"(?:找|联系|打给|打|加|call)我|我(?:的|本人|自己)?(?:的)?(?:电话|手机|号码|微信|联系)|本人"
)
_OTHERS = re.compile(
    r"[^我]的(?:电话|手机|号码|联系)|他|她|师傅|物业|老板|公司|客服|中介|快递|外卖|房东|邻居|医院|派出所"
    r"|爸|妈|父|母|爷|奶|儿子|女儿|老公|老婆|爱人|孩子|同学|老师|门店|店里|热线|供水|供电|燃气"
)
_PHONE_LENGTH = 11
_NEAR = 14  # characters before a number that may say whose it is


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with `found` numbers masked; `own` is the speaker's phone number, if one of them is.

    `own` is for the vault only: it is shown to nobody and written nowhere.
    """

    text: str
    found: int = 0
    own: str = ""


@dataclass(frozen=True, slots=True)
class _Number:
    """Where one stands, and its digits."""

    start: int
    end: int
    digits: str


def mask(text: str) -> Masked:
    """The text without phone and identity numbers; otherwise exactly as written."""
    if _MANY.search(text) is None:
        return Masked(text)
    plain = _digits(text)
    numbers = sorted(_numbers(plain), key=lambda number: number.start)
    masked = text
    for number in numbers:
        masked = _hidden(masked, plain, number)
    return Masked(masked, len(numbers), _own(text, numbers))


def _numbers(plain: str) -> Iterator[_Number]:
    """Identity numbers first: a phone number is none that stands inside one."""
    taken = [found.span() for found in _IDENTITY.finditer(plain)]
    for start, end in taken:
        yield _number(plain, start, end)
    for found in _PHONE.finditer(plain):
        start, end = found.span(1)
        if not any(start < of[1] and of[0] < end for of in taken):
            yield _number(plain, start, end)


def _number(plain: str, start: int, end: int) -> _Number:
    return _Number(start, end, re.sub(r"[^0-9Xx]", "", plain[start:end]))


def _hidden(text: str, plain: str, number: _Number) -> str:
    """With the digits in the middle as stars, each in its place."""
    before, after = _SHOWN[len(number.digits)]
    places = [at for at in range(number.start, number.end) if plain[at] in "0123456789Xx"]
    hidden = set(places[before : len(places) - after])
    return "".join("*" if at in hidden else char for at, char in enumerate(text))


def _own(text: str, numbers: list[_Number]) -> str:
    """Their own phone number: said to be, or the only one and not said to be somebody else's."""
    said_by_others = text.find("」") if text.lstrip().startswith("「") else -1
    phones = [n for n in numbers if len(n.digits) == _PHONE_LENGTH and n.start > said_by_others]
    before = {number: text[max(0, number.start - _NEAR) : number.start] for number in phones}
    said = [number for number in phones if _OWN.search(before[number])]
    if not said and len(phones) == 1 and not _OTHERS.search(text):
        said = phones
    return said[0].digits if said else ""


def _digits(text: str) -> str:
    """Digits of any script as 0-9, character for character."""
    return text if text.isascii() else "".join(map(_digit, text))


def _digit(char: str) -> str:
    if char.isascii():
        return char
    if char in _CHINESE:
        return _CHINESE[char]
    value = unicodedata.digit(char, None)
    return char if value is None else str(value)
