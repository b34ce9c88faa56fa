"""The crash harness: a short run is without fault, and faults put in on purpose are found."""

import json

import pytest

from bench.crash import faults
from bench.crash.__main__ import main

pytestmark = pytest.mark.slow


def test_a_few_kills_lose_nothing_and_double_nothing(capsys):
    status = main(["--kills", "5", "--seed", "1", "--deadly", "0", "--json"])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert status == 0
    assert figures["kills"] >= 5
    assert figures["causes"] > 0
    assert (figures["lost"], figures["double"], figures["out_of_order"]) == (0, 0, 0)


@pytest.mark.parametrize("name", ["past-the-outbox", "acknowledged-first"])
def test_a_fault_put_in_on_purpose_is_found(name, capsys):
    status = main(["--kills", "5", "--fault", name, "--seed", "1", "--deadly", "0"])

    assert status == 1
    assert faults.FAULTS[name].shows in capsys.readouterr().out
