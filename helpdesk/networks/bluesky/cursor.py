"""Where the next page of a Bluesky list begins. Pure.

The cursor of a list that is sorted by time is a millisecond, and the next page begins below it: whatever shares the
millisecond of a page's last item would be skipped. So it is raised by one, if it is what we take it for. If a whole
page shares one millisecond that leads nowhere: then we go on below it, and say what is lost.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from helpdesk.networks.json_reading import CannotRead, moment
from helpdesk.networks.protocol import Gap

MILLISECOND = timedelta(milliseconds=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Onwards(NamedTuple):
    """The cursor of the page that follows, None after the last; `gap` when something between them cannot be had."""

    cursor: str | None
    gap: Gap | None = None


def next_page(asked: str | None, last: datetime | None, given: str | None) -> Onwards:
    """Where to go on after a page that was asked for with `asked`, ends with an item of `last`, and gave a cursor."""
    if given is None:
        return Onwards(None)
    below, before = _of_cursor(given), _of_cursor(asked)
    wanted = given
    if below is not None and last is not None and milliseconds(last) == milliseconds(below):
        wanted = _written(below + MILLISECOND)
        if wanted == asked:  # a page full of one millisecond: those that did not fit on it are out of reach
            gap = Gap(below, below + MILLISECOND, "More mentions of one millisecond than the network shows at once.")
            return Onwards(given, gap)
    stuck = given == asked or (below is not None and before is not None and below >= before)
    if stuck:
        reason = "The network repeats the same page: what lies beyond it could not be read."
        return Onwards(None, Gap(None, last or BEGINNING, reason))
    return Onwards(wanted)


def _of_cursor(cursor: str | None) -> datetime | None:
    """The moment that a cursor is, so far as it is one: it is the server's own affair."""
    try:
        return moment(cursor) if cursor is not None else None
    except CannotRead:
        return None


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(at: datetime) -> int:
    return (at - BEGINNING) // MILLISECOND


def moment_at(milliseconds: int) -> datetime:
    return BEGINNING + milliseconds * MILLISECOND
