"""Indexes for questions that read years of what is over to find what is still to be done.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Table, what goes, what comes instead.
_INSTEAD = (
    ("cases", "community state", "community state cat place"),
    ("cases", "community cat place", "community cat accepted_at"),
    ("case_events", "community kind at", "community at"),
    ("sessions", "community date", "community at"),
    ("signups", "", "community moved_at"),
)


def upgrade() -> None:
    """Rows stay as they are."""
    for table, before, after in _INSTEAD:
        _drop(table, before)
        _create(table, after)
    late, dropped = ("late = 1", "late"), ("state IN ('dropped')", "state IN ('dropped')")
    _create_some("ix_outbox_late", "outbox", ["community", "sent_at"], late)
    _create_some("ix_jobs_dropped", "jobs", ["community", "ran_at"], dropped)


def downgrade() -> None:
    """The indexes from before."""
    op.drop_index("ix_jobs_dropped", "jobs")
    op.drop_index("ix_outbox_late", "outbox")
    for table, before, after in _INSTEAD:
        _drop(table, after)
        _create(table, before)


def _create(table: str, columns: str) -> None:
    if columns:
        op.create_index(_name(table, columns), table, columns.split())


def _drop(table: str, columns: str) -> None:
    if columns:
        op.drop_index(_name(table, columns), table)


def _name(table: str, columns: str) -> str:
    return f"ix_{table}_{columns.replace(' ', '_')}"


def _create_some(name: str, table: str, columns: list[str], where: tuple[str, str]) -> None:
    """`where` as SQLite and as PostgreSQL say it."""
    sqlite, postgresql = map(sa.text, where)
    op.create_index(name, table, columns, sqlite_where=sqlite, postgresql_where=postgresql)
