"""Nothing lost, nothing invented: the queue against the network's log [I1-I3, I13]."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from helpdesk.networks.mastodon_walk import Walk
from helpdesk.records.accounts import Listener
from helpdesk.records.authors import Author
from helpdesk.records.mentions import NEW, SET_ASIDE, SORTED, Mention
from helpdesk.sandbox.identifiers import written
from tests.crashes.network import BRAND

Truth = list[dict[str, Any]]


def none_false(connection: Connection, truth: Truth) -> list[str]:
    """Rows that the network never published, or published otherwise, and posts with two rows."""
    said = {post["id"]: post for post in truth if BRAND in post["mentions"]}
    rows = connection.execute(
        select(
            Mention.remote_id, Mention.text, Mention.parent_remote_id, Mention.published_at,
            Author.handle.label("author"),
        ).outerjoin(Author, Author.id == Mention.author_id)
    ).all()  # fmt: skip
    wrong = [f"post {post_id} has {n} rows" for post_id, n in Counter(r.remote_id for r in rows).items() if n > 1]
    gone = {post["id"] for post in truth if post["deleted"]}
    for row in rows:
        post = said.get(row.remote_id)
        if post is None:
            wrong.append(f"row of a post {row.remote_id} that never named us")
            continue
        kept = (row.text, row.author, row.parent_remote_id, written(round(row.published_at.timestamp() * 1000)))
        texts = (post["text"], *post["former_texts"])  # until we see that it was changed
        # The network no longer tells whom a post answers, once that is taken back.
        parents = (post["parent"], None) if post["parent"] in gone else (post["parent"],)
        if kept not in [(text, post["author"], each, post["created_at"]) for text in texts for each in parents]:
            wrong.append(f"post {row.remote_id} is kept otherwise than it was published: {kept}")
    return wrong


def none_lost(connection: Connection, truth: Truth) -> list[str]:
    """Posts without a row, and rows that nobody sorted."""
    kept = dict(connection.execute(select(Mention.remote_id, Mention.state)).all())
    named = [post for post in truth if BRAND in post["mentions"] and not post["deleted"]]
    wrong = [f"post {post['id']} of {post['author']} is lost" for post in named if post["id"] not in kept]
    return wrong + [f"the row of post {post_id} still waits for triage" for post_id, s in kept.items() if s == NEW]


def cursor_behind(connection: Connection, notifications: list[tuple[int, str]], truth: Truth) -> list[str]:
    """Posts that the cursor has passed and that have no row: the next poll would not ask for them again.

    What its author took back before anybody read it is no loss.
    """
    walk = Walk.from_cursor(connection.execute(select(Listener.cursor)).scalar_one())
    kept = set(connection.execute(select(Mention.remote_id)).scalars())
    kept |= {post["id"] for post in truth if post["deleted"]}
    passed = [post_id for number, post_id in notifications if _passed(walk, number)]
    return [f"the cursor has passed post {post_id}, which has no row" for post_id in passed if post_id not in kept]


def _passed(walk: Walk, number: int) -> bool:
    """Whether a walk that stands there has read what has this number."""
    if number <= int(walk.mark or 0):
        return True
    if walk.back is None:
        return number <= int(walk.forward or 0)
    top = walk.forward or next(iter(walk.newest), "0")  # it went up to there, and now looks below
    return int(walk.back) <= number <= int(top)


def sums(connection: Connection) -> list[str]:
    """Whether fetched = queued + set aside + seen before, and the rows are as many."""
    tally = connection.execute(select(Listener)).one()
    rows = dict(connection.execute(select(Mention.state, func.count()).group_by(Mention.state)).all())
    wrong = []
    if tally.fetched != tally.queued + tally.set_aside + tally.seen_before:
        wrong.append("fetched is not queued + set aside + seen before")
    if (tally.queued, tally.set_aside) != (rows.get(NEW, 0) + rows.get(SORTED, 0), rows.get(SET_ASIDE, 0)):
        wrong.append(f"the listener counted {tally.queued} queued and {tally.set_aside} set aside, the rows are {rows}")
    return wrong
