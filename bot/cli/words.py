"""words: every sentence, in the form that [wording] takes."""

import json
from itertools import groupby

from bot.wordings import every_text
from community.wording import Text


def listed() -> str:
    """A TOML line a sentence, by noun."""
    texts = sorted(every_text().values(), key=_noun)
    return "\n\n".join("\n".join(map(_line, group)) for _, group in groupby(texts, key=_noun))


def _noun(text: Text) -> str:
    return text.key.partition(".")[0]


def _line(text: Text) -> str:
    """Quoted as JSON quotes, which TOML reads."""
    return f"{json.dumps(text.key)} = {json.dumps(text.template, ensure_ascii=False)}"
