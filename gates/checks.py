"""check: format, lint, types, imports, quick tests; the first that fails ends it."""

from collections.abc import Iterable, Sequence

from gates import shell

QUICK = "not browser and not gateway and not postgresql and not slow"

WITHOUT_TESTS = (
    ("ruff format", ("-m", "ruff", "format", "--check")),
    ("ruff check", ("-m", "ruff", "check")),
    ("mypy", ("-m", "mypy")),
    (
        "lint-imports",
        ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    ),
)
QUICK_TESTS = ("quick tests", ("-m", "pytest", "-q", "-n", "auto", "-m", QUICK))


def check(arguments: Sequence[str]) -> int:
    """All of them. 0, or the exit code of the first that does not hold. No arguments."""
    if arguments:
        shell.say("check 后面不带别的。check takes no arguments.")
        return 2
    return first_failure((*WITHOUT_TESTS, QUICK_TESTS))


def first_failure(checks: Iterable[tuple[str, Sequence[str]]]) -> int:
    """0 if all hold; else the exit code of the first that does not, which is named."""
    for name, command in checks:
        shell.say(f"— {name}")
        failed = shell.python(*command)
        if failed:
            shell.say(f"没有通过：{name}。Failed: {name}.")
            return failed
    return 0
