"""Which assertions there are, and who reads each (docs/scenarios.md 6)."""

from bot.replay.accounts import read_ledger
from bot.replay.exports import read_export
from bot.replay.figures import read_due, read_job, read_metric, read_nojob
from bot.replay.judge import Readers
from bot.replay.records import read_count, read_norec, read_rec
from bot.replay.sayings import (
    read_deny,
    read_digest,
    read_dm,
    read_hold,
    read_nodm,
    read_ok,
    read_quiet,
    read_say,
    read_store,
)

READERS: Readers = {
    "REC": read_rec,
    "NOREC": read_norec,
    "COUNT": read_count,
    "DUE": read_due,
    "JOB": read_job,
    "NOJOB": read_nojob,
    "METRIC": read_metric,
    "SAY": read_say,
    "DM": read_dm,
    "QUIET": read_quiet,
    "NODM": read_nodm,
    "DIGEST": read_digest,
    "OK": read_ok,
    "HOLD": read_hold,
    "DENY": read_deny,
    "STORE": read_store,
    "LEDGER": read_ledger,
    "EXPORT": read_export,
}
