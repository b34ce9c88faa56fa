"""The tea table: several people on a side, and who of them will come.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_SIDES = ("one", "other")


def upgrade() -> None:
    """Whoever was on a side alone is on it still."""
    mediations = sa.table("mediations", *(sa.column(name) for name in _SIDES))
    for name in _SIDES:
        side = mediations.c[name]
        several = sa.case((side == "", "[]"), else_='["' + side + '"]')
        op.execute(mediations.update().values({name: several}))
    op.add_column("mediations", sa.Column("agreed", TEXT, nullable=False, server_default="[]"))
    op.add_column("mediations", sa.Column("agreed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Nobody is on a side: one name has no room for several."""
    for name in ("agreed", "agreed_at"):
        op.drop_column("mediations", name)
    mediations = sa.table("mediations", *(sa.column(name) for name in _SIDES))
    op.execute(mediations.update().values(dict.fromkeys(_SIDES, "")))
