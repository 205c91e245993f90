"""How listening goes: words, gaps, silences, chosen intervals, and when a post was last looked at again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = (
    ("accounts", "token_expires_at", sa.BigInteger()),
    ("listeners", "poll_seconds", NUMBER),
    ("mentions", "checked_at", sa.BigInteger()),
)


def upgrade() -> None:
    """Forward. Plain additions, which rewrite no large table."""
    for table, column, kind in ADDED:
        op.add_column(table, sa.Column(column, kind, nullable=True))
    op.create_table(
        "listening_words",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("hits", NUMBER, nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("searched_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_listening_words_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening_words")),
        sa.UniqueConstraint("account_id", "words", name=op.f("uq_listening_words_account_id_words")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_gaps_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index("ix_gaps_account", "gaps", ["account_id", "until"])
    op.create_table(
        "outages",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outages_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    going_on = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_outages_going_on", "outages", ["account_id"], unique=True, sqlite_where=going_on, postgresql_where=going_on
    )


def downgrade() -> None:
    """Back."""
    for table in ("outages", "gaps", "listening_words"):
        op.drop_table(table)
    for table, column, _ in ADDED:
        op.drop_column(table, column)
