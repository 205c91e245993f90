"""The mark (ETag) of a page that refreshes itself: the same mark means there is nothing new to show.

It has three parts. The first says what happened at this desk: the newest event, since nothing happens without one but
that people come and begin to write, and those. Comparing it costs one small query. On a desk where something happens
all the time the others decide: they are made of what the page shows to this person, which is read for it, but only
drawn when it differs. The counts of the views have a part of their own, for they change most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import Response, make_response, render_template, request
from sqlalchemy import Connection, select

from helpdesk.desk.person import Person
from helpdesk.records.claims import WHO_CAME
from helpdesk.records.events import NEWEST
from helpdesk.web.again import again_in
from helpdesk.web.fetch import is_poll
from helpdesk.web.kept import kept
from helpdesk.web.listing import Listing

_HAPPENED = select(NEWEST, *WHO_CAME)
TRUE_FOR = 30  # seconds; words about time ("due in 12 min") are drawn anew after these


class Mark(NamedTuple):
    """One page's; empty strings are never the same."""

    happened: str
    views: str
    rest: str

    def __str__(self) -> str:
        return "-".join(self)


def happened(connection: Connection, now: datetime, person: Person, *asked: object) -> str:
    """The first part: what happened until `now`, for whoever `person` is and whatever they ask for."""
    newest = kept("happened", lambda: _newest(connection)) if is_poll() else _newest(connection)
    return _short(newest, _slot(now, person), person, *asked)


def _newest(connection: Connection) -> tuple[object, ...]:
    return tuple(connection.execute(_HAPPENED).one())


def mark(happened: str, now: datetime, person: Person, views: object, *rest: object) -> Mark:
    """The mark of a page that shows this."""
    return Mark(happened, _short(views), _short(_slot(now, person), person, *rest))


def nothing_since(happened: str) -> bool:
    """Whether nothing happened at all since the browser got what it shows."""
    return _known().happened == happened


def news(made: Mark, template: str, listing: Listing, shown: Callable[[], dict[str, object]] = dict) -> Response:
    """What the browser doesn't show yet: the parts in `template`, the views alone, or a 304 without any.

    `shown`: reads what the template needs besides the listing.
    """
    known = _known()
    if known.rest != made.rest:
        body = render_template(template, **{"listing": listing} | shown())
    elif known.views != made.views:
        # Drawn once for all who have the same counts: it says nothing of the person.
        name = ("views", made.views, listing.asked)
        body = kept(name, lambda: render_template("inbox/views_alone.html", listing=listing))
    else:
        return not_modified(made)
    response = make_response(body)
    response.set_etag(str(made))
    response.headers["Again-In"] = again_in()
    return response


def not_modified(made: Mark | None = None) -> Response:
    """The short answer: nothing new. Without a mark the browser's own stands."""
    response = Response(status=304)
    response.set_etag(str(made or _known()))
    response.headers["Again-In"] = again_in()
    return response


def _known() -> Mark:
    """What the browser says that it shows."""
    parts = next(iter(request.if_none_match.as_set()), "").split("-")
    return Mark(*parts) if len(parts) == 3 else Mark("", "", "")


def _slot(now: datetime, person: Person) -> int:
    # Not the same second for everybody: a whole office would have its pages drawn at once.
    return (int(now.timestamp()) + person.id) // TRUE_FOR


def _short(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
