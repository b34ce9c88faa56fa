"""What is made of a message in the end, and what its slots are read for."""

import pytest

from nlp.guess import Tier
from nlp.judgement import Judgement


@pytest.mark.parametrize(
    ("intent", "tier", "taken_for"),
    [
        ("chat", Tier.HALF_SURE, "complaint"),
        ("thanks", Tier.HALF_SURE, "complaint"),
        ("chat", Tier.SILENT, "chat"),
        ("activity_call", Tier.HALF_SURE, "activity_call"),
    ],
)
def test_what_is_shown_to_a_worker_is_taken_for_a_complaint(intent, tier, taken_for):
    assert Judgement(intent, tier).taken_for == taken_for
