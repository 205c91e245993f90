"""Saved views, what was set aside, and the search index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASIDE = sa.text("state = 'set_aside'")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "saved_views",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("staff_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_views_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_views_staff_id_name")),
    )
    op.create_index("ix_mentions_set_aside", "mentions", ["id"], sqlite_where=ASIDE, postgresql_where=ASIDE)
    _make_search_index()


def _make_search_index() -> None:
    """The worker fills it from the beginning."""
    op.create_table(
        "search_documents",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("source_id", "kind", name=op.f("uq_search_documents_source_id_kind")),
    )
    op.create_table(
        "indexed_up_to",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reached", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_indexed_up_to")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(words, content='', columnsize=0, tokenize='ascii')")
        return
    op.execute(
        "CREATE TABLE search_words (document_id bigint PRIMARY KEY REFERENCES search_documents ON DELETE CASCADE, "
        "words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_search_words ON search_words USING gin (words)")


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE search_words")
    op.drop_table("indexed_up_to")
    op.drop_table("search_documents")
    op.drop_index("ix_mentions_set_aside", "mentions")
    op.drop_table("saved_views")
