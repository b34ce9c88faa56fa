"""A vault for phone numbers, and who was looked at by which command.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the vault; of audits from before nobody remembers whom they named."""
    op.create_table(
        "vault",
        sa.Column("person", TEXT, primary_key=True),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.add_column("outbox", sa.Column("phone_of", TEXT, nullable=False, server_default=""))
    op.add_column("audits", sa.Column("about", TEXT, nullable=False, server_default=""))
    op.create_index("ix_audits_about_at", "audits", ["about", "at"])
    op.add_column("people", sa.Column("phone_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("people", "phone_at")
    op.drop_index("ix_audits_about_at", "audits")
    op.drop_column("audits", "about")
    op.drop_column("outbox", "phone_of")
    op.drop_table("vault")
