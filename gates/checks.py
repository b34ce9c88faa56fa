"""check: format, lint, types, imports, quick tests; the first that fails ends it."""

from collections.abc import Sequence

from gates import shell

QUICK = "not browser and not gateway and not slow"

CHECKS = (
    ("ruff format", ("-m", "ruff", "format", "--check")),
    ("ruff check", ("-m", "ruff", "check")),
    ("mypy", ("-m", "mypy")),
    (
        "lint-imports",
        ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    ),
    ("quick tests", ("-m", "pytest", "-q", "-m", QUICK)),
)


def check(arguments: Sequence[str]) -> int:
    """0 if all hold; else that of the first that does not, which is named. No arguments."""
    if arguments:
        shell.say("check 后面不带别的。check takes no arguments.")
        return 2
    for name, command in CHECKS:
        shell.say(f"— {name}")
        failed = shell.python(*command)
        if failed:
            shell.say(f"没有通过：{name}。Failed: {name}.")
            return failed
    return 0
