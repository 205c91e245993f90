"""Reads a file of posts to publish again at their own rhythm: JSON Lines, the fields of `helpdesk import`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from helpdesk.sandbox.accounts import BrandAccount, plain_handle
from helpdesk.sandbox.planned import PlannedPost

NEEDED = ("id", "author", "text", "created_at", "account")


class UnreadableLine(ValueError):
    """A line of the file cannot be published; the sentence has its number and the reason."""


def replay_posts(path: Path) -> list[PlannedPost]:
    """The file's posts in order of time, the first at 0 seconds; a line whose id came before is left out.

    Fields: id, author, text, created_at (RFC 3339), account; optional in_reply_to (an id of the file), lang,
    author_name. Raises UnreadableLine, and OSError if the file cannot be read.
    """
    posts: dict[str, PlannedPost] = {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                post = _read(line, number, path.name)
                posts.setdefault(post.key, post)
    first = min((post.offset for post in posts.values()), default=0.0)
    ordered = sorted(posts.values(), key=lambda post: post.offset)
    return [replace(post, offset=post.offset - first) for post in ordered]


def replay_accounts(posts: Sequence[PlannedPost], token_of: Callable[[str], str]) -> list[BrandAccount]:
    """The company accounts that the posts are addressed to, each with the token that `token_of(handle)` gives."""
    handles: dict[str, str] = {}
    for post in posts:
        if post.account:
            handles.setdefault(post.account.casefold(), post.account)
    return [BrandAccount(handle=handle, name=handle, token=token_of(handle)) for handle in handles.values()]


def _read(line: str, number: int, file: str) -> PlannedPost:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableLine(f"{file}, line {number}: this is not JSON ({error.msg}).") from error
    if not isinstance(row, dict):
        raise UnreadableLine(f"{file}, line {number}: this is not a JSON object.")
    missing = [name for name in NEEDED if not isinstance(row.get(name), str) or not row[name]]
    if missing:
        raise UnreadableLine(f"{file}, line {number}: {', '.join(missing)} must be a text that is not empty.")
    try:
        return _planned(row, file)
    except ValueError as error:
        raise UnreadableLine(f"{file}, line {number}: {error}") from error


def _planned(row: dict[str, Any], file: str) -> PlannedPost:
    created = datetime.fromisoformat(row["created_at"])
    if created.tzinfo is None:
        raise ValueError("created_at has no time zone.")
    author = plain_handle(row["author"])
    return PlannedPost(
        key=f"{file}:{row['id']}",
        offset=created.timestamp(),
        author=author,
        name=_clean(str(row.get("author_name") or author)),
        text=_clean(row["text"]),
        language=str(row["lang"]) if row.get("lang") else None,
        reply_to=f"{file}:{row['in_reply_to']}" if row.get("in_reply_to") else None,
        account=plain_handle(row["account"]),
    )


def _clean(text: str) -> str:
    """The text without lone surrogates, which no network can carry."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
