"""What residents report: told in known words, or by the whole wording."""

import re
from dataclasses import replace
from datetime import datetime

from nlp.guess import COMPLAINT, Guess, Tier
from nlp.intents import Reading
from nlp.matters import Matter, insisted
from nlp.moods import is_asked, is_elsewhere, moods
from nlp.neighbourhood import Neighbourhood
from nlp.outages import OUTAGES
from nlp.proxies import read_beneficiary
from nlp.sentence import Sentence
from nlp.several import read_matters

_LIKELY, _POOLED = 0.85, 0.6
# 我家漏水, 全小区停水了: by so few characters nothing else can be meant.
_PLAIN, _PLAIN_OUTAGE = 8, 10
# Of hands unheard, where words and wording differ so clearly, the wording was right in 93 % of
# cases and the words in 7 %.
_CLEARLY_AHEAD = 0.5
_NO_PERIL = -0.4  # below, hardly any line about danger lies
_OWN = re.compile("[我俺咱自](?:们)?(?:家|[儿女娃孩妈爸爷奶])")
# Whoever is shut in says so, however they word it.
_SHUT_IN = re.compile("我们?[^,。!?;]*(?:困住|被困|关里面|关在里面|出不来)")
# So does a child that is hurt.
_HURTS_ME = re.compile("[打骂揍踢摸]我")
# What neighbours have seen to is told as news, whether we know of it or not: 吵架的事我们去劝了.
_SEEN_TO = re.compile(
    "的(?:事|问题)[^,。!?;]*[我咱]们?[^,。!?;]*(?:劝|沟通|调解|谈过|说过)[^,。!?;]*了"
)
_STILL = re.compile("又|依[然旧]|仍")
_NEVER_ALARMING = frozenset({"建议", "咨询"})
_NEVER_A_REPORT = frozenset({"notice", "advert", "borrow"})


def read_report(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Matter] | None:
    """The open problem that the sentence tells of, with others; None if it tells of none.

    Known words of trouble are believed, but for a worker's look if the whole wording speaks of
    something else, and nothing of it if no complaint is worded so; without them the whole wording
    is believed, if it is clear.
    """
    if _SEEN_TO.search(sentence.text):
        return None
    told = _told(sentence, neighbourhood, now)
    if told is not None:
        told = replace(told, what=_alarming(told.what, sentence.guess))
    whom = read_beneficiary(sentence) if told is not None else ""
    return replace(told, what=replace(told.what, beneficiary=whom)) if told and whom else told


def _told(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Matter] | None:
    told = read_matters(sentence, neighbourhood, now)
    guess = sentence.guess
    if guess is None:
        return told
    if told is None:
        return _by_wording(sentence, guess, neighbourhood)
    told = replace(told, what=_filed(told.what, sentence, guess, neighbourhood))
    if told.what.level == "特急" and (guess.peril >= _NO_PERIL or _SHUT_IN.search(sentence.text)):
        return told
    if guess.belief is Tier.SURE or _is_beyond_doubt(told.what, sentence, guess.belief):
        return told
    if guess.belief is Tier.SILENT and told.what.level != "特急" and not told.what.minor:
        return None
    return replace(told, sure=min(told.sure, _POOLED))


def _filed(
    matter: Matter, sentence: Sentence, guess: Guess, neighbourhood: Neighbourhood
) -> Matter:
    """The matter where the whole wording files it, if that is clear.

    Danger, and what not everybody may see, stays where its words put it.
    """
    if guess.lead < _CLEARLY_AHEAD or guess.cat == matter.cat or matter.also:
        return matter
    if matter.level == "特急" or matter.visibility != "公开":
        return matter
    if matter.kind == "建议":
        return replace(matter, cat=guess.cat)
    return insisted(sentence, neighbourhood, guess.cat)


def _alarming(matter: Matter, guess: Guess | None) -> Matter:
    """At least 急 if the whole wording speaks of danger, whatever words tell of it."""
    if guess is None or not guess.urgent or matter.level or matter.kind in _NEVER_ALARMING:
        return matter
    return replace(matter, level="急")


def _is_beyond_doubt(matter: Matter, sentence: Sentence, belief: Tier) -> bool:
    """True if it can hardly be meant otherwise, although the wording is unlike a complaint's."""
    if _is_plain(matter, sentence) or read_beneficiary(sentence):
        return True
    if matter.minor and _HURTS_ME.search(sentence.text):
        return True
    if matter.kind == "建议" or (matter.kind == "求助" and _OWN.search(sentence.text)):
        return True
    if matter.again and _STILL.search(sentence.text):
        return True
    if belief is Tier.SILENT or matter.level == "特急":
        return False
    return matter.again or matter.minor or matter.where.is_known or matter.where.at_home


def _is_plain(matter: Matter, sentence: Sentence) -> bool:
    """True if nothing else is said, or of an outage in a clause of few words, whatever beside."""
    if len(sentence.text) <= _PLAIN:
        return True
    if matter.cat not in OUTAGES:
        return False
    clauses = (
        sentence.clause_of(hit.start) for hit in sentence.hits.get(f"matter.sign.{matter.cat}", ())
    )
    return any(end - start <= _PLAIN_OUTAGE for start, end in clauses)


def _by_wording(
    sentence: Sentence, guess: Guess, neighbourhood: Neighbourhood
) -> Reading[Matter] | None:
    """What the whole wording makes of it; words that say how it is meant can speak against it."""
    is_sure = guess.tier is Tier.SURE and guess.intent == COMPLAINT
    if not (is_sure or guess.tier is Tier.HALF_SURE):
        return None
    if is_elsewhere(sentence, neighbourhood):
        return None
    if moods(sentence) & _NEVER_A_REPORT and not guess.urgent:
        return None
    matter = insisted(sentence, neighbourhood, guess.cat)
    if matter.cat in OUTAGES and is_asked(sentence) and not matter.where.is_known:
        return None
    return Reading(_LIKELY if is_sure else _POOLED, matter, guess.why)
