"""Answers a page that refreshes itself without asking the application, while all that it shows is as it was.

2,500 open pages ask every few seconds, and of most nothing changed but a count. What the application found out for one
poll (who asks, which list they see, in which language) holds for the next one with the very same cookie and address,
until something touches it (`lately`) or its time is over. Whatever is not known here goes the whole way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_etags, quote_etag

from helpdesk.language import current, speaking
from helpdesk.web.again import BUSY, Work, again_in
from helpdesk.web.bearer import ASKED_EVERY, Last
from helpdesk.web.context import Desk
from helpdesk.web.kept import Kept
from helpdesk.web.lately import SEAT, Lately
from helpdesk.web.listing import Asked
from helpdesk.web.mark import Mark, parsed, short, slot_of
from helpdesk.web.remembered import Place, Remembered
from helpdesk.web.views import filled, name_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOST = 10_000  # pages; then all are forgotten
OWN = ("ETag", "Again-In", "Content-Length", "Content-Type")  # headers that differ from answer to answer
SAME = ("PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_REQUESTED_WITH")

Key = tuple[str | None, ...]
"""What of a request decides the answer; the cookie says who asks, and was checked when the answer was made."""


class Known(NamedTuple):
    """A page that asks for news of itself: by whom it is seen, what it shows, and the headers of its answers."""

    last: Last
    wanted: Asked
    conversation: int | None
    language: str
    headers: tuple[tuple[str, str], ...]


class Polled:
    """Stands before the application."""

    def __init__(self, app: Flask, desk: Desk) -> None:
        self._app, self._desk, self._inner = app, desk, app.wsgi_app
        self._known: dict[Key, Known] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers, or lets the application answer."""
        known = self._known.get(_key(environ)) if environ["REQUEST_METHOD"] == "GET" else None
        shown = parsed(parse_etags(environ.get("HTTP_IF_NONE_MATCH"))) if known else None
        try:
            answer = self._answer(known, shown) if known and shown else None
        except SQLAlchemyError:
            answer = None  # the application has words for it
        if known is None or answer is None:
            return self._inner(environ, start_response)
        made, body = answer
        headers = [*known.headers, ("ETag", quote_etag(str(made))), ("Again-In", str(again_in(self._share())))]
        if body is None:
            start_response("304 NOT MODIFIED", headers)
            return ()
        headers += [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return (body,)

    def note(self, environ: WSGIEnvironment, known: Known) -> None:
        """Notes what the application found out for this request."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[_key(environ)] = known

    def _answer(self, known: Known, shown: Mark) -> tuple[Mark, bytes | None] | None:
        """The new mark, and the views when their counts changed; None when the application must be asked."""
        now, person = self._desk.clock.now(), known.last.signed_in.person
        lately: Lately = self._app.extensions["lately"]
        look = lately.look()
        if now - known.last.at >= ASKED_EVERY or lately.touched(known.last.number, [(SEAT, person.id)]):
            return None
        slot = slot_of(now, person, busy=self._share() > BUSY)
        place = (known.wanted,) if known.conversation is None else (known.wanted, known.conversation)
        happened = short(look.happened, slot, person, *place)
        if happened == shown.happened:
            return shown, None
        last = self._lists().get((person.id, known.wanted, known.conversation))
        kept: Kept = self._app.extensions["kept"]
        banner, of_teams = kept.peek(("banner", look.number)), kept.peek(("counts", look.number, person.team_ids))
        if last is None or last.rest != shown.rest or last.around != (slot, person, banner) or of_teams is None:
            return None
        if lately.touched(last.number, last.names):
            return None
        listing = replace(last.listing, of_teams=of_teams)
        made = Mark(happened, short(listing.views), shown.rest)
        if made.views == shown.views:
            return made, None
        drawn = kept.peek(name_of(listing, known.language))
        if drawn is None:
            return None
        with speaking(known.language):
            return made, filled(drawn, listing).encode()

    def _share(self) -> float:
        work: Work = self._app.extensions["work"]
        return work.share(self._desk.clock.now())

    def _lists(self) -> dict[Place, Remembered]:
        lists: dict[Place, Remembered] = self._app.extensions["remembered"]
        return lists


def set_up(app: Flask, desk: Desk) -> None:
    """Puts it before an app. Call it before whatever adds headers: the last one to be asked sees them all."""
    polled = Polled(app, desk)
    app.wsgi_app = polled  # type: ignore[method-assign]  # as Flask's own documentation puts middleware in

    @app.after_request
    def _noted(response: Response) -> Response:
        if "polled" in g and "last_signed_in" in g and response.status_code in (200, 304):
            wanted, conversation = g.polled
            headers = tuple((name, value) for name, value in response.headers.items() if name not in OWN)
            polled.note(request.environ, Known(g.last_signed_in, wanted, conversation, current(), headers))
        return response


def may_be_repeated(wanted: Asked, conversation: int | None = None) -> None:
    """Says of this request's page what it shows: the next poll may be answered from what this one found out."""
    g.polled = wanted, conversation


def _key(environ: WSGIEnvironment) -> Key:
    return tuple(environ.get(name) for name in SAME)
