"""Find activities by their day, and pictures by their bytes.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"

_INDEXES = (("activities", ("community", "date")), ("messages", ("community", "digest")))


def upgrade() -> None:
    """Two indexes."""
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Without them."""
    for table, columns in _INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
