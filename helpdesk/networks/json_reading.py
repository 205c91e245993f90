"""What every reader of a network's JSON begins with: nothing is believed before it is looked at. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from helpdesk.networks.errors import Uncertain

LONGEST_ID = 255
LONGEST_URL = 2000


class CannotRead(ValueError):
    """What the network gave is not what its documentation promises; says which part."""


def fields(value: object, what: str) -> Mapping[str, object]:
    """`value` as a JSON object. Raises CannotRead."""
    if not isinstance(value, dict):
        raise CannotRead(f"{what} is not a JSON object")
    return value


def listed(value: object, status: int) -> list[object]:
    """The list that an answer with this status must be. Raises Uncertain."""
    if not isinstance(value, list):
        raise Uncertain("The network answered with something else than a list.", status)
    return value


def usable_id(value: object, what: str) -> str:
    """An id, usable in a path and a column. Raises CannotRead."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 <= value < 10**30 else ""
    usable = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable() and " " not in value
    if not isinstance(value, str) or not usable or value in (".", ".."):
        raise CannotRead(f"{what} has no usable id")
    return value


def moment(value: object) -> datetime:
    """A moment of ISO 8601 in UTC; without a zone it is taken for UTC. Raises CannotRead."""
    if not isinstance(value, str):
        raise CannotRead("the post has no date")
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CannotRead("the post has no readable date") from error


def web_address(value: object) -> str | None:
    """An http or https address that fits its column; None for all else."""
    usable = isinstance(value, str) and len(value) <= LONGEST_URL and value.isprintable()
    return value if isinstance(value, str) and usable and value.startswith(("https://", "http://")) else None


def word(value: object) -> str | None:
    """A language or another short word of a network; None for all else."""
    return value if isinstance(value, str) and 0 < len(value) <= 35 and value.isprintable() else None


def not_understood(error: CannotRead, status: int) -> Uncertain:
    """What an answer is that cannot be read: perhaps the request was carried out."""
    return Uncertain(f"The network answered, but not with what it promises: {error}.", status)


def as_given(value: object) -> str:
    """What could not be read, as text for its row; empty when it is nested more deeply than can be written down."""
    try:
        return json.dumps(value)
    except RecursionError:
        return ""
