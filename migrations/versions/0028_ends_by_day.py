"""What ended on each day is counted beside what began; the reports' own tables are made again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("ended", "ended_needless")


def upgrade() -> None:
    """Forward."""
    _forget()
    for name in COUNTS:
        op.add_column("wait_histograms", sa.Column(name, NUMBER, nullable=False, server_default="0"))
    _index("key", "in_time", "late", "answered", "needless", *COUNTS)


def downgrade() -> None:
    """Back."""
    _forget()
    _index()
    for name in COUNTS:
        op.drop_column("wait_histograms", name)


def _index(*counts: str) -> None:
    """By group and day, with these counts at hand."""
    op.drop_index("ix_wait_histograms_group", "wait_histograms")
    op.create_index("ix_wait_histograms_group", "wait_histograms", ["kind", "dimension", "span", "day", *counts])


def _forget() -> None:
    for table in ("settled_waits", "wait_histograms", "report_marks"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - the three names above
