"""A pytest plugin: how many tests needed something of the machine, and how many of them ran."""

from collections.abc import Sequence

import pytest

_NEEDS = ("browser", "gateway", "postgresql")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a need, above the closing line."""
    stats = terminalreporter.stats
    for need in _NEEDS:
        ran = sum(_count(stats.get(outcome, ()), need) for outcome in ("passed", "failed"))
        skipped = _count(stats.get("skipped", ()), need)
        terminalreporter.write_line(f"{need} tests: {ran} ran, {skipped} skipped")


def _count(reports: Sequence[pytest.TestReport], marker: str) -> int:
    return sum(marker in report.keywords for report in reports)
