"""Settled waits are kept as columns in blocks; the worker makes them again out of the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOUNDS = (
    "first_published", "last_published", "first_due", "last_due", "last_ended", "first_conversation",
    "last_conversation",
)  # fmt: skip
MOMENTS = ("published", "due", "received", "ended")


def upgrade() -> None:
    """Forward."""
    for table in ("report_marks", "wait_histograms", "settled_waits"):
        op.drop_table(table)
    op.create_table(
        "wait_blocks",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in BOUNDS),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("targets", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_blocks")),
    )
    op.create_table(
        "wait_columns",
        sa.Column("block", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("block", "name", name=op.f("pk_wait_columns")),
    )
    _marks()
    if op.get_bind().dialect.name == "postgresql":  # numbers hardly shrink, and to shrink them took most of the time
        op.execute(sa.text("ALTER TABLE wait_columns ALTER COLUMN data SET STORAGE EXTERNAL"))


def downgrade() -> None:
    """Back: the worker of then makes its tables again."""
    for table in ("report_marks", "wait_columns", "wait_blocks"):
        op.drop_table(table)
    _marks(sa.Column("zone", sa.String(), nullable=False))
    op.create_table(
        "settled_waits",
        *(sa.Column(name, NUMBER, nullable=False) for name in ("id", "conversation_id", "mention_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "state")),
        sa.Column("target", NUMBER, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in MOMENTS),
        sa.Column("staff", NUMBER, nullable=True),
        sa.Column("team", NUMBER, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("account", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("network", "priority")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("language", "followers")),
        sa.Column("business", NUMBER, nullable=True),
        sa.Column("held", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_waits")),
    )
    op.create_index("ix_settled_waits_published", "settled_waits", ["kind", "published"])
    op.create_index("ix_settled_waits_due", "settled_waits", ["kind", "due"])
    op.create_index("ix_settled_waits_staff", "settled_waits", ["staff", "kind", "published"])
    op.create_index("ix_settled_waits_conversation", "settled_waits", ["conversation_id"])
    counts, ends = ("answered", "needless", "in_time", "late"), ("ended", "ended_needless")
    op.create_table(
        "wait_histograms",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "dimension", "span", "day", "key")),
        *(sa.Column(name, NUMBER, nullable=False) for name in counts),
        *(
            sa.Column(name, sa.LargeBinary(), nullable=False)
            for name in ("wait", "desk", "lag", "business", "until_held", "of_held")
        ),
        *(sa.Column(name, NUMBER, nullable=False, server_default="0") for name in ends),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_histograms")),
    )
    group = ("kind", "dimension", "span", "day", "key", "in_time", "late", "answered", "needless", *ends)
    op.create_index("ix_wait_histograms_group", "wait_histograms", list(group))


def _marks(*more: sa.Column[str]) -> None:
    op.create_table(
        "report_marks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_marks")),
    )
