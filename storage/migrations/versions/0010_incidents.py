"""Which groups have heard of an incident.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """There were no incidents before."""
    op.add_column("cases", sa.Column("rooms", TEXT, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("cases", "rooms")
