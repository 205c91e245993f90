"""The records among themselves: counts equal a recount, each change has its event, each row its place [I10, I14]."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import SORTED, Mention
from helpdesk.records.replies import SENT, Reply
from helpdesk.records.staff import Staff, Team

REFERENCES = (  # these rows are written too often for the database to check each of them
    *((Mention.account_id, Account.id), (Mention.author_id, Author.id), (Mention.conversation_id, Conversation.id)),
    *((Conversation.account_id, Account.id), (Conversation.author_id, Author.id), (Conversation.team_id, Team.id)),
    *((Conversation.staff_id, Staff.id), (Clock.conversation_id, Conversation.id), (Clock.mention_id, Mention.id)),
)
ARRIVALS = ("opened", "followed_up", "reopened")


def always(connection: Connection, *, is_sqlite: bool) -> list[str]:
    """Where the records contradict each other."""
    wrong = [*_holding(connection), *_events(connection), *_threads(connection), *_references(connection)]
    if is_sqlite:
        wrong += [f"foreign key: {row}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        wrong += [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    return wrong


def _holding(connection: Connection) -> list[str]:
    owners = connection.execute(select(Conversation.staff_id).where(Conversation.status == OPEN)).scalars()
    recount = Counter(owners)
    return [
        f"{person.name} is said to hold {person.holding}, and holds {recount[person.id]}"
        for person in connection.execute(select(Staff))
        if person.holding != recount[person.id]
    ]


def _events(connection: Connection) -> list[str]:
    told: Counter[tuple[str, int]] = Counter()
    for event in connection.execute(select(Event)):
        if event.kind in ARRIVALS and event.data.get("mention"):
            told["arrival", event.data["mention"]] += 1
        if event.kind in ("reply_accepted", "reply_sent"):
            told[event.kind, event.data["reply"]] += 1
    sorted_ones = connection.execute(select(Mention.id).where(Mention.state == SORTED)).scalars()
    due = Counter({("arrival", number): 1 for number in sorted_ones})
    for reply in connection.execute(select(Reply.id, Reply.state)):
        due["reply_accepted", reply.id] += 1
        due["reply_sent", reply.id] += reply.state == SENT
    return [
        f"{kind} {number} was told {told[kind, number]} times instead of {due[kind, number]}"
        for kind, number in told.keys() | due.keys()
        if told[kind, number] != due[kind, number]
    ]


def _threads(connection: Connection) -> list[str]:
    placed = dict(connection.execute(select(Mention.id, Mention.conversation_id)).all())
    wrong = [
        f"conversation {row.id} ends with mention {row.last_mention_id}, which isn't in it"
        for row in connection.execute(select(Conversation.id, Conversation.last_mention_id))
        if placed.get(row.last_mention_id) != row.id
    ]
    states = connection.execute(select(Mention.id, Mention.state)).all()
    return wrong + [
        f"mention {row.id} is {row.state}, but its conversation is {placed[row.id]}"
        for row in states
        if (row.state == SORTED) != (placed[row.id] is not None)
    ]


def _references(connection: Connection) -> list[str]:
    return [
        f"{key} names {number}, which isn't there"
        for key, named in REFERENCES
        for number in connection.execute(select(key).where(key.is_not(None), key.not_in(select(named)))).scalars()
    ]
