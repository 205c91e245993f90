"""Clocks that are counted by calendars, rest, and alarm step by step"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "state IN ('running', 'paused')"
UNSEEN = "state = 'running' AND breach_seen_at IS NULL"


def upgrade() -> None:
    """Clocks that run already go on round the clock, and tell of their breach as they would have done."""
    op.add_column("clocks", sa.Column("calendar", sa.String(), nullable=True))
    op.add_column("clocks", sa.Column("calendar_revision", NUMBER, nullable=False, server_default="0"))
    op.add_column("clocks", sa.Column("step", NUMBER, nullable=False, server_default="101"))
    op.add_column("clocks", sa.Column("alarm_at", sa.BigInteger(), nullable=True))
    op.add_column("clocks", sa.Column("paused_at", sa.BigInteger(), nullable=True))
    op.add_column("clocks", sa.Column("left", NUMBER, nullable=True))
    op.execute("UPDATE clocks SET calendar_revision = policy_revision")
    op.execute(f"UPDATE clocks SET step = 100, alarm_at = due_at WHERE {UNSEEN}")  # noqa: S608 - our own words
    op.drop_index("uq_clocks_running", "clocks")
    op.drop_index("ix_clocks_due", "clocks")
    _partial("uq_clocks_live", ["conversation_id", "kind"], LIVE, unique=True)
    _partial("ix_clocks_over", ["conversation_id"], "state IN ('met', 'cancelled')")
    _partial("ix_clocks_alarm", ["alarm_at"], "state = 'running'")
    op.create_table(
        "calendar_moves",
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("after_clock", NUMBER, nullable=False),
        sa.Column("passed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_calendar_moves")),
    )


def _partial(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, "clocks", columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """Back; what rests is cancelled, because nothing would wake it."""
    op.drop_table("calendar_moves")
    op.execute("UPDATE clocks SET state = 'cancelled', ended_at = paused_at WHERE state = 'paused'")
    op.execute(
        "UPDATE clocks SET state = 'cancelled', ended_at = due_at WHERE state = 'running' AND kind = 'resolution'"
    )
    for index in ("uq_clocks_live", "ix_clocks_over", "ix_clocks_alarm"):
        op.drop_index(index, "clocks")
    for column in ("left", "paused_at", "alarm_at", "step", "calendar_revision", "calendar"):
        op.drop_column("clocks", column)
    _partial("uq_clocks_running", ["conversation_id", "kind"], "state = 'running'", unique=True)
    _partial("ix_clocks_due", ["due_at"], UNSEEN)
