"""The network's own record of everything that was published: the truth that tests compare with."""

from __future__ import annotations

import json
from typing import Any

from helpdesk.sandbox.identifiers import written
from helpdesk.sandbox.store import Store

EVERYTHING = """
SELECT post.*, account.handle,
    (SELECT json_group_array(former_text) FROM (
        SELECT former_text FROM edit WHERE edit.post_id = post.id ORDER BY edit.id)) AS former,
    (SELECT json_group_array(handle) FROM (
        SELECT named.handle FROM mention JOIN account AS named ON named.id = mention.account_id
        WHERE mention.post_id = post.id ORDER BY mention.notification_id)) AS mentioned,
    (SELECT key FROM played WHERE played.post_id = post.id) AS played_key
FROM post JOIN account ON account.id = post.account_id ORDER BY post.id
"""


def published(store: Store) -> list[dict[str, Any]]:
    """Every post ever published, oldest first, also the deleted ones, with its former texts."""
    with store.reading() as connection:
        rows = connection.execute(EVERYTHING).fetchall()
    return [
        {
            "id": str(row["id"]),
            "author": row["handle"],
            "text": row["text"],
            "former_texts": json.loads(row["former"]),
            "parent": str(row["parent_id"]) if row["parent_id"] is not None else None,
            "created_at": written(row["created_ms"]),
            "edited_at": written(row["edited_ms"]) if row["edited_ms"] is not None else None,
            "visibility": row["visibility"],
            "mentions": json.loads(row["mentioned"]),
            "idempotency_key": row["idempotency_key"],
            "played_key": row["played_key"],
            "deleted": row["deleted_ms"] is not None,
        }
        for row in rows
    ]
