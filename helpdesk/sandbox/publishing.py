"""Publishing, editing and deleting posts: each is one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from helpdesk.sandbox.accounts import ensure_account
from helpdesk.sandbox.identifiers import milliseconds, take_id
from helpdesk.sandbox.mentions import named_accounts, record_mentions
from helpdesk.sandbox.posts import Post, find_post
from helpdesk.sandbox.store import Store

KEY_LIFE_MS = 60 * 60 * 1000  # Mastodon remembers an Idempotency-Key for up to one hour


class NotThere(LookupError):
    """The post asked for was deleted or never existed."""


@dataclass(frozen=True)
class NewPost:
    """What somebody wants to publish. `addressed` is the one account that is notified, whomever the text names."""

    handle: str
    name: str
    text: str
    parent_id: int | None = None
    language: str | None = None
    visibility: str = "public"
    idempotency_key: str | None = None
    addressed: str | None = None


def publish(store: Store, new: NewPost, now: datetime) -> Post:
    """Publishes the post, or gives the one that the same author published with the same key within the hour.

    Raises NotThere if the post it answers is gone, or if the first post of the key was deleted since.
    """
    with store.writing() as connection:
        author_id = ensure_account(connection, new.handle, new.name, milliseconds(now))
        post_id = _first_of_key(connection, author_id, new.idempotency_key, milliseconds(now))
        if post_id is None:
            post_id = insert_post(connection, new, now)
        post = find_post(connection, post_id)
    if post is None:
        raise NotThere("The post that this key published was deleted.")
    return post


def insert_post(connection: sqlite3.Connection, new: NewPost, now: datetime) -> int:
    """Writes the post and its notifications inside the caller's transaction; gives its id. Raises NotThere."""
    now_ms = milliseconds(now)
    author_id = ensure_account(connection, new.handle, new.name, now_ms)
    parent = _live_parent(connection, new.parent_id)
    post_id = take_id(connection, now_ms)
    connection.execute(
        "INSERT INTO post (id, account_id, text, language, visibility, parent_id, root_id, created_ms,"
        " idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(post_id, author_id, new.text, new.language, new.visibility, new.parent_id),
            *(parent["root_id"] if parent else post_id, now_ms, new.idempotency_key),
        ),
    )
    connection.execute("UPDATE account SET posts = posts + 1, last_post_ms = ? WHERE id = ?", (now_ms, author_id))
    if new.addressed:
        notified = [ensure_account(connection, new.addressed, new.addressed, now_ms)]
    else:
        notified = named_accounts(connection, new.text)
    if parent:
        notified.append(parent["account_id"])
    record_mentions(connection, post_id, author_id, notified, now_ms)
    if new.idempotency_key:
        connection.execute(
            "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?)",
            (author_id, new.idempotency_key, post_id, now_ms),
        )
    return post_id


def edit(store: Store, post_id: int | None, author_id: int, text: str, now: datetime) -> Post:
    """Gives the author's post a new text; the same text changes nothing. Raises NotThere."""
    now_ms = milliseconds(now)
    with store.writing() as connection:
        post = _own(connection, post_id, author_id)
        if text == post.text:
            return post
        connection.execute(
            "INSERT INTO edit VALUES (?, ?, ?, ?)", (take_id(connection, now_ms), post.id, post.text, now_ms)
        )
        connection.execute("UPDATE post SET text = ?, edited_ms = ? WHERE id = ?", (text, now_ms, post.id))
        record_mentions(connection, post.id, author_id, named_accounts(connection, text), now_ms)
        return _own(connection, post.id, author_id)


def delete(store: Store, post_id: int | None, author_id: int, now: datetime) -> Post:
    """Takes the author's post away, with its notifications; gives it as it was. Raises NotThere."""
    now_ms = milliseconds(now)
    with store.writing() as connection:
        post = _own(connection, post_id, author_id)
        take_id(connection, now_ms)  # moves the revision, so that open pages notice
        connection.execute("UPDATE post SET deleted_ms = ? WHERE id = ?", (now_ms, post.id))
        connection.execute("UPDATE account SET posts = posts - 1 WHERE id = ?", (author_id,))
    return post


def _own(connection: sqlite3.Connection, post_id: int | None, author_id: int) -> Post:
    post = find_post(connection, post_id)
    if post is None or post.author.id != author_id:
        raise NotThere("There is no such post of this account.")
    return post


def _live_parent(connection: sqlite3.Connection, parent_id: int | None) -> sqlite3.Row | None:
    if parent_id is None:
        return None
    row: sqlite3.Row | None = connection.execute(
        "SELECT account_id, root_id FROM post WHERE id = ? AND deleted_ms IS NULL", (parent_id,)
    ).fetchone()
    if row is None:
        raise NotThere("The post you are trying to reply to does not appear to exist.")
    return row


def _first_of_key(connection: sqlite3.Connection, author_id: int, key: str | None, now_ms: int) -> int | None:
    connection.execute("DELETE FROM idempotency WHERE at_ms <= ?", (now_ms - KEY_LIFE_MS,))
    row = connection.execute(
        "SELECT post_id FROM idempotency WHERE account_id = ? AND key = ?", (author_id, key)
    ).fetchone()
    return int(row["post_id"]) if row else None
