"""A delivery of another program, through a signed door, into the queue: verified, then read, then written down at once.

The delivery's id is noted in the transaction that takes its posts in. So a crash before it loses nothing (the sender
tries again) and one after it doubles nothing (the id is known).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from helpdesk.clock import Clock
from helpdesk.intake import signatures
from helpdesk.intake.files import Imported, put_in, read_numbered
from helpdesk.intake.signatures import NotVerified
from helpdesk.intake.x_activity import Activity, activities, take_in_activity
from helpdesk.networks.json_reading import as_given
from helpdesk.records.database import Database
from helpdesk.records.safe import Safe
from helpdesk.records.webhooks import STANDARD, Webhook, X, find, first_time, secret_of

MOST = 500  # posts of one delivery, so that nobody else waits long for the database
UNKNOWN = signatures.new_secret()  # a name that is not there takes as long as a wrong signature, and says the same


class TooMany(Exception):
    """The delivery holds more than one transaction should."""


@dataclass
class Received(Imported):
    """What became of a delivery. `again`: it was taken in before, and is not once more."""

    again: bool = False
    ignored: int = 0  # events of a kind that is no mention


def receive(
    database: Database, clock: Clock, safe: Safe, name: str, headers: Mapping[str, str], body: bytes
) -> Received:
    """Takes in one delivery (headers by lower-case name).

    Raises NotVerified with nothing read, TooMany with nothing written, CannotOpen when the safe does.
    """
    now = clock.now()
    webhook_id, kind, secret = _door(database, safe, name)
    if kind == X:
        signatures.by_x(secret, headers.get("x-twitter-webhooks-signature", ""), body)
        return _events(database, webhook_id, activities(body), now)
    delivery = signatures.standard(secret, headers, body, now)
    if not webhook_id:
        raise NotVerified("There is no such door.")
    return _posts(database, webhook_id, delivery, lines(body), now)


def answer_to_x(database: Database, safe: Safe, name: str, crc_token: str) -> str | None:
    """What X expects for its token; None when no door of this name is for X."""
    _, kind, secret = _door(database, safe, name)
    return signatures.crc_answer(secret, crc_token) if kind == X else None


def lines(body: bytes) -> list[bytes]:
    """The posts of a body, each as one line of the import format: an object, a list of them, or JSON Lines."""
    text = body.strip()
    if text.startswith(b"["):
        found = _json(text)
        if isinstance(found, list):  # what is nested too deeply to be written stays a line, to be refused by number
            return [(as_given(each) or "[]").encode() for each in found]
        return [text]
    if text.startswith(b"{") and isinstance(_json(text), dict):
        return [text.replace(b"\n", b" ").replace(b"\r", b" ")]
    return text.split(b"\n")


def _json(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _door(database: Database, safe: Safe, name: str) -> tuple[int, str, str]:
    found = None
    if name.isprintable():  # PostgreSQL refuses a NUL
        with database.reading() as connection:
            found = find(connection, name)
    if found is None:
        return 0, STANDARD, UNKNOWN
    secret = safe.read(secret_of(found[0]))
    return (0, STANDARD, UNKNOWN) if secret is None else (*found, secret)


def _posts(database: Database, webhook_id: int, delivery: str, given: list[bytes], now: datetime) -> Received:
    if len(given) > MOST:
        raise TooMany(f"A delivery may hold {MOST} posts; this one holds {len(given)}. Send it in parts.")
    result = Received()
    good = read_numbered(list(enumerate(given, 1)), result)
    if not good:
        return result  # nothing to remember: what is sent again may be mended
    with database.writing() as connection:
        if not first_time(connection, webhook_id, delivery, now):
            return Received(again=True)
        put_in(connection, now, good, result)
        _note(connection, webhook_id, now)
    return result


def _events(database: Database, webhook_id: int, events: list[Activity], now: datetime) -> Received:
    result = Received()
    with database.writing() as connection:
        for event in events:
            if event.uuid and not first_time(connection, webhook_id, event.uuid, now):
                result.again = True
                continue
            take_in_activity(connection, event, result, now)
        _note(connection, webhook_id, now)
    return result


def _note(connection: Connection, webhook_id: int, now: datetime) -> None:
    connection.execute(update(Webhook).where(Webhook.id == webhook_id).values(received_at=now))
