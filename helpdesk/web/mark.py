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
from werkzeug.datastructures import ETags

from helpdesk.desk import touched
from helpdesk.desk.person import Person
from helpdesk.web.again import busy
from helpdesk.web.context import reading
from helpdesk.web.fetch import is_poll
from helpdesk.web.lately import in_short, look
from helpdesk.web.listing import Listing
from helpdesk.web.views import views_alone

TRUE_FOR = 30  # seconds; words about time ("due in 12 min") are drawn anew after these
TRUE_WHEN_BUSY = 60  # as long as a word like that is true at most


class Mark(NamedTuple):
    """One page's; empty strings are never the same."""

    happened: str
    views: str
    rest: str

    def __str__(self) -> str:
        return "-".join(self)


def happened(now: datetime, person: Person, *asked: object) -> str:
    """The first part: what happened until `now`, for whoever `person` is and whatever they ask for."""
    return short(look().happened if is_poll() else _at_the_moment(now), slot(now, person), person, *asked)


def _at_the_moment(now: datetime) -> str:
    with reading() as connection:  # as the page itself reads: it must not say that it shows more than it does
        return in_short(*touched.happened(connection, now))


def mark(happened: str, now: datetime, person: Person, views: object, *rest: object) -> Mark:
    """The mark of a page that shows this."""
    return Mark(happened, short(views), short(slot(now, person), person, *rest))


def mark_again(happened: str, views: object) -> Mark:
    """The mark of a page of which nothing but the views changed since the browser got it."""
    return Mark(happened, short(views), shown_by_browser().rest)


def nothing_since(happened: str) -> bool:
    """Whether nothing happened at all since the browser got what it shows."""
    return shown_by_browser().happened == happened


def news(made: Mark, template: str, listing: Listing, shown: Callable[[], dict[str, object]] = dict) -> Response:
    """What the browser doesn't show yet: the parts in `template`, the views alone, or a 304 without any.

    `shown`: reads what the template needs besides the listing.
    """
    known = shown_by_browser()
    if known.rest != made.rest:
        body = render_template(template, **{"listing": listing} | shown())
    elif known.views != made.views:
        body = views_alone(listing)
    else:
        return not_modified(made)
    response = make_response(body)
    response.set_etag(str(made))
    return response


def not_modified(made: Mark | None = None) -> Response:
    """The short answer: nothing new. Without a mark the browser's own stands."""
    response = Response(status=304)
    response.set_etag(str(made or shown_by_browser()))
    return response


def shown_by_browser() -> Mark:
    """What the browser says that it shows."""
    return parsed(request.if_none_match) or Mark("", "", "")


def parsed(tags: ETags) -> Mark | None:
    """The mark that a browser sends; None when it sends none of ours."""
    parts = next(iter(tags.as_set()), "").split("-")
    return Mark(*parts) if len(parts) == 3 else None


def slot(now: datetime, person: Person) -> int:
    """The stretch of time for which the words about time are true that are drawn now."""
    return slot_of(now, person, busy=busy())


def slot_of(now: datetime, person: Person, *, busy: bool) -> int:
    """The same, on a desk that is `busy` or not."""
    # Not the same second for everybody: a whole office would have its pages drawn at once.
    return (int(now.timestamp()) + person.id) // (TRUE_WHEN_BUSY if busy else TRUE_FOR)


def short(*parts: object) -> str:
    """The same in twelve letters for the same parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
