"""Phone and identity numbers, masked before anything is stored (docs/vocabulary.md H.8).

By pattern only; check digits are not verified. Blanks and dashes inside a phone number, and
full-width digits, do not hide it.
"""

import re
import unicodedata
from dataclasses import dataclass

# Group 1 of each is what is hidden: a birthday and more, the middle of a phone number.
_NUMBERS = (
    re.compile(r"(?<![0-9])[0-9]{6}([0-9]{8})[0-9]{3}[0-9Xx](?![0-9])"),
    re.compile(r"(?<![0-9])(?:86[-－— ]?)?1[0-9]{2}[-－— ]?([0-9]{4})[-－— ]?[0-9]{4}(?![0-9])"),
)
# Every number that is hidden has this in it; most messages do not.
_DIGITS = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with `found` numbers masked."""

    text: str
    found: int = 0


def mask(text: str) -> Masked:
    """The text without phone and identity numbers; otherwise exactly as written."""
    if _DIGITS.search(text) is None:
        return Masked(text)
    plain = _half_width_digits(text)
    spans = [found.span(1) for pattern in _NUMBERS for found in pattern.finditer(plain)]
    for start, end in spans:
        text = f"{text[:start]}{'*' * (end - start)}{text[end:]}"
    return Masked(text, len(spans))


def _half_width_digits(text: str) -> str:
    """Digits of any script as 0-9, character for character."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )
