"""One conversation, whole: the thread with our answers and their true state, why it came here, and its history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.desk.story import sentence, why
from helpdesk.networks.addressing import opening
from helpdesk.policy.revisions import in_force
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.clocks import RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import FAILED, HELD, LIVE, Reply
from helpdesk.records.staff import Staff, Team

PEOPLE = ("staff", "to", "previous")  # keys under which events name members of staff
_SIGN_OFF = re.compile(r"\s\^\S{1,8}\Z")  # what wording.compose puts behind the words


@dataclass(frozen=True, slots=True)
class Said:
    """One post of the thread: the customer's, or ours with its state and the reason of that state."""

    ours: bool
    at: datetime
    text: str
    who: str
    url: str | None
    remark: str | None
    mention_id: int | None = None
    reply_id: int | None = None
    state: str | None = None
    keyword: tuple[int, int] | None = None  # where in the text the words stand that decided the topic


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history. `number` is that of its event; `mention_id` the customer's post it speaks of."""

    number: int
    at: datetime
    sentence: str
    mention_id: int | None


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Everything the page of one conversation shows."""

    id: int
    version: int
    status: str
    topic: str
    priority: str
    team_id: int
    team: str
    owner_id: int | None
    owner: str | None
    due_at: datetime | None
    waiting_since: datetime | None
    clock: str | None  # the kind of the running clock that is due next
    target_minutes: int | None
    account: str
    network: str
    listen_only: bool
    author_name: str
    author_handle: str
    followers: int | None
    said: tuple[Said, ...]
    why: str
    history: tuple[Told, ...]
    on_its_way: bool  # an answer is queued, being sent or not confirmed: the composer waits
    opening: str  # what the network needs in front of an answer
    unsent: str | None  # the words of the newest answer when it did not get out, to be sent again


def conversation_page(connection: Connection, conversation_id: int) -> ConversationPage:
    """Raises Refused (404) when there is no such conversation."""
    head = _head(connection, conversation_id)
    events = connection.execute(
        select(Event.id, Event.at, Event.kind, Event.staff_id, Event.data)
        .where(Event.conversation_id == conversation_id)
        .order_by(Event.id)
    ).all()
    people = _people(connection, {head.staff_id, *_named(events)})
    teams = dict(connection.execute(select(Team.id, Team.name)).all())
    topic = in_force(connection).topic(head.topic)
    name = topic.name if topic else head.topic
    opened: dict[str, Any] = next((event.data for event in events if event.kind == "opened"), {})
    clock = connection.execute(
        select(Clock.kind, Clock.target_minutes)
        .where(Clock.conversation_id == conversation_id, Clock.state == RUNNING)
        .order_by(Clock.due_at)
    ).first()
    history = tuple(
        Told(event.id, event.at, sentence(event.kind, event.data, who=people.get(event.staff_id or 0, "The desk"),
                                          people=people, teams=teams), event.data.get("mention"))
        for event in events
    )  # fmt: skip
    said = _thread(connection, conversation_id, head, opened)
    return ConversationPage(
        id=head.id, version=head.version, status=head.status, topic=name, priority=head.priority,
        team_id=head.team_id, team=teams[head.team_id], owner_id=head.staff_id, owner=people.get(head.staff_id or 0),
        due_at=head.due_at, waiting_since=head.waiting_since,
        clock=clock.kind if clock else None, target_minutes=clock.target_minutes if clock else None,
        account=head.account, network=head.network, listen_only=head.listen_only,
        author_name=head.name, author_handle=head.handle, followers=head.followers,
        said=said, why=why(opened, topic=name, people=people, teams=teams) if opened else "",
        history=history, on_its_way=any(post.state in LIVE for post in said),
        opening=opening(head.network, head.handle), unsent=_unsent(said, opening(head.network, head.handle)),
    )  # fmt: skip


def _head(connection: Connection, conversation_id: int) -> Row[*tuple[Any, ...]]:
    found = connection.execute(
        select(
            *(Conversation.id, Conversation.version, Conversation.status, Conversation.topic, Conversation.priority),
            *(Conversation.team_id, Conversation.staff_id, Conversation.due_at, Conversation.waiting_since),
            *(Account.handle.label("account"), Account.network, Account.listen_only),
            *(Author.name, Author.handle, Author.followers),
        )
        .join(Account, Account.id == Conversation.account_id)
        .join(Author, Author.id == Conversation.author_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if found is None:
        raise Refused("There is no such conversation.", status=NOT_FOUND)
    return found


def _named(events: Sequence[Row[*tuple[Any, ...]]]) -> set[int | None]:
    """The staff that the events speak of."""
    return {event.staff_id for event in events} | {event.data.get(key) for event in events for key in PEOPLE}


def _people(connection: Connection, numbers: set[int | None]) -> dict[int, str]:
    return dict(connection.execute(select(Staff.id, Staff.name).where(Staff.id.in_(numbers - {None}))).all())


def _unsent(said: tuple[Said, ...], opening: str) -> str | None:
    answers = [post for post in said if post.ours]
    newest = max(answers, key=lambda post: post.reply_id or 0, default=None)
    if newest is None or newest.state not in (FAILED, HELD):
        return None
    return _SIGN_OFF.sub("", newest.text.removeprefix(opening))


def _thread(
    connection: Connection, conversation_id: int, head: Row[*tuple[Any, ...]], opened: dict[str, Any]
) -> tuple[Said, ...]:
    mentions = connection.execute(
        select(Mention.id, Mention.text, Mention.published_at, Mention.url, Mention.remark)
        .where(Mention.conversation_id == conversation_id)
        .order_by(Mention.published_at, Mention.id)
    )
    place = (opened["start"], opened["end"]) if "start" in opened else None
    posts = [
        Said(False, row.published_at, row.text, head.name, row.url, row.remark, mention_id=row.id,
             keyword=place if row.id == opened.get("mention") else None)
        for row in mentions
    ]  # fmt: skip
    replies = connection.execute(
        select(Reply, Staff.name)
        .join(Staff, Staff.id == Reply.staff_id)
        .where(Reply.conversation_id == conversation_id)
    )
    posts += [
        Said(True, row.sent_at or row.accepted_at, row.text, row.name, row.url, row.reason, reply_id=row.id,
             state=row.state)
        for row in replies
    ]  # fmt: skip
    return tuple(sorted(posts, key=lambda post: post.at))
