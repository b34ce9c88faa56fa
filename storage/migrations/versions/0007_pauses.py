"""Pauses: whose turn it is, until when, and when reporters last heard how it goes.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Nothing waits, and nobody knows when its reporters last heard of it."""
    op.add_column("cases", sa.Column("waiting_for", TEXT, nullable=True))
    op.add_column("cases", sa.Column("waiting_until", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("news_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Deadlines stay as they are; nothing takes the case up again by itself."""
    for name in ("waiting_for", "waiting_until", "news_at"):
        op.drop_column("cases", name)
