"""Nothing twice, nothing false: the outbox against the network's log [I4-I7]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from helpdesk.records.replies import (
    CHAINED,
    DISCARDED,
    FAILED,
    HELD,
    LIVE,
    PENDING,
    QUEUED,
    RETURNED,
    SENDING,
    SENT,
    UNKNOWN,
    WITHDRAWN,
    Attempt,
    Reply,
)
from helpdesk.records.stops import may_post
from tests.crashes.network import BRAND

Posts = dict[str, list[dict[str, Any]]]
WORDS = "words: "  # begins the key of a post on a network that knows no keys: it is told by its words
WITHIN_SIGHT = 2_000  # of our newest posts: as many as a look for a lost answer goes through
OF_STATE = {
    SENT: (1,),
    **dict.fromkeys((QUEUED, HELD, FAILED, CHAINED, DISCARDED, WITHDRAWN, PENDING, RETURNED), (0,)),
    **dict.fromkeys((SENDING, UNKNOWN), (0, 1)),
}  # fmt: skip


def always(connection: Connection, truth: list[dict[str, Any]]) -> list[str]:
    """Doubles, posts that nobody accepted or in the wrong place, and states that say what isn't so."""
    replies = connection.execute(select(Reply)).all()
    posts = _posts(truth, replies)
    accepted = {reply.submit_key for reply in replies}
    wrong = [f"a post with the key {key} that nobody accepted" for key in posts if key not in accepted]
    live: dict[int, int] = defaultdict(int)
    for reply in replies:
        live[reply.conversation_id] += reply.state in LIVE
        wrong += _dishonest(reply, posts.get(reply.submit_key, []))
        attempts = connection.execute(
            select(Attempt.number, Attempt.ended_at).where(Attempt.reply_id == reply.id).order_by(Attempt.number)
        ).all()
        if [attempt.number for attempt in attempts] != list(range(1, reply.tries + 1)):
            wrong.append(f"reply {reply.id} was tried {reply.tries} times, its attempts are {len(attempts)}")
        if sum(attempt.ended_at is None for attempt in attempts) != (reply.state == SENDING):
            wrong.append(f"reply {reply.id} is {reply.state}, its attempts say otherwise")
    return wrong + [f"conversation {number} has {many} live replies" for number, many in live.items() if many > 1]


def settled(connection: Connection, truth: list[dict[str, Any]]) -> list[str]:
    """Replies that never became final, and doubts although the post can be seen."""
    may = may_post(Reply.account_id)  # what is stopped waits, and rightly so
    waiting = connection.execute(select(Reply.id, Reply.state).where(Reply.state.in_((QUEUED, SENDING)), may))
    wrong = [f"reply {reply.id} is still {reply.state}" for reply in waiting]
    doubts = doubts_with_a_post(connection, truth)
    return wrong + [f"reply {number} is unknown, but its post is there to be found" for number in doubts[True]]


def doubts_with_a_post(connection: Connection, truth: list[dict[str, Any]]) -> dict[bool, list[int]]:
    """The unknown replies that are on the network after all, by whether their post is still within sight."""
    unknown = connection.execute(select(Reply.id, Reply.submit_key, Reply.text).where(Reply.state == UNKNOWN)).all()
    posts = _posts(truth, unknown)
    in_sight = [post["id"] for post in truth if post["author"] == BRAND][-WITHIN_SIGHT:]
    found: dict[bool, list[int]] = {True: [], False: []}
    for reply in unknown:
        for post in posts.get(reply.submit_key, []):
            found[post["id"] in in_sight].append(reply.id)
    return found


def _dishonest(reply: Any, posts: list[dict[str, Any]]) -> list[str]:
    wrong = []
    if len(posts) > 1:
        wrong.append(f"reply {reply.id} was posted {len(posts)} times")
    if len(posts) not in OF_STATE[reply.state]:
        wrong.append(f"reply {reply.id} is {reply.state}, and on the network {len(posts)} times")
    for post in posts:
        if (post["parent"], post["text"]) != (reply.parent_remote_id, reply.text):
            wrong.append(f"reply {reply.id} was posted with other words or in another place")
    if reply.remote_id is not None and reply.remote_id not in [post["id"] for post in posts]:
        wrong.append(f"reply {reply.id} claims post {reply.remote_id}, which isn't its own")
    return wrong


def _posts(truth: list[dict[str, Any]], replies: Iterable[Any]) -> Posts:
    """What the company published, by the key of the reply it came from. Without a key it was not the desk."""
    said = {WORDS + reply.text: reply.submit_key for reply in replies}
    posts: Posts = defaultdict(list)
    for post in truth:
        if post["author"] == BRAND and post["idempotency_key"]:
            key = str(post["idempotency_key"])
            posts[said.get(key) or key.partition("#")[0]].append(post)
    return posts
