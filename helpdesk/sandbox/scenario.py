"""The written scenario: half an hour at the electronics shop Brightbyte, with a rush when its shop goes down.

`scenario.jsonl` beside this file holds one post a line: `key`, `offset` in seconds, `author`, `name`, `text`, `lang`,
and where it applies `reply_to` (the key of an earlier line) and `repost`.
"""

from __future__ import annotations

import json
from pathlib import Path

from helpdesk.sandbox.planned import PlannedPost

LINES = Path(__file__).parent / "scenario.jsonl"


def scenario_posts() -> list[PlannedPost]:
    """The scenario's posts in order of time."""
    rows = [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]
    return [
        PlannedPost(
            key=f"scenario:{row['key']}",
            offset=float(row["offset"]),
            author=row["author"],
            name=row["name"],
            text=row["text"],
            language=row["lang"],
            reply_to=f"scenario:{row['reply_to']}" if "reply_to" in row else None,
            repost=row.get("repost", False),
        )
        for row in rows
    ]
