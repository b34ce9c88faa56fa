"""Small numbers as people write them: 12, 十二, 廿三, 两, 俩, 仨, 半 is not one."""

from collections.abc import Mapping

_DIGITS: Mapping[str, int] = {
    **{character: n for n, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "叁": 3,
    "壹": 1,
    "贰": 2,
    "几": -1,
}

_TENS: Mapping[str, int] = {"廿": 20, "卅": 30}
_MOST_DIGITS = 4

# To be used inside a regular expression; at most five characters, so that nothing can run away.
NUMERAL = r"(?:[0-9]{1,4}|[零〇一二三四五六七八九十百两俩仨]{1,5})"


def read_number(said: str) -> int | None:
    """The number meant, from 0 to 9999; None if it is none."""
    if said.isascii() and said.isdigit():
        return int(said) if len(said) <= _MOST_DIGITS else None
    if len(said) == 1 and said in _DIGITS and _DIGITS[said] >= 0:
        return _DIGITS[said]
    total = unit = 0
    for character in said:
        if character == "百":
            total, unit = total + (unit or 1) * 100, 0
        elif character == "十":
            total, unit = total + (unit or 1) * 10, 0
        elif character in _TENS:
            total, unit = total + _TENS[character], 0
        elif character in _DIGITS and _DIGITS[character] >= 0:
            unit = _DIGITS[character]
        else:
            return None
    return total + unit if said else None


def read_year(said: str) -> int | None:
    """The year meant by 2026, 二零二六 or 26; None if it is none."""
    digits = "".join(str(_DIGITS.get(character, character)) for character in said)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 4)):
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
