"""What a table holds as one number, the same on every engine and in whatever order it is read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

# A sum, as rows come in no order that two engines share; not XOR, which two equal rows would pass.
_MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows, and the sum of their sha256 in hexadecimal."""

    rows: int
    hash: str


def digest(rows: Iterable[Sequence[object]]) -> Digest:
    """The digest of rows whose values are in a fixed order of columns."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(sha256(_canonical(row)).digest())
    return Digest(count, f"{total % _MODULUS:064x}")


def _canonical(row: Sequence[object]) -> bytes:
    """One form for each value: JSON, times in ISO 8601."""
    return _JSON.encode(tuple(row)).encode()


def _plain(value: object) -> str:
    match value:
        case date():  # a datetime too
            return value.isoformat()
        case bytes():
            return value.hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")


_JSON = json.JSONEncoder(default=_plain, separators=(",", ":"))
