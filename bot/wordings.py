"""Every sentence that can be said, and whether a deployment's own wording of some is sound."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from string import Formatter
from types import ModuleType

from bot.errors import Fault
from community.wording import Text

_HOUSE = Path(__file__).parent.parent
_DECLARED = re.compile(r"^[A-Z][A-Z0-9_]*(?:: Text)? = Text\(", re.MULTILINE)

# Ways to tell a time; a hole that tells one may tell it in another.
_TIMES = frozenset({"day", "month", "time", "moment"})


def every_text() -> Mapping[str, Text]:
    """Every Text that handlers/ and bot/ declare, by key, in the order of the files.

    Raises ValueError if two have the same key.
    """
    texts: dict[str, Text] = {}
    for module in _speaking():
        for text in vars(module).values():
            if isinstance(text, Text) and texts.setdefault(text.key, text) != text:
                raise ValueError(f"two texts are called {text.key}")
    return texts


def unsound(overrides: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is wrong with a deployment's own wording; nothing if it can be said."""
    if not overrides:
        return ()
    texts = every_text()
    return tuple(
        Fault("[wording]", key, what)
        for key, template in overrides.items()
        if (what := _wrong(key, template, texts))
    )


def _speaking() -> Iterator[ModuleType]:
    """The modules that declare a Text. Others are not imported: some are slow."""
    for folder in ("handlers", "bot"):
        for path in sorted((_HOUSE / folder).rglob("*.py")):
            if _DECLARED.search(path.read_text(encoding="utf-8")):
                yield import_module(".".join(path.relative_to(_HOUSE).with_suffix("").parts))


def _wrong(key: str, template: str, texts: Mapping[str, Text]) -> str:
    if key not in texts:
        near = get_close_matches(key, texts, n=1)
        guess = f"是不是 {near[0]}？" if near else ""
        return f"没有这一句。{guess}全部句子用 python3 run.py words 查看。"
    if texts[key].template and not template.strip():
        return "不能空着：要说的话总要有一句。"
    try:
        holes = _holes(template)
    except ValueError:
        return "花括号不成对；要写花括号本身，就写两遍：{{ }}。"
    original = _holes(texts[key].template)
    if {name for name, _ in holes} != {name for name, _ in original}:
        allowed = _shown(original) or "一个也没有"
        return f"花括号里的名字要和原句一样，一个不多一个不少：{allowed}。"
    strange = holes - original - {(n, t) for n, s in original if s in _TIMES for t in _TIMES}
    return f"不认识 {_shown(strange)} 的写法；原句是：{_shown(original)}。" if strange else ""


def _holes(template: str) -> frozenset[tuple[str, str]]:
    """Name and form of each hole; what converts ("!r") counts as its form. Raises ValueError."""
    return frozenset(
        (name, (form or "") + (f"!{conversion}" if conversion else ""))
        for _, name, form, conversion in Formatter().parse(template)
        if name is not None
    )


def _shown(holes: frozenset[tuple[str, str]]) -> str:
    return " ".join(f"{{{':'.join(filter(None, hole))}}}" for hole in sorted(holes))
