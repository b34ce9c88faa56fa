"""Figures: both sides of points, the rows of imported lists, bills that were sent, files to send.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Entries from before were balanced too; of lists from before the rows are not known."""
    op.add_column("points", sa.Column("against", sa.Integer(), nullable=True))
    op.execute("UPDATE points SET against = -delta")
    for name in ("cats", "cases"):
        op.add_column("imports", sa.Column(name, TEXT, nullable=False, server_default="[]"))
    op.add_column("outbox", sa.Column("file", TEXT, nullable=False, server_default=""))
    op.create_table(
        "bills",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("deeds", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
    )
    op.create_index("ix_bills_community_month", "bills", ["community", "month"])


def downgrade() -> None:
    """Forget it all."""
    op.drop_table("bills")
    op.drop_column("outbox", "file")
    for name in ("cats", "cases"):
        op.drop_column("imports", name)
    op.drop_column("points", "against")
