"""What ends the process, with what to do next. The command line says it and sets the exit code."""

from collections.abc import Sequence
from dataclasses import dataclass


class Fatal(Exception):
    """The process cannot go on; `message` says why and what to do next, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PortTaken(Exception):
    """Somebody else listens on `port`."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the configuration: where it stands, which key, what it should be.

    Never the value: it may be a secret or a name.
    """

    where: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.where, self.key)))}：{self.what}"


class Misconfigured(Exception):
    """The configuration cannot be used; each fault is told."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(*(str(fault) for fault in faults))
        self.faults = tuple(faults)
