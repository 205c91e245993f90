"""What the outbox needs to look before it sends, to keep to each network's pace, and to send in parts"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """The new columns of each table; a column object serves one table once."""
    return {
        "replies": (
            sa.Column("failed_looks", NUMBER, nullable=False, server_default="0"),
            sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("held_for", sa.String(), nullable=True),
            sa.Column("insisted_at", sa.BigInteger(), nullable=True),
            sa.Column("words", sa.String(), nullable=True),
            sa.Column("part", NUMBER, nullable=False, server_default="1"),
            sa.Column("parts", NUMBER, nullable=False, server_default="1"),
            sa.Column("follows_id", NUMBER, nullable=True),
        ),
        "attempts": (sa.Column("account_id", NUMBER, nullable=True),),
        "accounts": (
            sa.Column("claimed_at", sa.BigInteger(), nullable=True),
            sa.Column("paced_until", sa.BigInteger(), nullable=True),
        ),
        "mentions": (sa.Column("changed_at", sa.BigInteger(), nullable=True),),
    }


def upgrade() -> None:
    """Forward. Plain additions, which rewrite no large table; attempts learn their account, for the pace of a day."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.execute("UPDATE attempts SET account_id = (SELECT account_id FROM replies WHERE replies.id = attempts.reply_id)")
    op.create_index("ix_replies_words", "replies", ["words", "account_id", "accepted_at"])
    op.create_index("ix_replies_follows", "replies", ["follows_id"])
    op.create_index("ix_attempts_pace", "attempts", ["account_id", "started_at"])
    op.create_table(
        "budgets",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("most", NUMBER, nullable=False),
        sa.Column("remaining", NUMBER, nullable=False),
        sa.Column("resets_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_budgets_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_budgets")),
    )
    op.create_table(
        "spendings",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("polls", NUMBER, nullable=False),
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("posting", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_spendings_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_spendings")),
    )


def downgrade() -> None:
    """Back."""
    for table in ("spendings", "budgets"):
        op.drop_table(table)
    for index, table in (
        ("ix_attempts_pace", "attempts"), ("ix_replies_follows", "replies"), ("ix_replies_words", "replies")
    ):  # fmt: skip
        op.drop_index(index, table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
