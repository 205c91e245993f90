"""Settled waits, their histograms, and indices for those that go on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward. The tables fill themselves from the ledger."""
    op.create_table(
        "settled_waits",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("mention_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("target", NUMBER, nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("staff", NUMBER, nullable=True),
        sa.Column("team", NUMBER, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("account", NUMBER, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("followers", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_waits")),
    )
    op.create_index("ix_settled_waits_published", "settled_waits", ["kind", "published"])
    op.create_index("ix_settled_waits_due", "settled_waits", ["kind", "due"])
    op.create_index("ix_settled_waits_staff", "settled_waits", ["staff", "kind", "published"])
    op.create_index("ix_settled_waits_conversation", "settled_waits", ["conversation_id"])
    op.create_table(
        "wait_histograms",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "dimension", "span", "day", "key")),
        *(sa.Column(name, NUMBER, nullable=False) for name in ("answered", "needless", "in_time", "late")),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("wait", "desk", "lag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_histograms")),
    )
    op.create_index("ix_wait_histograms_group", "wait_histograms", ["kind", "dimension", "span", "day"])
    op.create_table(
        "report_marks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_marks")),
    )
    op.drop_index("ix_clocks_first_response", table_name="clocks")
    going_on = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_clocks_going_on", "clocks", ["kind", "started_at"], sqlite_where=going_on, postgresql_where=going_on
    )


def downgrade() -> None:
    """Back: nothing is lost that the ledger doesn't have."""
    op.drop_index("ix_clocks_going_on", table_name="clocks")
    first = sa.text("kind = 'first_response'")
    op.create_index("ix_clocks_first_response", "clocks", ["started_at"], sqlite_where=first, postgresql_where=first)
    for table in ("report_marks", "wait_histograms", "settled_waits"):
        op.drop_table(table)
