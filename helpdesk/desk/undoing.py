"""Taking back what one has just done, as long as nothing else has happened to it since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, inspect, select

from helpdesk.desk import approving, following, noise, noting, tagging, withdrawing
from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.desk.staffing import set_on_duty
from helpdesk.desk.standing import NOT_FOUND, standing
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import CLOSED, Conversation, Standing, change
from helpdesk.records.events import Event, record
from helpdesk.records.moment import UtcDateTime, read_back
from helpdesk.sla.clocks import cancel, rest, revive

CANNOT = N_("This can't be taken back: something else has happened since. Look at it as it is now.")
ABOUT_NONE = ("let_pass", "staff_on_duty")  # what can be taken back and is about no conversation


def undo(connection: Connection, event_id: int, *, acting: int, at: datetime) -> int | None:
    """Takes back what the event tells of; gives the conversation, if it is about one. Twice is once.

    Raises Refused when it was somebody else's doing, can't be taken back, or something has happened since.
    """
    event = connection.execute(
        select(Event.id, Event.kind, Event.at, Event.conversation_id, Event.staff_id, Event.data)
        .where(Event.id == event_id)
    ).one_or_none()  # fmt: skip
    if event is None or (event.conversation_id is None and event.kind not in ABOUT_NONE):
        raise Refused(_("There is nothing to take back."), status=NOT_FOUND)
    if event.staff_id != acting:
        raise Refused(_("Only who did this can take it back."), status=FORBIDDEN)
    if event.kind == "let_pass":
        return noise.aside_again(connection, event.data["mention"], acting=acting, at=at)
    if event.kind == "staff_on_duty":
        set_on_duty(connection, event.data["member"], not event.data["on_duty"], at, acting=acting)
        return None
    before = standing(connection, event.conversation_id, acting=acting)
    _take_back(connection, event, before, acting, at)
    return int(event.conversation_id)


def parts(connection: Connection, event_id: int) -> list[int]:
    """The events of what was done to many at once; else the event alone."""
    found = connection.execute(select(Event.data).where(Event.id == event_id, Event.kind == "done_to_many")).scalar()
    return list(found["events"]) if found else [event_id]


def _take_back(
    connection: Connection, event: Row[*tuple[Any, ...]], before: Standing, acting: int, at: datetime
) -> None:
    number, data = before.id, event.data
    match event.kind:
        case "tagged" | "untagged" if _tag_changed_since(connection, event):
            raise Refused(_(CANNOT))
        case "tagged":
            tagging.untag(connection, number, data["word"], acting=acting, at=at)
        case "untagged":
            tagging.tag(connection, number, data["word"], acting=acting, at=at)
        case "followed":
            following.unfollow(connection, number, acting=acting, at=at)
        case "unfollowed":
            following.follow(connection, number, acting=acting, at=at)
        case "noted":
            noting.withdraw(connection, data["note"], acting=acting, at=at)
        case "reply_accepted":
            withdrawing.withdraw(connection, data["reply"], acting=acting, at=at)
        case "reply_approved":
            approving.reconsider(connection, event.id, acting=acting, at=at)
        case _:
            _restore(connection, event, before, acting, at)


def _tag_changed_since(connection: Connection, event: Row[*tuple[Any, ...]]) -> bool:
    """Whether somebody else put the same tag on or took it off since; one's own second press is no such thing."""
    later = select(Event.data).where(
        Event.conversation_id == event.conversation_id, Event.id > event.id, Event.kind.in_(("tagged", "untagged")),
        Event.staff_id != event.staff_id,
    )  # fmt: skip
    return any(data["word"] == event.data["word"] for data in connection.execute(later).scalars())


def _restore(connection: Connection, event: Row[*tuple[Any, ...]], before: Standing, acting: int, at: datetime) -> None:
    """Puts the columns back that the event says were changed, and the clocks with them."""
    was = event.data.get("was")
    if was is None:
        raise Refused(_("This can't be taken back."))
    if event.data["made"] != before.version:
        raise Refused(_(CANNOT))
    if event.kind == "closed":
        revive(connection, before.id, cancelled_at=event.at)
    if event.kind == "reopened":
        if was["status"] == CLOSED:
            cancel(connection, before.id, at=at)
        else:
            rest(connection, before.id, at=at)
    change(connection, before, **{name: _value(name, value) for name, value in was.items()})
    if event.data.get("into"):
        record(connection, "parted", at, conversation_id=event.data["into"], staff_id=acting, other=before.id)
    record(connection, "undone", at, conversation_id=before.id, staff_id=acting, undid=event.kind, event=event.id)


def _value(name: str, stored: Any) -> Any:
    column = inspect(Conversation).columns[name]
    return read_back(stored) if stored is not None and isinstance(column.type, UtcDateTime) else stored
