"""Names people can say for things: a letter or two and a number, shown as C9."""

import re
import unicodedata
from typing import NewType

from community.errors import NotARef

Ref = NewType("Ref", str)
PersonId = NewType("PersonId", str)

# What a field holds that names nothing, or nobody.
NO_REF = Ref("")
NOBODY = PersonId("")

_REF = re.compile(r"#?([A-Z]{0,2})-?([0-9]{1,9})号?")
_RANGE = re.compile(r"(.+?)[-~至到](.+)")
_MOST = 50


def read_ref(said: str, letter: str) -> Ref:
    """ "#c9", "Ｃ９", "c-9", "9号" or "9" → "C9". Raises NotARef."""
    found = _REF.fullmatch(_plain(said))
    if found is None or (found[1] and found[1] != letter):
        raise NotARef(said)
    return Ref(f"{letter}{int(found[2])}")


def read_refs(said: str, letter: str) -> tuple[Ref, ...]:
    """ "c3、c5-c7" → C3, C5, C6, C7, each once, at most fifty. Raises NotARef."""
    refs: dict[Ref, None] = {}
    for part in re.split(r"[,、;]", _plain(said).replace("，", ",")):
        refs |= dict.fromkeys(_span(part, letter))
    if len(refs) > _MOST:
        raise NotARef(said)
    return tuple(refs)


def number(code: str) -> int:
    """The number in a code, so that C2 comes before C10; 0 if it has none."""
    found = re.search(r"[0-9]+$", code)
    return int(found[0]) if found else 0


def _span(part: str, letter: str) -> tuple[Ref, ...]:
    ends = _RANGE.fullmatch(part)
    if ends is None or not _REF.fullmatch(ends[1]):
        return (read_ref(part, letter),)
    first, last = number(read_ref(ends[1], letter)), number(read_ref(ends[2], letter))
    if not first <= last <= first + _MOST:
        raise NotARef(part)
    return tuple(Ref(f"{letter}{n}") for n in range(first, last + 1))


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).strip().upper()
