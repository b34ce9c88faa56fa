"""How something is said: overheard, past, mended, in jest (docs/vocabulary.md H.4)."""

from functools import lru_cache

from nlp.lexicon import load
from nlp.scan import Lexicon
from nlp.sentence import Hit, Sentence

_PREFIX = "mood."
_NEGATIONS = frozenset("不没未别唔冇")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of every mood, by tag."""
    return {f"{_PREFIX}{mood}": tuple(words) for mood, words in load("moods").items()}


def moods(sentence: Sentence) -> frozenset[str]:
    """The moods whose words the sentence has. 不亮了 is not mended, though 亮了 is."""
    found = {tag.removeprefix(_PREFIX) for tag in sentence.hits if tag.startswith(_PREFIX)}
    if all(_is_negated(sentence, hit) for hit in hits(sentence, "resolved")):
        found.discard("resolved")
    return frozenset(found)


def hits(sentence: Sentence, mood: str) -> tuple[Hit, ...]:
    """The words of one mood, in order of appearance."""
    return sentence.hits.get(f"{_PREFIX}{mood}", ())


def _is_negated(sentence: Sentence, hit: Hit) -> bool:
    return sentence.text[hit.start - 1 : hit.start] in _NEGATIONS


def is_supposed(sentence: Sentence, hit: Hit) -> bool:
    """True if the clause only supposes what it says: 哪天着火, 小心触电."""
    start, _ = sentence.clause_of(hit.start)
    return any(start <= one.start < hit.start for one in hits(sentence, "hypothetical"))


def is_not_here_and_now(found: frozenset[str]) -> bool:
    """True if it is nobody's open problem: overheard, past, mended, a joke, a notice, an ad."""
    if found & {"joke", "notice", "advert", "denial"}:
        return True
    if "hearsay" in found:
        return True
    open_again = found & {"still", "unresolved"}
    return bool(found & {"past", "resolved"}) and not open_again
