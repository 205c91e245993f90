"""Who knows a customer, and how many conversations somebody was given today"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Whoever wrote to a customer last knows them.
LAST = """
    UPDATE authors SET known_by = replies.staff_id
    FROM (
        SELECT mentions.author_id AS author_id, max(replies.id) AS reply_id
        FROM replies JOIN mentions ON mentions.id = replies.mention_id GROUP BY mentions.author_id
    ) AS last JOIN replies ON replies.id = last.reply_id
    WHERE authors.id = last.author_id
"""


def upgrade() -> None:
    """Forward."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("authors", sa.Column("known_by", number, nullable=True))
    for name in ("given_on", "given"):
        op.add_column("staff", sa.Column(name, number, nullable=False, server_default="0"))
    op.execute(sa.text(LAST))


def downgrade() -> None:
    """Back."""
    op.drop_column("authors", "known_by")
    op.drop_column("staff", "given_on")
    op.drop_column("staff", "given")
