"""A pytest plugin: how many tests needed a browser or a gateway, and how many of them ran."""

from collections.abc import Sequence

import pytest

_NEEDS = ("browser", "gateway")
_NEEDING = pytest.StashKey[dict[str, set[str]]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[_NEEDING] = {
        need: {item.nodeid for item in session.items if item.get_closest_marker(need)}
        for need in _NEEDS
    }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a need, above the closing line."""
    stats = terminalreporter.stats
    for need, tests in terminalreporter.config.stash.get(_NEEDING, {}).items():
        ran = sum(_count(stats.get(outcome, ()), tests) for outcome in ("passed", "failed"))
        skipped = _count(stats.get("skipped", ()), tests)
        terminalreporter.write_line(f"{need} tests: {ran} ran, {skipped} skipped")


def _count(reports: Sequence[pytest.TestReport], tests: set[str]) -> int:
    return sum(report.nodeid in tests for report in reports)
