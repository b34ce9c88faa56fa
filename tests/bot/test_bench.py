"""The bench runs wherever we do."""

import sys

import pytest

from bench import path


def test_the_peak_is_told_in_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrusage", lambda _: type("R", (), {"ru_maxrss": 2**20})())
    monkeypatch.setattr(sys, "platform", "linux")
    on_linux = path.peak_mb()
    monkeypatch.setattr(sys, "platform", "darwin")

    assert (on_linux, path.peak_mb()) == (1024.0, 1.0)


def test_a_machine_that_does_not_tell_its_peak_leaves_it_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)

    assert path.peak_mb() is None
