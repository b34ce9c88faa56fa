"""What workers teach, and by which words a case was heard.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INDEXES = ("community at", "case", "message", "cause")


def upgrade() -> None:
    """Make the table; of cases from before nobody remembers the words."""
    op.create_table(
        "lessons",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("intent", TEXT, nullable=False),
        sa.Column("cat", TEXT, nullable=True),
        sa.Column("thought", TEXT, nullable=False),
        sa.Column("thought_cat", TEXT, nullable=True),
        sa.Column("case", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
    )
    for columns in _INDEXES:
        name = f"ix_lessons_{columns.replace(' ', '_')}"
        op.create_index(name, "lessons", columns.split())
    op.add_column("cases", sa.Column("reason", TEXT, nullable=False, server_default=""))


def downgrade() -> None:
    """Forget both."""
    op.drop_column("cases", "reason")
    op.drop_table("lessons")
