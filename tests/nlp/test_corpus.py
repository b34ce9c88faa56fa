"""The corpus: large, labelled, literal, half of it nobody's business, and no line twice."""

import re
from collections import Counter, defaultdict

import pytest

from community.categories import Cat
from nlp import corpus
from nlp.corpus import read
from nlp.corpus.rows import NotALine
from nlp.guess import INTENTS, SILENT_INTENTS

LINES = corpus.lines()
CATEGORIES = frozenset(
    (
        *("water", "utility", "lighting", "elevator", "sanitation", "noise", "parking"),
        *("safety", "facility", "neighbour", "property", "order", "help"),
    )
)
ALIKE = 0.5  # of the pairs of characters of two messages


def test_there_are_many_lines_of_many_hands():
    assert len(LINES) >= 6_000
    assert len({line.hand for line in LINES}) >= 8
    assert len({line.id for line in LINES}) == len(LINES)


def test_at_least_half_is_nobodys_business():
    silent = sum(line.intent in SILENT_INTENTS for line in LINES)
    assert silent * 2 >= len(LINES)
    assert sum(line.intent == "chat" and line.hard for line in LINES) >= 3_000


def test_every_intent_has_lines_enough():
    counts = Counter(line.intent for line in LINES)
    assert min(counts[intent] for intent in INTENTS) >= 500


def test_complaints_are_filed_and_nothing_else_is():
    for line in LINES:
        assert (line.category in CATEGORIES) == (line.intent == "complaint"), line.id
        assert not line.cat or line.cat in set(Cat), line.id
        assert not line.urgent or line.intent == "complaint", line.id


def test_every_category_occurs():
    assert {line.category for line in LINES if line.category} == CATEGORIES
    assert {line.cat for line in LINES if line.cat} == set(Cat)


def test_slots_are_literal():
    for line in LINES:
        assert all(said and said in line.text for said in line.slots.values()), line.id


def test_tiers_fit_the_intents():
    for line in LINES:
        assert (line.tier == "silent") == (line.intent in SILENT_INTENTS), line.id


def test_phones_are_invented():
    """Eleven digits of which one stands three times: given to nobody by us."""
    for line in LINES:
        for number in re.findall(r"(?<!\d)1\d{10}(?!\d)", line.text):
            assert max(Counter(number).values()) >= 3, line.id


@pytest.mark.slow
def test_no_line_is_nearly_another():
    places, pairs = defaultdict(list), []
    for number, line in enumerate(LINES):
        mine = _pairs(line.text)
        near = Counter(other for pair in mine for other in places[pair])
        for other, shared in near.most_common(3):
            alike = shared / len(mine | pairs[other])
            short = min(len(mine), len(pairs[other])) < 4
            assert alike < ALIKE or short, (line.id, LINES[other].id)
        pairs.append(mine)
        for pair in mine:
            places[pair].append(number)


def _pairs(text):
    text = re.sub(r"[\s\W_]+", "", text.lower())
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "不是 JSON"),
        ("[]", "不是一个对象"),
        ('{"intent": "chat"}', "没有 text"),
        ('{"text": "好", "intent": "投诉"}', "intent"),
        ('{"text": "好", "intent": "chat", "slots": []}', ""),
        ('{"text": "好", "intent": "chat", "slots": "x"}', "slots"),
    ],
)
def test_what_is_no_line_is_refused_with_its_number(row, why):
    if not why:
        assert [line.slots for line in read([row])] == [{}]
        return
    with pytest.raises(NotALine, match=f"第 2 行.*{why}"):
        list(read(['{"text": "好", "intent": "chat"}', row]))
