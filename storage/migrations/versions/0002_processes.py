"""Several processes: who says what, under which lease. Indexes of what is still to be done.

What is over leaves the indexes, and on SQLite the inbox is one tree instead of two, so that a
message costs the same however many have been handled before it.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_OPEN = "state IN ('待发', '退避')"
_UNSURE = "state IN ('发送中', '存疑')"
_INBOX = "cause TEXT NOT NULL PRIMARY KEY, at DATETIME NOT NULL, state TEXT NOT NULL, " + (
    "attempts INTEGER NOT NULL, payload TEXT NOT NULL, error TEXT NOT NULL"
)
_OF_CHAT = "(SELECT {table}.channel FROM {table} WHERE {table}.code = outbox.chat)"


def upgrade() -> None:
    """Rows keep everything; what is still to be said gets the channel of its chat."""
    op.drop_index("ix_inbox_state_at", "inbox")
    _rebuild_inbox("WITHOUT ROWID")
    _index("ix_inbox_received", "inbox", ["at"], "state IN ('received')")
    _index("ix_inbox_failed", "inbox", ["at"], "state IN ('failed')")
    op.add_column("outbox", sa.Column("channel", TEXT, nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("fence", sa.Integer(), nullable=False, server_default="0"))
    for table, private in (("rooms", "NOT private"), ("people", "private")):
        channel = _OF_CHAT.format(table=table)
        op.execute(f"UPDATE outbox SET channel = coalesce({channel}, '') WHERE {private}")
    op.drop_index("ix_outbox_state_release", "outbox")
    _index("ix_outbox_open", "outbox", ["channel", "release"], _OPEN)
    _index("ix_outbox_unsure", "outbox", ["channel"], _UNSURE)
    op.drop_index("ix_jobs_state_next_try", "jobs")
    _index("ix_jobs_waiting", "jobs", ["next_try", "id"], "state IN ('waiting')")
    _index("ix_jobs_failed", "jobs", ["id"], "state IN ('failed')")
    op.create_table(
        "leases",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """One process again."""
    op.drop_table("leases")
    for name in ("ix_jobs_waiting", "ix_jobs_failed"):
        op.drop_index(name, "jobs")
    op.create_index("ix_jobs_state_next_try", "jobs", ["state", "next_try"])
    for name in ("ix_outbox_open", "ix_outbox_unsure"):
        op.drop_index(name, "outbox")
    op.create_index("ix_outbox_state_release", "outbox", ["state", "release"])
    for name in ("fence", "channel"):
        op.drop_column("outbox", name)
    for name in ("ix_inbox_received", "ix_inbox_failed"):
        op.drop_index(name, "inbox")
    _rebuild_inbox("")
    op.create_index("ix_inbox_state_at", "inbox", ["state", "at"])


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _rebuild_inbox(form: str) -> None:
    """How a table is stored cannot be altered: make it again. A server has one form only."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("ALTER TABLE inbox RENAME TO inbox_before")
    op.execute(f"CREATE TABLE inbox ({_INBOX}) {form}")
    op.execute("INSERT INTO inbox SELECT * FROM inbox_before")
    op.execute("DROP TABLE inbox_before")
