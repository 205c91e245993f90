"""X's Account Activity events into the queue: who named, answered or quoted us, pushed instead of polled.

The poller still asks: X promises no delivery. A post that both bring is one row, by the id of its first version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, select

from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.json_reading import CannotRead, as_given, fields
from helpdesk.networks.protocol import Post, Unreadable
from helpdesk.networks.x import reading
from helpdesk.networks.x.us import Us
from helpdesk.records.accounts import Account

if TYPE_CHECKING:
    from helpdesk.intake.webhooks import Received

MENTIONS = ("post.mention.create", "post.reply.create", "post.quote.create")
LONGEST_UUID = 255


@dataclass(frozen=True, slots=True)
class Activity:
    """One event: about whom of ours, of which kind, and the post as X gave it."""

    uuid: str | None
    kind: str
    user_id: str
    payload: object
    includes: object


def activities(body: bytes) -> list[Activity]:
    """The events of a body that was verified; what is none is left out."""
    try:
        data = fields(json.loads(body), "the delivery").get("data")
    except (ValueError, RecursionError):
        return []
    found = []
    for event in data if isinstance(data, list) else [data]:
        if not isinstance(event, dict):
            continue
        chosen = event.get("filter")
        user = chosen.get("user_id") if isinstance(chosen, dict) else None
        uuid = event.get("event_uuid")
        usable = isinstance(uuid, str) and 0 < len(uuid) <= LONGEST_UUID and uuid.isprintable()
        found.append(
            Activity(
                uuid if usable else None, str(event.get("event_type")), str(user), event.get("payload"),
                event.get("includes"),
            )
        )  # fmt: skip
    return found


def take_in_activity(connection: Connection, event: Activity, result: Received, now: datetime) -> None:
    """Takes in one event, in the caller's transaction, and counts it in `result`."""
    if event.kind not in MENTIONS:
        result.ignored += 1
        return
    account = _account(connection, event.user_id)
    if account is None:
        result.refused.append((1, f"no account of X here has the id {event.user_id[:30]!r}"))
        return
    item = _post(event, Us(account.remote_id, account.handle.removeprefix("@")))
    taken = take_in(connection, Listening(account.id, "x", account.remote_id), [item], now)
    result.queued += taken.queued
    result.set_aside += taken.set_aside
    result.seen_before += taken.seen_before


def _post(event: Activity, us: Us) -> Post | Unreadable:
    try:
        among = reading.listing({"data": [event.payload], "includes": event.includes})
        return reading.post(event.payload, among, us)
    except CannotRead as error:
        payload = event.payload
        found = payload.get("id") if isinstance(payload, dict) else None
        known = found if isinstance(found, str) and found.isdigit() and len(found) < 30 else None
        return Unreadable(known, as_given(payload), f"X gave a mention that cannot be read: {error}.")


def _account(connection: Connection, user_id: str) -> Row[int, str, str | None] | None:
    return connection.execute(
        select(Account.id, Account.handle, Account.remote_id).where(
            Account.network == "x", Account.remote_id == user_id, Account.removed_at.is_(None)
        )
    ).first()
