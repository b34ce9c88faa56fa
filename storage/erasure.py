"""Words taken back: unreadable in every table, not only in the record that held them."""

import json

from sqlalchemy import Connection, select

from storage.plumbing import INBOX, JOURNAL, OUTBOX, OutboxState

# Fields of records that hold people's own words.
_WORDS = frozenset({"detail", "text", "reason", "spot", "house", "title", "note"})
ERASED = ""


def erase(connection: Connection, cause: str) -> None:
    """Blank what the message `cause` said, wherever it was copied to; what waits is not said."""
    connection.execute(INBOX.update().where(INBOX.c.cause == cause).values(payload=ERASED))
    of_cause = OUTBOX.update().where(OUTBOX.c.cause == cause)
    unsaid = OUTBOX.c.state.in_((OutboxState.WAITING, OutboxState.BACKING_OFF))
    connection.execute(of_cause.where(unsaid).values(state=OutboxState.GIVEN_UP))
    connection.execute(of_cause.values(text=ERASED))
    for code, kind in connection.execute(
        select(JOURNAL.c.code, JOURNAL.c.kind).where(JOURNAL.c.cause == cause).distinct()
    ).all():
        _blank_journal(connection, kind, code)


def _blank_journal(connection: Connection, kind: str, code: str) -> None:
    rows = connection.execute(
        select(JOURNAL.c.id, JOURNAL.c.before, JOURNAL.c.after).where(
            JOURNAL.c.kind == kind, JOURNAL.c.code == code
        )
    ).all()
    for row in rows:
        connection.execute(
            JOURNAL.update()
            .where(JOURNAL.c.id == row.id)
            .values(before=_without_words(row.before), after=_without_words(row.after))
        )


def _without_words(text: str) -> str:
    if not text:
        return text
    kept = {name: ERASED if name in _WORDS else value for name, value in json.loads(text).items()}
    return json.dumps(kept, ensure_ascii=False)
