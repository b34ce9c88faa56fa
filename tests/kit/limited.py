"""A town on a disk that breaks: python -m tests.kit.limited FOLDER prints what became of it."""

import asyncio
import json
import os
import resource
import sys
from pathlib import Path

from sqlalchemy.exc import OperationalError

from bot.observability import quiet
from community.cases import Case
from tests.kit.town import Town

_MORE_BYTES = 200_000


async def main(folder: Path) -> None:
    quiet()
    town = Town(f"sqlite:///{folder / 'town.db'}")
    largest = max(file.stat().st_size for file in os.scandir(folder))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + _MORE_BYTES, limits[1]))
    acknowledged, error, refused = await hear_until_it_breaks(town)
    at_the_error = len(town.all(Case))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    await town.runtime.hear([refused], town.now)
    with town.runtime.store.writer.connect() as connection:
        integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    seen = {
        "acknowledged": acknowledged,
        "error": error,
        "kept_at_the_error": at_the_error,
        "kept_after_it": len(town.all(Case)),
        "integrity": integrity,
    }
    town.close()
    sys.stdout.write(json.dumps(seen))


async def hear_until_it_breaks(town):
    """How many messages were acknowledged, what was told, and the message it was told of."""
    for n in range(1000):
        arrival = town.arrival(f"邻居{n}", f"{n + 1}栋2单元一楼大厅天花板漏水")
        try:
            await town.runtime.hear([arrival], town.now)
        except OperationalError as error:
            return n, str(error), arrival
    return 1000, "", arrival


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
