"""Opens and closes the doors through which other programs bring mentions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from helpdesk.desk.refused import Refused
from helpdesk.records.events import record
from helpdesk.records.safe import Safe, forget
from helpdesk.records.webhooks import Webhook, find, forget_webhook, secret_of


@dataclass(frozen=True, slots=True)
class Door:
    """One door, as it is listed."""

    name: str
    kind: str
    created_at: datetime
    received_at: datetime | None


def open_door(connection: Connection, safe: Safe, name: str, kind: str, secret: str, now: datetime) -> None:
    """Adds a door with this secret, which is kept sealed. Raises Refused when the name is taken, CannotOpen."""
    if find(connection, name) is not None:
        raise Refused(f"There is a webhook {name} already; take it away first, or choose another name.")
    made = connection.execute(insert(Webhook).values(name=name, kind=kind, created_at=now)).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row gives its key
    safe.put(connection, secret_of(made[0]), secret)
    record(connection, "webhook_added", now, name=name, signed=kind)


def close_door(connection: Connection, name: str, now: datetime) -> None:
    """Takes a door away: what comes to it is refused from now on. Raises Refused when there is none."""
    found = find(connection, name)
    if found is None:
        raise Refused(f"There is no webhook {name}; see helpdesk webhook list.")
    forget(connection, secret_of(found[0]))
    forget_webhook(connection, found[0])
    record(connection, "webhook_removed", now, name=name)


def doors(connection: Connection) -> list[Door]:
    """All doors, by name."""
    rows = connection.execute(
        select(Webhook.name, Webhook.kind, Webhook.created_at, Webhook.received_at).order_by(Webhook.name)
    )
    return [Door(*row) for row in rows]
