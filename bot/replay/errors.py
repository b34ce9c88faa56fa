"""Why a scenario failed, and on which line of its file."""


class ScenarioError(Exception):
    """The scenario itself is wrong: a word, a name or a form that does not exist."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(line, what)
        self.line, self.what = line, what

    def __str__(self) -> str:
        return f"error: {self.what}"


class Unmet(Exception):
    """The product did something else than a line expects."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected, got)
        self.expected, self.got = expected, got

    def __str__(self) -> str:
        return f"expected {self.expected} got {one_line(self.got)}"


def one_line(text: str) -> str:
    """Text on one line, nothing for nothing."""
    return text.replace("\n", " ") or "nothing"
