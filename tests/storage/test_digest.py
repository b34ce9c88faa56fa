"""One number for what a table holds: the same for the same rows, whatever their order."""

from datetime import UTC, date, datetime

import pytest

from storage.digest import Digest, digest

ROW = ("C1", 1, None, True, datetime(2026, 11, 23, 9, 0, 0, 5, UTC), "漏水")


def test_order_does_not_matter():
    assert digest([ROW, ("C2",)]) == digest([("C2",), ROW])


def test_nothing_is_a_number_too():
    assert digest([]) == Digest(0, "0" * 64)


DIFFERENT = [
    [("C1",), ("C1",)],
    [("C1",), ("C1",), ("C2",), ("C2",)],
    [("C2",), ("C2",)],
    [("C1", None)],
    [("C1", "")],
    [("C1", 0)],
    [("C1", "0")],
    [("C1", date(2026, 1, 1))],
    [("C1", datetime(2026, 1, 1, tzinfo=UTC))],
    [("C1", b"0")],
    [("C", "1")],
    [("1", "C")],
]


def test_whatever_differs_makes_another_number():
    assert len({digest(rows).hash for rows in DIFFERENT}) == len(DIFFERENT)


def test_what_has_no_form_of_its_own_is_refused():
    with pytest.raises(TypeError, match="object"):
        digest([(object(),)])
