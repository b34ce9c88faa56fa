"""The leases of one process: which accounts it speaks for, and whether it keeps the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage import leases
from storage.store import Store

HOUSE = "house"


@dataclass(frozen=True, slots=True)
class _Held:
    epoch: int
    until: datetime | None  # None: for good, since no other process can be there


class Leases:
    """Renewed when a third of their time has passed, and not relied on in the last third.

    `owner` names this life of this process and is never used again. Not thread-safe: for the
    worker's thread.
    """

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner
        self._held: dict[str, _Held] = {}

    def hold(self, names: Iterable[str], now: datetime) -> None:
        """Take or renew them, where need be."""
        worn = [name for name in names if self._wears_out(name, now)]
        if not worn:
            return
        sole = self._store.sole
        with self._store.plumbing() as connection:
            epochs = {
                name: leases.take(connection, name, self._owner, now, from_anybody=sole)
                for name in sorted(worn)
            }
        for name, epoch in epochs.items():
            self._held.pop(name, None)
            if epoch is not None:
                self._held[name] = _Held(epoch, None if sole else now + leases.SPAN)

    def epoch(self, name: str, now: datetime) -> int | None:
        """Under which we may act now; None if somebody else may."""
        held = self._held.get(name)
        if held is None or (held.until is not None and now > held.until - leases.SPAN / 3):
            return None
        return held.epoch

    def _wears_out(self, name: str, now: datetime) -> bool:
        held = self._held.get(name)
        if held is None:
            return True
        return held.until is not None and now > held.until - leases.SPAN * 2 / 3
