"""An empty database to measure in: a file, or one of its own on a server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bench import postgres

_numbers = count(1)


@contextmanager
def empty(server: str, name: str) -> Iterator[str]:
    """Its URL; it goes at the end. `server`: a URL of PostgreSQL, or nothing for a file."""
    if server:
        own = f"xiaoge_{name}_{os.getpid()}_{next(_numbers)}"
        with postgres.database(server, own) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory(prefix=f"xiaoge-{name}-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
