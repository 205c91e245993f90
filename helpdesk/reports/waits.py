"""Customers' waits as the records tell them: one for each clock, with what reports sort them by.

Settled ones are kept as columns (blocks.py). Here is what those don't know: who still waits, and what ended or changed
since they were kept.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import BigInteger

from helpdesk.records.accounts import Account
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.clocks import IS_OVER, MET, PAUSED, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import HOLD, Reply
from helpdesk.records.settled_waits import ReportMark
from helpdesk.reports.conditions import Condition
from helpdesk.reports.question import BANDS

NOT_DUE = stored(datetime(9999, 1, 1, tzinfo=UTC))


def _number(column: Any) -> Any:
    return type_coerce(column, BigInteger)


def _nothing() -> Any:
    return cast(null(), BigInteger)


def band() -> Any:
    """The band of followers an author is in, as the text of where it begins."""
    steps = [(Author.followers >= begins, str(begins)) for begins in reversed(BANDS)]
    return case(*steps, else_=None)


def _sender() -> Any:
    """Who sent the answer that ended the clock: only one that is on the network has a `sent_at`.

    Not asked for its state: SQLite would go through all sent replies, by the index on that.
    """
    ended_it = (Reply.conversation_id == Clock.conversation_id, Reply.sent_at == Clock.ended_at, Reply.then != HOLD)
    return select(Reply.staff_id).where(*ended_it).order_by(Reply.id).limit(1).scalar_subquery()


def _due() -> Any:
    """When the clock is due. An end that rests in time has no due time before it goes on (sla/resting.py)."""
    return case(
        (and_(Clock.state == PAUSED, Clock.left > 0), literal(NOT_DUE, BigInteger)), else_=_number(Clock.due_at)
    )


ENDED = IS_OVER
GOING_ON = text("clocks.ended_at IS NULL")

_CLOCKS = (
    select(
        *(Clock.id, Clock.conversation_id, Clock.mention_id, Clock.kind, Clock.state),
        Clock.target_minutes.label("target"),
        *(_number(Clock.started_at).label("published"), _due().label("due")),
        # A person may open a conversation again: then the wait begins later than its last post came.
        case((Mention.received_at < Clock.started_at, _number(Clock.started_at)), else_=_number(Mention.received_at))
        .label("received"),
        _number(Clock.ended_at).label("ended"),
        case((Clock.state == MET, _sender()), else_=Conversation.staff_id).label("staff"),
        *(Conversation.team_id.label("team"), Conversation.topic.label("topic")),
        *(Conversation.account_id.label("account"), Account.network.label("network")),
        *(Conversation.priority.label("priority"), Mention.lang.label("language"), band().label("followers")),
        _number(Clock.held_at).label("held"),
        # Worked out where it is wanted (business_hours.py): the database knows no opening hours.
        *(Clock.calendar.label("calendar"), Clock.calendar_revision.label("revision"), _nothing().label("business")),
    )
    .join(Conversation, Conversation.id == Clock.conversation_id)
    .join(Mention, Mention.id == Clock.mention_id)
    .join(Account, Account.id == Conversation.account_id)
    .join(Author, Author.id == Conversation.author_id)
)  # fmt: skip
OPEN, OVER = _CLOCKS.where(GOING_ON).subquery("live"), _CLOCKS.where(ENDED).subquery("over")


UNTOUCHING = ("opened", "followed_up", "breached", "reply_accepted")  # events that leave every settled wait as it was
_CHANGED = select(Event.conversation_id.label("changed")).where(
    Event.id > func.coalesce(select(ReportMark.event_id).scalar_subquery(), 0),
    Event.kind.not_in(UNTOUCHING),
    Event.conversation_id.is_not(None),
)


def going_on(condition: Condition, *names: str) -> Select[*tuple[Any, ...]]:
    """The waits that go on and meet a condition."""
    return select(*(OPEN.c[name] for name in names)).where(condition(OPEN.c))


def settled_lately(condition: Condition, *names: str) -> Select[*tuple[Any, ...]]:
    """The waits that ended, of the conversations `changed`, a parameter: those that have since they were kept.

    A list, not a query within: PostgreSQL would go through all that ever ended to see which are among them.
    """
    return select(*(OVER.c[name] for name in names)).where(among(OVER.c.conversation_id, "changed"), condition(OVER.c))


def changed_since_kept(connection: Connection) -> list[int]:
    """The conversations of which something was told since settled waits were kept."""
    return sorted({number for number in connection.execute(_CHANGED).scalars() if number is not None})
