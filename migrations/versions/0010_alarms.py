"""Alarms, and who leads a team"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOBODY = sa.text("staff_id IS NULL")
UNMAILED, UNHOOKED = sa.text("mailed = 0"), sa.text("hooked = 0")


def upgrade() -> None:
    """Forward."""
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


def downgrade() -> None:
    """Back."""
    op.drop_column("team_members", "leads")
    for table in ("alarm_messages", "alarms_seen", "alarms"):
        op.drop_table(table)
