"""Assertions about the files that were sent: EXPORT."""

import csv
from collections.abc import Iterator
from io import StringIO

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.judge import Check, Scene
from bot.replay.sayings import with_codes
from bot.replay.script import Assertion
from bot.replay.speech import Clauses, read_clauses, token_found

_SAFE = "safe"
_FORMULA = ("=", "+", "-", "@")
_SHOWN = 400  # characters of a file in a failure


def read_export(assertion: Assertion) -> Check:
    """What stands in the files sent in the block, and that no cell of them is a formula."""
    parts = [part.strip() for part in assertion.rest.split(";")]
    is_safe = parts[-1] == _SAFE
    wanted = "; ".join(parts[:-1] if is_safe else parts)
    clauses = read_clauses(assertion.line, wanted) if wanted else Clauses()
    if clauses.most is not None or not (wanted or is_safe):
        raise ScenarioError(assertion.line, f"cannot read {assertion}")

    def run(scene: Scene) -> None:
        text = "\n".join(one.text for one in scene.said if one.file)
        tokens = with_codes(clauses, scene, assertion.line)
        lacking = [token for token in tokens.has if not token_found(token, text)]
        kept = [token for token in tokens.lacks if token_found(token, text)]
        if not text or lacking or kept:
            raise Unmet(str(assertion), text[:_SHOWN].replace("\n", " / "))
        if is_safe and (formulas := list(_formulas(text))):
            raise Unmet(str(assertion), " ".join(formulas))

    return run


def _formulas(text: str) -> Iterator[str]:
    """The cells that a spreadsheet would work out."""
    for row in csv.reader(StringIO(text, newline="")):
        yield from (cell for cell in row if cell.startswith(_FORMULA))
