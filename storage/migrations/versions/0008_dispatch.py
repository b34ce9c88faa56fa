"""Dispatch: offers to neighbours with a trade, who has enough for today, letters to other bodies.

Revision ID: 0008
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_INDEXES: Sequence[tuple[str, str]] = (
    ("cases", "handler state"),
    ("assignments", "to state"),
    ("assignments", "community at"),
    ("reliefs", "community state"),
    ("referrals", "case"),
    ("referrals", "community state"),
)


def _text(name: str, *, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Nothing was offered, full or referred before."""
    op.create_table(
        "referrals",
        _text("code", primary_key=True),
        _text("community"),
        sa.Column("at", sa.DateTime(), nullable=False),
        *map(_text, ("case", "body", "text")),
        sa.Column("due", sa.Date(), nullable=False),
        *map(_text, ("by", "state", "answer")),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
    )
    op.add_column("cases", sa.Column("offered_at", sa.DateTime(), nullable=True))
    op.add_column("assignments", sa.Column("offered_at", sa.DateTime(), nullable=True))
    op.add_column("people", sa.Column("full_on", sa.Date(), nullable=True))
    for table, index in _INDEXES:
        op.create_index(f"ix_{table}_{index.replace(' ', '_')}", table, index.split())


def downgrade() -> None:
    """Forget it all."""
    for table, index in _INDEXES:
        op.drop_index(f"ix_{table}_{index.replace(' ', '_')}", table)
    op.drop_column("people", "full_on")
    op.drop_column("assignments", "offered_at")
    op.drop_column("cases", "offered_at")
    op.drop_table("referrals")
