"""Drafts, claims and who is here"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "drafts",
        *_at_a_conversation("drafts"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "claims",
        *_at_a_conversation("claims"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "presences",
        *_at_a_conversation("presences"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("writes_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", "staff_id", name=op.f("pk_presences")),
    )
    for table in ("claims", "presences"):
        op.create_index(f"ix_{table}_ends_at", table, ["ends_at"])


def _at_a_conversation(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Columns for who is at which conversation."""
    return (
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("staff_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f(f"fk_{table}_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")),
    )


def downgrade() -> None:
    """Back."""
    for table in ("presences", "claims", "drafts"):
        op.drop_table(table)
