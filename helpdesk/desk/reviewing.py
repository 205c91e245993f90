"""A sample of what was closed without an answer, for managers to look at: was there really none needed?

Which closings are in the sample depends on nothing but their number, so it is the same for everybody, and nobody who
closes knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.orm import aliased

from helpdesk.desk import closing
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.language import gettext as _
from helpdesk.records.authors import Author
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event, record
from helpdesk.records.mentions import Mention
from helpdesk.records.staff import ADMIN, MANAGER, Staff
from helpdesk.records.turns import take_turn

MAY_REVIEW: Final = (MANAGER, ADMIN)
ONE_IN: Final = 20
WITHIN: Final = timedelta(days=30)
PAGE: Final = 20
MOST_SHOWN: Final = 400  # characters of a post
WITHOUT_ANSWER: Final = ("no_reply_needed", "spam")
REVIEWED: Final = "closing_reviewed"
_SPREAD, _PRIME = 7_919, 104_729  # numbers of events follow one another by habit; these mix them


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing in the sample. `event_id` is its number, `text` the customer's last post."""

    event_id: int
    conversation_id: int
    at: datetime
    who: str
    reason: str
    customer: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the reviews of one person's closings."""

    name: str
    reviewed: int
    wrong: int

    @property
    def share(self) -> float:
        """Of the reviewed, how many were wrong."""
        return self.wrong / self.reviewed


def to_review(connection: Connection, now: datetime, *, acting: int) -> list[Closing]:
    """The oldest closings of the sample that nobody has looked at, but for one's own and those that are open again."""
    review = aliased(Event, name="review")
    reviewed = exists().where(
        review.conversation_id == Event.conversation_id, review.kind == REVIEWED,
        review.data["closed"].as_integer() == Event.id,
    )  # fmt: skip
    found = connection.execute(
        select(
            *(Event.id, Event.conversation_id, Event.at, Staff.name.label("who"), Event.data),
            *(Author.name, Author.handle, func.substr(Mention.text, 1, MOST_SHOWN).label("text")),
        )
        .join(Staff, Staff.id == Event.staff_id)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Mention, Mention.id == Conversation.last_mention_id)
        .where(*_sampled(), Event.at > now - WITHIN, Event.staff_id != acting, Conversation.status == CLOSED, ~reviewed)
        .order_by(Event.id)
        .limit(PAGE)
    )
    return [
        Closing(row.id, row.conversation_id, row.at, row.who, row.data["reason"], row.name or row.handle, row.text)
        for row in found
    ]


def review(connection: Connection, event_id: int, *, right: bool, acting: int, at: datetime) -> None:
    """Says whether a closing was right. A wrong one is opened again, and its customer waits anew.

    For managers. Raises Refused for what is no closing of the sample, one's own, and one that was looked at already.
    """
    permitted(connection, acting, *MAY_REVIEW)
    take_turn(connection, "reviewing")  # two managers at once: the second one is told
    closed = connection.execute(
        select(Event.conversation_id, Event.staff_id).where(Event.id == event_id, *_sampled())
    ).one_or_none()
    if closed is None:
        raise Refused(_("This is no closing that is reviewed."), status=NOT_FOUND)
    if closed.staff_id == acting:
        raise Refused(_("Somebody else reviews what you closed."), status=FORBIDDEN)
    told = select(Event.data).where(Event.conversation_id == closed.conversation_id, Event.kind == REVIEWED)
    if any(data["closed"] == event_id for data in connection.execute(told).scalars()):
        raise Refused(_("Somebody has reviewed this one already."))
    record(
        connection, REVIEWED, at, conversation_id=closed.conversation_id, staff_id=acting, closed=event_id, right=right,
        of=closed.staff_id,
    )  # fmt: skip
    if not right:
        closing.reopen(connection, closed.conversation_id, acting=acting, at=at)


def judged(connection: Connection, now: datetime) -> list[Judged]:
    """By person, what the reviews of the last days found, the most wrong first."""
    since = select(Event.data).where(Event.kind == REVIEWED, Event.at > now - WITHIN)
    all_of, wrong = Counter[int](), Counter[int]()
    for data in connection.execute(since).scalars():
        all_of[data["of"]] += 1
        wrong[data["of"]] += not data["right"]
    named = connection.execute(select(Staff.id, Staff.name).where(Staff.id.in_(list(all_of))))
    names: Mapping[int, str] = {row.id: row.name for row in named}
    found = [Judged(names.get(person, "?"), many, wrong[person]) for person, many in all_of.items()]
    return sorted(found, key=lambda each: (-each.wrong, -each.share, each.name))


def _sampled() -> tuple[Any, ...]:
    """The condition of being in the sample."""
    chosen = (Event.id * _SPREAD) % _PRIME % ONE_IN == 0
    return Event.kind == "closed", Event.data["reason"].as_string().in_(WITHOUT_ANSWER), chosen
