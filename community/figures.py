"""A figure that traces to its cases: numerator and denominator are lists of codes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

_NOT = ("未", "没", "不", "非")
_ALL = frozenset({"", "全部", "所有"})


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one code of a figure: the case to look at, if any, and in a word how.

    `cat` is what it is about. `hidden`: a specialist's, of which only the number is told.
    """

    case: str = ""
    how: str = ""
    cat: str = ""
    hidden: bool = False


_NOTHING = Behind()
_NONE: Mapping[str, Behind] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Figure:
    """`top` of `bottom`; a plain figure has no bottom. `about` says what is counted.

    `hit` is what those in the top are: 化解, 按时. `total` is the value of a plain figure that is
    not the number of its codes. `is_change`: by how much the top differs from the bottom.
    """

    name: str
    about: str
    top: tuple[str, ...]
    bottom: tuple[str, ...] | None = None
    hit: str = ""
    behind: Mapping[str, Behind] = field(default_factory=lambda: _NONE)
    total: int | None = None
    is_change: bool = False

    @property
    def value(self) -> str:
        """66.7%, one decimal, half up; — where there is nothing to divide by; or the count."""
        if self.bottom is None:
            return str(len(self.top) if self.total is None else self.total)
        if not self.bottom:
            return "—"
        of = len(self.bottom)
        counts = len(self.top) - of if self.is_change else len(self.top)
        share = Decimal(counts * 100) / Decimal(of)
        return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"

    @property
    def ratio(self) -> str:
        """71/72; empty for a plain figure."""
        return "" if self.bottom is None else f"{len(self.top)}/{len(self.bottom)}"

    def found(self, condition: str) -> tuple[str, ...]:
        """The codes that `condition` means: those that hit (化解), those not (未化解), a word."""
        both = tuple(dict.fromkeys((*self.top, *(self.bottom or ()))))
        if condition in _ALL:
            return self.top if self.bottom is None or self.is_change else self.bottom
        if self.hit and condition == self.hit:
            return self.top
        if self._is_miss(condition):
            hit = frozenset(self.top)
            return tuple(code for code in both if code not in hit)
        counted = self.top if self.is_change else both
        return tuple(c for c in counted if condition in _words(self.behind.get(c, _NOTHING)))

    def conditions(self) -> tuple[str, ...]:
        """What may be asked for, the most frequent words last."""
        words = Counter(w for b in self.behind.values() for w in _words(b) if w)
        asked = (self.hit, f"未{self.hit}") if self.hit else ()
        return (*asked, *sorted(words, key=lambda word: -words[word]))

    def told(self, codes: Sequence[str]) -> "Told":
        """What stands behind those codes, to be said."""
        found = [self.behind.get(code, Behind(code)) for code in codes]
        return Told(
            cases=tuple(f"{b.case} {b.how}".rstrip() for b in found if b.case and not b.hidden),
            kinds=Counter(b.cat or b.how for b in found if not b.case and not b.hidden),
            hidden=sum(b.hidden for b in found),
        )

    def _is_miss(self, condition: str) -> bool:
        return bool(self.hit) and any(condition == f"{no}{self.hit}" for no in _NOT)


@dataclass(frozen=True, slots=True)
class Told:
    """Cases by code, with what became of them; of what has no code of ours, how many of a kind."""

    cases: tuple[str, ...]
    kinds: Mapping[str, int]
    hidden: int


def _words(behind: Behind) -> tuple[str, ...]:
    return (behind.how,) if behind.hidden else (behind.how, behind.cat)
