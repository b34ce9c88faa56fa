"""The case loop: mediation, interim relief, hotspots, points, imported lists.

Revision ID: 0006
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_TEXTS = ("beneficiary", "callback_to", "activity", "rule", "parent")
_CASE_INDEXES = ("parent", "community talkday")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _tables() -> Mapping[str, tuple[Sequence[sa.Column[Any]], Sequence[str]]]:
    """Each new table: its own columns, and what it is looked up by."""
    return {
        "reliefs": (
            (*map(_text, ("case", "item", "until", "state", "to")),),
            ("case", "community at"),
        ),
        "mediations": (
            (
                _text("case"),
                _number("stage"),
                sa.Column("due", sa.DateTime(), nullable=True),
                _text("mediator"),
                _text("team"),
                sa.Column("tea", TEXT, nullable=True),
                sa.Column("tea_at", sa.DateTime(), nullable=True),
                *map(_text, ("one", "other")),
                sa.Column("outcome", TEXT, nullable=True),
                _text("reason"),
                sa.Column("amount", sa.Integer(), nullable=True),
                sa.Column("pay_due", sa.Date(), nullable=True),
            ),
            ("case",),
        ),
        "hotspots": (
            (
                *map(_text, ("place", "cat")),
                *map(_number, ("n", "days")),
                _text("state"),
                _text("cases"),
            ),
            ("community at",),
        ),
        "points": (
            (_text("person"), _number("delta"), *map(_text, ("reason", "ref", "period", "by"))),
            ("person community", "ref", "community at"),
        ),
        "imports": (
            (
                *map(_text, ("kind", "month")),
                *map(_number, ("rows", "matched", "unmatched", "dup", "nogrid", "bound")),
                _text("state"),
            ),
            ("community kind month",),
        ),
    }


def upgrade() -> None:
    """Cases from before have none of it."""
    for name, (columns, indexes) in _tables().items():
        op.create_table(
            name,
            sa.Column("code", TEXT, primary_key=True),
            _text("community"),
            sa.Column("at", sa.DateTime(), nullable=False),
            *columns,
        )
        for index in indexes:
            op.create_index(f"ix_{name}_{index.replace(' ', '_')}", name, index.split())
    for name in _TEXTS:
        op.add_column("cases", sa.Column(name, TEXT, nullable=False, server_default=""))
    op.add_column("cases", sa.Column("children", TEXT, nullable=False, server_default="[]"))
    op.add_column("cases", sa.Column("edited", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("talkday", sa.Date(), nullable=True))
    for name in ("outcome", "suspicious"):
        op.add_column("cases", sa.Column(name, TEXT, nullable=True))
    for index in _CASE_INDEXES:
        op.create_index(f"ix_cases_{index.replace(' ', '_')}", "cases", index.split())


def downgrade() -> None:
    """Forget it all."""
    for index in _CASE_INDEXES:
        op.drop_index(f"ix_cases_{index.replace(' ', '_')}", "cases")
    for name in (*_TEXTS, "children", "edited", "talkday", "outcome", "suspicious"):
        op.drop_column("cases", name)
    for name in _tables():
        op.drop_table(name)
