"""A backup restored into a folder, as `restore` does it."""

from datetime import timedelta

from storage.restoring import install, rebuilt
from storage.retention import Periods
from tests.kit.town import MONDAY_NINE

FOR_EVER = Periods(**{f: timedelta(days=36500) for f in Periods.__dataclass_fields__})


def restore(saved, folder, erasures=(), periods=FOR_EVER, now=MONDAY_NINE):
    folder.mkdir(exist_ok=True)
    with rebuilt(saved, folder, erasures, now, periods) as done:
        install(done.file, folder / "xiaoge.db", folder / "old.db")
    return done
