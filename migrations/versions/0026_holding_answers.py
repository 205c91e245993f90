"""Answers that only ask the customer to wait"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward. What reports have read is thrown away, and read anew by the next worker."""
    op.add_column("clocks", sa.Column("held_at", sa.BigInteger(), nullable=True))
    for table in ("drafts", "saved_replies"):
        op.add_column(table, sa.Column("holding", sa.Boolean(), nullable=False, server_default=sa.false()))
    _begin_anew()
    op.add_column("settled_waits", sa.Column("held", sa.BigInteger(), nullable=True))
    _histograms("wait", "desk", "lag", "business", "until_held", "of_held")


def downgrade() -> None:
    """Back. Holding answers become answers after which the desk waits for the customer."""
    op.execute(sa.text("UPDATE replies SET \"then\" = 'wait' WHERE \"then\" = 'hold'"))
    _begin_anew()
    op.drop_column("settled_waits", "held")
    _histograms("wait", "desk", "lag", "business")
    for table in ("saved_replies", "drafts"):
        op.drop_column(table, "holding")
    op.drop_column("clocks", "held_at")


def _begin_anew() -> None:
    for table in ("settled_waits", "report_marks"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - the two names above
    op.drop_table("wait_histograms")


def _histograms(*measures: str) -> None:
    op.create_table(
        "wait_histograms",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "dimension", "span", "day", "key")),
        *(sa.Column(name, NUMBER, nullable=False) for name in ("answered", "needless", "in_time", "late")),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in measures),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_histograms")),
    )
    op.create_index("ix_wait_histograms_group", "wait_histograms", ["kind", "dimension", "span", "day"])
