"""The conversations of one author that go on, and of which conversation a text is that can be found"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GOING_ON = sa.text("status <> 'closed'")
FILL = """
UPDATE search_documents SET conversation_id = (
    SELECT conversation_id FROM {table} WHERE {table}.id = search_documents.source_id
) WHERE kind = '{kind}'
"""


def upgrade() -> None:
    """Forward. What is in the index already gets its conversation: a million texts take some ten seconds."""
    op.create_index(
        "ix_conversations_author",
        "conversations",
        ["author_id", "id"],
        sqlite_where=GOING_ON,
        postgresql_where=GOING_ON,
    )
    op.add_column("search_documents", sa.Column("conversation_id", NUMBER, nullable=True))
    for kind, table in (("mention", "mentions"), ("reply", "replies")):
        op.execute(FILL.format(kind=kind, table=table))
    op.create_index("ix_search_documents_conversation", "search_documents", ["conversation_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_search_documents_conversation", "search_documents")
    op.drop_column("search_documents", "conversation_id")
    op.drop_index("ix_conversations_author", "conversations", sqlite_where=GOING_ON, postgresql_where=GOING_ON)
