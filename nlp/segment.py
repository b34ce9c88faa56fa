"""Words, by jieba, with the neighbourhood's own words kept whole.

The dictionary takes about half a second to load, so it loads on first use, or when `warm_up` is
called. HMM is off: it invents words at the edges of numbers and places (点缺, 门竟).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import jieba

# What jieba cuts by itself, as it says; every other character is a word of its own.
BLOCK = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+")
_QUIET = 60  # above every level of the logging module


@lru_cache(maxsize=1)
def _tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel(_QUIET)
    return jieba.Tokenizer()


def keep_cache_in(folder: Path) -> None:
    """Let jieba keep its compiled dictionary in `folder` instead of the shared temporary one."""
    _tokenizer().tmp_dir = str(folder)


@lru_cache(maxsize=1)
def _learned() -> set[str]:
    return set()


def learn(words: Iterable[str]) -> None:
    """Teach the tokenizer words it must keep whole, each once: again, it would weigh more."""
    tokenizer, learned = _tokenizer(), _learned()
    for word in words:
        if len(word) > 1 and word not in learned:
            learned.add(word)
            tokenizer.add_word(word)
    segment.cache_clear()


@lru_cache(maxsize=64)  # for those who read one sentence after another, not for what recurs
def segment(text: str) -> tuple[str, ...]:
    """The words of `text`, in order; joined they are `text`."""
    return tuple(_tokenizer().lcut(text, HMM=False))


@lru_cache(maxsize=1)
def people() -> frozenset[str]:
    """The words that the dictionary knows as names of people, the famous included."""
    with _tokenizer().get_dict_file() as lines:
        rows = (line.decode("utf-8").split() for line in lines)
        return frozenset(row[0] for row in rows if row[-1] in ("nr", "nrfg"))
