"""Notes, tags, followers, snoozing, and what comes after an answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASLEEP = sa.text("status = 'snoozed'")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "notes",
        sa.Column("id", NUMBER, nullable=False),
        *_at_a_conversation("notes", "staff_id"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation_id", "id"])
    op.create_table(
        "tags",
        *_at_a_conversation("tags"),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "word", name=op.f("pk_tags")),
    )
    op.create_index("ix_tags_word", "tags", ["word", "conversation_id"])
    op.create_table(
        "followers",
        *_at_a_conversation("followers", "staff_id"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name=op.f("pk_followers")),
    )
    # Plain ALTERs: they cost nothing on a full table, while a batch would copy it.
    op.add_column("conversations", sa.Column("snoozed_until", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_conversations_snoozed",
        "conversations",
        ["snoozed_until", "id"],
        sqlite_where=ASLEEP,
        postgresql_where=ASLEEP,
    )
    op.add_column("replies", sa.Column("body", sa.String(), nullable=False, server_default=""))
    op.add_column("replies", sa.Column("then", sa.String(), nullable=False, server_default="wait"))


def _at_a_conversation(table: str, *staff: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Columns for what belongs to a conversation, and by whom it is."""
    return (
        sa.Column("conversation_id", NUMBER, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in staff),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f(f"fk_{table}_conversation_id_conversations")
        ),
        *(sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_{table}_{name}_staff")) for name in staff),
    )


def downgrade() -> None:
    """Back."""
    op.drop_column("replies", "then")
    op.drop_column("replies", "body")
    op.drop_index("ix_conversations_snoozed", "conversations")
    op.drop_column("conversations", "snoozed_until")
    for table in ("followers", "tags", "notes"):
        op.drop_table(table)
