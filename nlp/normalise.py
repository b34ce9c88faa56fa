"""Make equal what readers hold equal. For matching only: what is quoted back is quoted as written.

Full width and half width, traditional and simplified, invisible characters, pinyin in brackets,
runs of space and of punctuation (docs/vocabulary.md H.1).
"""

import re
import unicodedata
from functools import lru_cache

import opencc

# Nobody reads further than this, and time stays bounded (see docs/design.md, "Bad input").
LONGEST = 2000

# Format characters: zero width, bidirectional marks, soft hyphen, byte order mark, variation
# selectors; and controls other than tab and newline.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
_PINYIN = re.compile(r"[(\[][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ' ]{1,24}[)\]]", re.IGNORECASE)
_REPEATED = re.compile(r"([!?。,，、~…])\1+")
_BLANKS = re.compile(r"[^\S\n]+")
_TRADITIONAL = re.compile("[\u4e00-\u9fff]")


def clean(text: str) -> str:
    """Without invisible and control characters and broken surrogates; otherwise as written."""
    return _INVISIBLE.sub("", text)


def normalise(text: str) -> str:
    """The text as matching sees it, 2,000 characters at the most. Idempotent."""
    text = unicodedata.normalize("NFKC", clean(text[:LONGEST]))
    if "(" in text or "[" in text:
        text = _PINYIN.sub("", text)
    text = _REPEATED.sub(r"\1", _BLANKS.sub(" ", text))
    return simplified(text).strip()[:LONGEST]


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, one for one."""
    return _converter().convert(text) if _TRADITIONAL.search(text) else text


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
