"""Clocks that are counted by calendars, rest, and alarm step by step; the alarms, and who leads a team"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "state IN ('running', 'paused')"
NOBODY = sa.text("staff_id IS NULL")
UNMAILED, UNHOOKED = sa.text("mailed = 0"), sa.text("hooked = 0")
UNSEEN = "state = 'running' AND breach_seen_at IS NULL"


def upgrade() -> None:
    """Forward."""
    _clocks()
    _alarms()


def _clocks() -> None:
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


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=True),
        sa.Column("staff_id", NUMBER, nullable=True),
        sa.Column("team_id", NUMBER, nullable=True),
        sa.Column("urgent", NUMBER, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("mailed", NUMBER, nullable=False),
        sa.Column("hooked", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("key", name=op.f("uq_alarms_key")),
    )
    op.create_index("ix_alarms_staff", "alarms", ["staff_id", "id"])
    op.create_index("ix_alarms_team", "alarms", ["team_id", "id"], sqlite_where=NOBODY, postgresql_where=NOBODY)
    op.create_index("ix_alarms_unmailed", "alarms", ["id"], sqlite_where=UNMAILED, postgresql_where=UNMAILED)
    op.create_index("ix_alarms_unhooked", "alarms", ["id"], sqlite_where=UNHOOKED, postgresql_where=UNHOOKED)
    op.create_table(
        "alarms_seen",
        sa.Column("staff_id", NUMBER, nullable=False),
        sa.Column("up_to", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alarms_seen_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_alarms_seen")),
    )
    op.create_table(
        "alarm_messages",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_messages")),
    )
    op.create_index("ix_alarm_messages_state", "alarm_messages", ["state", "not_before"])
    op.create_index("ix_alarm_messages_recipient", "alarm_messages", ["channel", "recipient", "id"])
    op.add_column("team_members", sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false()))


def _partial(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, "clocks", columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """Back; what rests is cancelled, because nothing would wake it."""
    op.drop_column("team_members", "leads")
    for table in ("alarm_messages", "alarms_seen", "alarms"):
        op.drop_table(table)
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
