"""A history of answered customers, written as the desk's own verbs leave it, many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_rows, take_ids
from helpdesk.records.clocks import FIRST_RESPONSE, MET, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import SENT, Reply
from tests.cast import Office

TARGET, MINUTE = 60, 60_000_000  # minutes, microseconds
TABLES: Sequence[tuple[type, tuple[str, ...]]] = (
    (Author, ("id", "network", "remote_id", "handle", "name", "first_seen_at")),
    (Conversation, ("id", "account_id", "author_id", "status", "topic", "priority", "team_id", "staff_id", "version",
                    "opened_at", "last_mention_id", "last_activity_at")),
    (Mention, ("id", "account_id", "remote_id", "author_id", "conversation_id", "text", "published_at", "received_at",
               "state")),
    (Clock, ("id", "conversation_id", "mention_id", "kind", "state", "target_minutes", "policy_revision",
             "calendar_revision", "step", "started_at", "due_at", "ended_at")),
    (Reply, ("id", "submit_key", "conversation_id", "mention_id", "account_id", "staff_id", "parent_remote_id", "text",
             "body", '"then"', "state", "tries", "looks", "not_before", "accepted_at", "sent_at")),
    (Event, ("id", "at", "kind", "conversation_id", "staff_id", "data")),
)  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """A customer's post and our answer to it."""

    account: str  # with its @
    post: str
    wrote_at: datetime
    answered_at: datetime


def write(office: Office, history: Iterable[Answered], at: datetime) -> None:
    """Puts the history into the office's records; accounts it doesn't have yet become listen-only ones."""
    some = list(history)
    with office.database.writing() as connection:
        accounts = {handle: _account(connection, handle, at) for handle in sorted({each.account for each in some})}
        ids = [take_ids(connection, model, len(some)) for model, _ in TABLES]
        made = [_rows(numbers, office, accounts[each.account], each) for *numbers, each in zip(*ids, some, strict=True)]
        for place, (model, columns) in enumerate(TABLES):
            insert_rows(connection, model, columns, [rows[place] for rows in made])


def _account(connection: Connection, handle: str, at: datetime) -> int:
    made = connection.execute(
        insert(Account).values(network="file", handle=handle, purpose="service", listen_only=True, created_at=at)
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def _rows(numbers: Sequence[int], office: Office, account: int, each: Answered) -> Sequence[tuple[object, ...]]:
    author, conversation, mention, clock, reply, event = numbers
    wrote, answered = stored(each.wrote_at), stored(each.answered_at)
    sent = orjson.dumps({"reply": reply, "mention": mention, "sent": answered, "published": wrote}).decode()
    return (
        (author, "file", f"author-{author}", f"author{author}", f"Author {author}", wrote),
        (conversation, account, author, "waiting", "other", "normal", office.teams["orders"], office.ada, 1, wrote,
         mention, answered),
        (mention, account, each.post, author, conversation, "(their words are not ours)", wrote, wrote, "sorted"),
        (clock, conversation, mention, FIRST_RESPONSE, MET, TARGET, 1, 1, 0, wrote, wrote + TARGET * MINUTE, answered),
        (reply, f"key-{reply}", conversation, mention, account, office.ada, each.post, "Hello!", "Hello!", "wait", SENT,
         1, 0, wrote, answered, answered),
        (event, answered, "reply_sent", conversation, office.ada, sent),
    )  # fmt: skip
