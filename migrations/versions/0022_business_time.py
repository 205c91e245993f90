"""The part of each wait that lay in opening hours, and whether a holding reply was sent meanwhile"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNTS = ("answered", "needless", "in_time", "late")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward. What reports have read is thrown away, and read anew with its opening hours by the next worker."""
    _begin_anew()
    op.add_column("settled_waits", sa.Column("held", NUMBER, nullable=False, server_default="0"))
    op.add_column("settled_waits", sa.Column("business", NUMBER, nullable=True))
    _histograms((*COUNTS, "holding"), ("wait", "desk", "lag", "business"))


def downgrade() -> None:
    """Back."""
    _begin_anew()
    op.drop_column("settled_waits", "business")
    op.drop_column("settled_waits", "held")
    _histograms(COUNTS, ("wait", "desk", "lag"))


def _begin_anew() -> None:
    for table in ("settled_waits", "report_marks"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - the two names above
    op.drop_table("wait_histograms")


def _histograms(counts: tuple[str, ...], measures: tuple[str, ...]) -> None:
    op.create_table(
        "wait_histograms",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "dimension", "span", "day", "key")),
        *(sa.Column(name, NUMBER, nullable=False) for name in counts),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in measures),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_histograms")),
    )
    op.create_index("ix_wait_histograms_group", "wait_histograms", ["kind", "dimension", "span", "day"])
