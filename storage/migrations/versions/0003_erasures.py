"""Remember whose words were taken back, and how far old words have been cleared away.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; erasures from before are done and cannot be told any more."""
    op.create_table(
        "erasures",
        sa.Column("cause", TEXT, primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "expiry",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("reached", TEXT, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("expiry")
    op.drop_table("erasures")
