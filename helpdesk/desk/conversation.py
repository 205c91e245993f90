"""One conversation, whole: the thread with our answers and their true state, why it came here, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Connection, Row, bindparam, select

from helpdesk.desk.answerable import Barred, barred, price
from helpdesk.desk.following import follows
from helpdesk.desk.merging import absorbed, merged_into
from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.desk.story import sentence
from helpdesk.desk.story_posts import why
from helpdesk.desk.tagging import tags
from helpdesk.desk.thread import Said, on_its_way, thread, unsent
from helpdesk.language import gettext as _
from helpdesk.networks.addressing import opening
from helpdesk.policy.passed_over import told as passed_over
from helpdesk.policy.revisions import in_force
from helpdesk.policy.topics import Topic
from helpdesk.records.accounts import Account
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.clocks import IS_LIVE, IS_RUNNING, Clock
from helpdesk.records.conversations import SNOOZED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import PENDING
from helpdesk.records.staff import Staff, Team

ASSIGNING = ("opened", "followed_up", "reopened", "handed_out", "returned", "escalated")
PEOPLE = ("staff", "to", "previous", "author")  # keys under which events name members of staff

_HERE = bindparam("conversation", type_=BigInteger)
_HEAD = (
    select(
        *(Conversation.id, Conversation.version, Conversation.status, Conversation.topic, Conversation.priority),
        *(Conversation.team_id, Conversation.staff_id, Conversation.due_at, Conversation.waiting_since),
        Conversation.snoozed_until,
        *(Account.handle.label("account"), Account.network, Account.listen_only),
        *(Author.name, Author.handle, Author.followers),
    )
    .join(Account, Account.id == Conversation.account_id)
    .join(Author, Author.id == Conversation.author_id)
    .where(Conversation.id == _HERE)
)
_EVENTS = (
    select(Event.id, Event.at, Event.kind, Event.staff_id, Event.data)
    .where(Event.conversation_id == _HERE)
    .order_by(Event.id)
)
_CLOCK = (
    select(Clock.kind, Clock.target_minutes)
    .where(Clock.conversation_id == _HERE, IS_LIVE, IS_RUNNING)
    .order_by(Clock.due_at)
)
_PEOPLE = select(Staff.id, Staff.name).where(among(Staff.id, "numbers"))
_TEAMS = select(Team.id, Team.name)


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
    topic_key: str
    priority: str
    team_id: int
    team: str
    owner_id: int | None
    owner: str | None
    due_at: datetime | None
    snoozed_until: datetime | None  # while it is put off
    waiting_since: datetime | None
    clock: str | None  # the kind of the running clock that is due next
    target_minutes: int | None
    account: str
    network: str
    listen_only: bool
    barred: Barred | None  # the network lets nobody answer here
    price: str | None  # what an answer costs there, where that is worth a thought
    author_name: str
    author_handle: str
    followers: int | None
    said: tuple[Said, ...]
    why: str
    by_revision: int | None  # of the policy: by it the desk gave the conversation to somebody, or to nobody, last
    passed_over: tuple[str, ...]  # who did not get it the last time that the desk gave it to somebody, and why
    history: tuple[Told, ...]
    on_its_way: bool  # an answer is queued, being sent or not confirmed: the composer waits
    merged_into: int | None  # the conversation that goes on instead of this one
    absorbed: tuple[int, ...]  # those that were merged into this one
    pending: Said | None  # an answer that waits for approval
    opening: str  # what the network needs in front of an answer
    tags: tuple[str, ...]
    follows: bool  # the person who asks follows it
    topics: tuple[Topic, ...]  # which it could have
    unsent: str | None  # the words of the newest answer when it did not get out, to be sent again


def conversation_page(connection: Connection, conversation_id: int, me: int, zone: ZoneInfo) -> ConversationPage:
    """The page for the person `me`, who reads times in `zone`. Raises Refused (404) when there is none."""
    head = _head(connection, conversation_id)
    events = connection.execute(_EVENTS, {"conversation": conversation_id}).all()
    people = _people(connection, {head.staff_id, *_named(events)})
    teams = dict(connection.execute(_TEAMS).all())
    policy = in_force(connection)
    topic = policy.topic(head.topic)
    name = topic.name if topic else head.topic
    assigned = next((event.data for event in reversed(events) if event.data.get("passed")), None)
    by_revision = next((each.data["revision"] for each in reversed(events) if _assigns(each)), None)
    opened: dict[str, Any] = next((event.data for event in events if event.kind == "opened"), {})
    clock = connection.execute(_CLOCK, {"conversation": conversation_id}).first()
    history = tuple(
        Told(event.id, event.at, sentence(event.kind, event.data, who=people.get(event.staff_id or 0, _("The desk")),
                                          people=people, teams=teams, zone=zone), event.data.get("mention"))
        for event in events
    )  # fmt: skip
    said = thread(connection, conversation_id, head, opened, me)
    return ConversationPage(
        id=head.id, version=head.version, status=head.status, topic=name, topic_key=head.topic, priority=head.priority,
        team_id=head.team_id, team=teams[head.team_id], owner_id=head.staff_id, owner=people.get(head.staff_id or 0),
        snoozed_until=head.snoozed_until if head.status == SNOOZED else None,
        due_at=head.due_at, waiting_since=head.waiting_since,
        clock=clock.kind if clock else None, target_minutes=clock.target_minutes if clock else None,
        account=head.account, network=head.network, listen_only=head.listen_only,
        barred=barred(connection, conversation_id), price=price(head.network),
        author_name=head.name, author_handle=head.handle, followers=head.followers,
        said=said, passed_over=tuple(passed_over(assigned, people)) if assigned else (),
        why=why(opened, topic=name, people=people, teams=teams) if opened else "", by_revision=by_revision,
        tags=tuple(tags(connection, conversation_id)), follows=follows(connection, conversation_id, me),
        topics=policy.topics, history=history, on_its_way=on_its_way(said),
        merged_into=merged_into(head.status, events), absorbed=absorbed(events),
        pending=next((post for post in said if post.state == PENDING), None),
        opening=opening(head.network, head.handle), unsent=unsent(said, opening(head.network, head.handle)),
    )  # fmt: skip


def _head(connection: Connection, conversation_id: int) -> Row[*tuple[Any, ...]]:
    found = connection.execute(_HEAD, {"conversation": conversation_id}).one_or_none()
    if found is None:
        raise Refused(_("There is no such conversation."), status=NOT_FOUND)
    return found


def _assigns(event: Row[*tuple[Any, ...]]) -> bool:
    """Whether the desk itself decided by the policy whose it is."""
    return event.kind in ASSIGNING and "revision" in event.data


def _named(events: Sequence[Row[*tuple[Any, ...]]]) -> set[int | None]:
    """The staff that the events speak of."""
    called = {number for event in events for number in event.data.get("named", ())}
    called |= {number for event in events for number, _, _ in event.data.get("passed", ())}
    return called | {event.staff_id for event in events} | {event.data.get(key) for event in events for key in PEOPLE}


def _people(connection: Connection, numbers: set[int | None]) -> dict[int, str]:
    return dict(connection.execute(_PEOPLE, {"numbers": list(numbers - {None})}).all())


def told(connection: Connection, event_id: int, *, who: str, zone: ZoneInfo) -> str:
    """The sentence of one event, as its doer is told it."""
    event = connection.execute(select(Event.kind, Event.staff_id, Event.data).where(Event.id == event_id)).one()
    teams = dict(connection.execute(_TEAMS).all())
    people = _people(connection, _named([event]))
    return sentence(event.kind, event.data, who=who, people=people, teams=teams, zone=zone)
