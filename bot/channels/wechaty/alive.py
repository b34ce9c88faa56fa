"""When we last listened, on disk: who starts again can tell for how long nobody did."""

from datetime import datetime
from pathlib import Path


class Alive:
    """One time in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, now: datetime) -> None:
        """We are listening at `now`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text(now.isoformat(), encoding="ascii")
        unfinished.replace(self._path)

    def last(self) -> datetime | None:
        """When we last listened; None if we never did, or the file says nothing."""
        try:
            return datetime.fromisoformat(self._path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None
