"""test: the checks, with every test there is in place of the quick ones."""

from collections.abc import Sequence

from gates import machine, shell
from gates.checks import WITHOUT_TESTS, first_failure

# On all processors; what shares something (tests/conftest.py) one after the other.
_AT_ONCE = ("-p", "gates.tally", "-n", "auto", "--dist", "loadgroup")


def test(arguments: Sequence[str]) -> int:
    """0 if everything holds. With arguments: only the tests that pytest finds with them."""
    met = machine.prepare()
    failed = 0 if arguments else first_failure(WITHOUT_TESTS)
    if failed:
        return failed
    shell.say("— all tests")
    needs = {f"XIAOGE_NEEDS_{need}": "1" for need in met}
    return shell.python("-m", "pytest", *_AT_ONCE, *arguments, extra=needs)
