"""Looks at the network before a reply leaves: is the post still there, still the same, and still unanswered?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from helpdesk.networks.errors import Missing
from helpdesk.networks.protocol import Network, Post, Posted
from helpdesk.outbox.claiming import Due
from helpdesk.outbox.same_words import same_words
from helpdesk.records.replies import SENT, Reply

NEWEST = 40  # of our own posts, back to the customer's


@dataclass(frozen=True)
class Seen:
    """What a look found. `post` is None when it is gone; `ours` are our own posts under it, the oldest first."""

    post: Post | None
    ours: tuple[Posted, ...]


def look(network: Network, due: Due) -> Seen:
    """Two requests. Raises NetworkError when the network shows us neither.

    A later part of an answer stands under the part before it, which was just seen: there is nothing to look for.
    """
    if due.part > 1 and not due.in_doubt:
        return Seen(None, ())
    try:
        post = network.read(due.parent_remote_id) if due.part == 1 else None
    except Missing:
        return Seen(None, ())
    own = network.own_posts(NEWEST, due.asked_at)
    under = [each for each in own if each.parent_remote_id == due.parent_remote_id]
    return Seen(post, tuple(sorted(under, key=lambda each: each.published_at)))


def itself(seen: Seen, due: Due) -> Posted | None:
    """This very reply, when an earlier try of it did arrive."""
    if not due.in_doubt:
        return None
    ours = (post for post in seen.ours if post.author_remote_id == (due.own_id or post.author_remote_id))
    return next((post for post in ours if same_words(post.text, due.text)), None)


def elsewhere(connection: Connection, seen: Seen, due: Due) -> Posted | None:
    """An answer of ours under the same post that this desk did not write, and nobody insisted in spite of."""
    sent = connection.execute(
        select(Reply.remote_id, Reply.text).where(
            Reply.conversation_id == due.conversation_id,  # all answers to one post are in one; this has an index
            Reply.account_id == due.account_id,
            Reply.parent_remote_id == due.parent_remote_id,
            Reply.state == SENT,
        )
    ).all()
    known = {row.remote_id for row in sent}
    texts = [row.text for row in sent if row.remote_id is None]  # a person said that these are there
    for post in seen.ours:
        ours = post.remote_id in known or any(same_words(post.text, text) for text in texts)
        if not ours and (due.insisted_at is None or post.published_at > due.insisted_at):
            return post
    return None
