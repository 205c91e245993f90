"""What people read when something didn't work: what it means, and a way out. Never what the program knows besides."""

from __future__ import annotations

import secrets
import traceback

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.language import kept
from helpdesk.reports.periods import PeriodMistake
from helpdesk.web.error_sentences import (
    NOTHING_SAVED,
    OPEN_TOO_LONG,
    OTHER,
    OUR_MISTAKE,
    SENTENCES,
    WRONG_HOST,
    Sentence,
)
from helpdesk.web.fetch import is_fetch

KEPT = ("Allow", "Retry-After")  # headers that say what to do instead
log = structlog.get_logger("helpdesk.web")


def set_up(app: Flask) -> None:
    """Registers a page for everything that can go wrong in an app."""
    app.register_error_handler(HTTPException, _told)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(CSRFError, _open_too_long)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(PeriodMistake, _not_told)
    app.register_error_handler(InternalServerError, _our_mistake)
    app.register_error_handler(OperationalError, _nothing_saved)
    app.register_error_handler(NoConnectionFree, _nothing_saved)


def _told(error: HTTPException) -> Response:
    known = error.get_response()
    if known.status_code < 400 or known.is_json:
        return make_response(known)  # a redirect, or said already to a program in its own words
    answer = _page(known.status_code, SENTENCES.get(known.status_code, OTHER))
    answer.headers.update({name: known.headers[name] for name in KEPT if name in known.headers})
    if known.status_code == 429:
        answer.headers.setdefault("Retry-After", "60")
    return answer


def _wrong_host(error: SecurityError) -> Response:
    # No address can be built for a host that isn't ours, so there is no page to draw.
    return Response(WRONG_HOST, 400, mimetype="text/plain")


def _open_too_long(error: CSRFError) -> Response:
    return _page(400, OPEN_TOO_LONG)


def _refused(error: Refused) -> Response:
    title = SENTENCES.get(error.status, OTHER).title
    return _page(error.status, Sentence(title, error.sentence))


def _not_told(error: PeriodMistake) -> Response:
    if request.args.get("format") == "json":  # a program asked
        return make_response(jsonify(error=str(error)), UNPROCESSABLE)
    return _page(UNPROCESSABLE, Sentence(SENTENCES.get(UNPROCESSABLE, OTHER).title, str(error)))


def _nothing_saved(error: OperationalError | NoConnectionFree) -> Response:
    log.error("records_unreachable", page=request.endpoint, error=_kind(error.__cause__ or error))
    answer = _page(503, NOTHING_SAVED)
    answer.headers["Retry-After"] = "60"
    return answer


def _our_mistake(error: InternalServerError) -> Response:
    reference = secrets.token_hex(4)
    cause = error.original_exception or error
    # The lines of code, not the message: that may quote a customer or a token. So would the path; the endpoint doesn't.
    log.error(
        "page_failed", reference=reference, page=request.endpoint, error=_kind(cause), traceback=_lines_of_code(cause)
    )
    told = _shown(OUR_MISTAKE)._replace(text=_(OUR_MISTAKE.text, reference=reference))
    if is_fetch():
        return _page(500, told)
    # A template of its own, without anything that pages share: that may be what is broken.
    page = current_app.jinja_env.get_template("errors/mistake.html").render(told=told)
    return make_response(page, 500)


def _page(status: int, told: Sentence) -> Response:
    told = _shown(told)
    if is_fetch():
        return make_response(jsonify(error=told.text, title=told.title), status)
    return make_response(render_template("errors/error.html", status=status, told=told), status)


def _shown(told: Sentence) -> Sentence:
    """In the reader's language. What a verb said is that already."""
    return Sentence(kept(told.title), kept(told.text), kept(told.way_out), told.address)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _lines_of_code(error: BaseException) -> str:
    """The stack, with what caused it first; no message of any exception."""
    before = error.__cause__ or error.__context__
    first = _lines_of_code(before) if before else ""
    return f"{first}{''.join(traceback.format_tb(error.__traceback__))}{_kind(error)}\n"
