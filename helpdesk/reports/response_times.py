"""The response-time report: first responses to the customers who wrote in a period, in groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, select

from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.accounts import Account
from helpdesk.records.clocks import CANCELLED, FIRST_RESPONSE, MET, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import SENT, Reply
from helpdesk.records.staff import Staff, Team
from helpdesk.reports.figures import Figures, Wait, figures
from helpdesk.reports.periods import Period

By = Literal["day", "staff", "team", "topic", "account"]
GROUPINGS: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the report."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The customers whose first post was published in `period`, all together and in groups."""

    period: Period
    by: By
    total: Figures
    groups: tuple[Group, ...]


def report(connection: Connection, period: Period, by: By, now: datetime) -> Report:
    """Computes the report as it stands at `now`. Groups are in the order of their labels; empty ones are left out."""
    rows = connection.execute(_waits(period)).all()
    name = _names(connection, by, period)
    groups: dict[str, tuple[str, list[Wait]]] = {}
    waits = []
    for row in rows:
        wait = _wait(row)
        waits.append(wait)
        key, label = name(row)
        groups.setdefault(key, (label, []))[1].append(wait)
    lines = [Group(key, label, figures(some, now)) for key, (label, some) in groups.items()]
    return Report(period, by, figures(waits, now), tuple(sorted(lines, key=lambda line: (line.label, line.key))))


def _waits(period: Period) -> Any:
    """One row for each first-response clock that began in the period. Credit goes to who sent the first answer."""
    sender = (
        select(Reply.staff_id)
        .where(Reply.conversation_id == Clock.conversation_id, Reply.state == SENT)
        .order_by(Reply.sent_at, Reply.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            *(Clock.started_at, Clock.due_at, Clock.ended_at, Clock.state, Mention.received_at),
            *(Conversation.topic, Conversation.team_id, Conversation.account_id),
            *(Conversation.staff_id, sender.label("sender_id")),
        )
        .join(Conversation, Conversation.id == Clock.conversation_id)
        .join(Mention, Mention.id == Clock.mention_id)
        .where(Clock.kind == FIRST_RESPONSE, Clock.started_at >= period.start, Clock.started_at < period.end)
    )


def _wait(row: Row[*tuple[Any, ...]]) -> Wait:
    return Wait(
        published_at=row.started_at,
        received_at=row.received_at,
        due_at=row.due_at,
        answered_at=row.ended_at if row.state == MET else None,
        closed_without_need=row.state == CANCELLED,
    )


def _names(connection: Connection, by: By, period: Period) -> Callable[[Row[*tuple[Any, ...]]], tuple[str, str]]:
    """How a row's group is called: a key for links, and a label for people."""
    if by == "day":
        return lambda row: (str(period.day_of(row.started_at)), str(period.day_of(row.started_at)))
    if by == "topic":
        names = _topic_names(connection)
        return lambda row: (row.topic, names.get(row.topic, row.topic))
    if by == "staff":
        people = dict(connection.execute(select(Staff.id, Staff.name)).all())
        return lambda row: _named(people, row.sender_id if row.state == MET else row.staff_id, "Nobody yet")
    labels = {
        "team": select(Team.id, Team.name),
        "account": select(Account.id, Account.handle),
    }[by]
    known = dict(connection.execute(labels).all())
    return lambda row: _named(known, row.team_id if by == "team" else row.account_id, "")


def _topic_names(connection: Connection) -> dict[str, str]:
    try:
        return {topic.key: topic.name for topic in in_force(connection).topics}
    except NoPolicy:
        return {}


def _named(names: dict[int, str], number: int | None, nobody: str) -> tuple[str, str]:
    return (str(number or ""), names.get(number or 0, nobody))
