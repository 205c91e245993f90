"""From the team's queue to whoever comes free: the oldest deadline first.

Somebody comes free by going on duty, by the beginning of their shift, or by answering or closing when they held as many
as they take. Nothing tells of it: a scan looks who is free and what waits, so that it may be late, or run twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, bindparam, select

from helpdesk.clock import Clock
from helpdesk.records.among import among
from helpdesk.records.bulk import insert_rows, update_rows
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored, stored
from helpdesk.records.turns import take_turn
from helpdesk.sla.being_answered import being_answered
from helpdesk.sla.duty import shifts_in_force
from helpdesk.triage.assigning import Assigning

BATCH: Final = 200
REST: Final = timedelta(minutes=10)  # what a person put back is left to colleagues, and to an undo, for so long

_QUEUE = (Conversation.status == OPEN, Conversation.staff_id.is_(None))
ANY_WAITS = select(Conversation.id).where(*_QUEUE, among(Conversation.team_id, "teams")).limit(1)
OLDEST = (
    select(
        *(Conversation.id, Conversation.version, Conversation.author_id, Conversation.topic, Mention.lang),
        as_stored(Conversation.due_at).label("due"),
    )
    .join(Mention, Mention.id == Conversation.last_mention_id)
    .where(*_QUEUE, Conversation.team_id == bindparam("team"), ~being_answered())
    .order_by(Conversation.due_at, Conversation.id)
    .limit(BATCH)
    .with_for_update(of=Conversation)
)
LEFT = (
    select(*(Event.conversation_id, Event.at, Event.staff_id, Event.data))
    .where(among(Event.conversation_id, "ids"), Event.kind.in_(("put_back", "moved")))
    .order_by(Event.id)
)
EVENT = ("at", "kind", "conversation_id", "data")


def hand_out_queues(database: Database, clock: Clock) -> bool:
    """Gives what waits in the queues to who is free; true when there may be more. A step of the worker."""
    now = clock.now()
    with database.reading() as connection:
        assigning = Assigning(connection, shifts_in_force(connection), now)
        if not _waits(connection, assigning.free_teams()):
            return False
    with database.writing() as connection:
        take_turn(connection, "triage")
        assigning = Assigning(connection, shifts_in_force(connection), now)
        more = hand_out(connection, assigning, now)
        assigning.write(connection, now)
    return bool(more)


def hand_out(connection: Connection, assigning: Assigning, now: datetime) -> set[int]:
    """Gives the oldest of each team's queue to who is free; gives the teams that have more than one batch.

    Call it when it is triage's turn, and write what `assigning` gave in the same transaction.
    """
    free, more = assigning.free_teams(), set[int]()
    if not _waits(connection, free):
        return more
    rows, events, at = [], [], stored(now)
    for team in free:
        waiting = connection.execute(OLDEST, {"team": team, "now": now}).all()
        given = _give(connection, assigning, team, waiting, now)
        rows += [(to, row.version + 1, row.id) for row, to, _ in given]
        events += [(at, "handed_out", row.id, orjson.dumps(told).decode()) for row, _, told in given]
        if len(waiting) == BATCH and len(given) > BATCH // 2:
            more.add(team)
    update_rows(connection, Conversation, ("staff_id", "version"), rows)
    insert_rows(connection, Event, EVENT, events)
    return more


def _waits(connection: Connection, teams: list[int]) -> bool:
    return bool(teams) and connection.execute(ANY_WAITS, {"teams": teams}).first() is not None


def _give(
    connection: Connection, assigning: Assigning, team: int, waiting: Sequence[Row[Any]], now: datetime
) -> list[tuple[Row[Any], int, dict[str, Any]]]:
    left = {row.conversation_id: row for row in connection.execute(LEFT, {"ids": [row.id for row in waiting]})}
    assigning.meet({row.author_id for row in waiting})
    given = []
    for row in waiting:
        if not assigning.is_free(team):
            break
        back = left.get(row.id)
        if back is not None and _by_choice(back.data) and now - back.at < REST:
            continue
        had = back.data.get("previous") if back is not None else None
        to, told = assigning.pick(team, author=row.author_id, topic=row.topic, due=row.due, lang=row.lang, without=had)
        if to is not None:
            given.append((row, to, {"to": to, "previous": None, **told}))
    return given


def _by_choice(left: Mapping[str, Any]) -> bool:
    """Whether somebody put it into the queue by hand, and not because they, or their seat, are gone."""
    return "made" in left and not left.get("handed_over")
