"""Builds the practice network's own web application."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, g, request

from helpdesk.clock import Clock
from helpdesk.folders import templates_folder
from helpdesk.sandbox.accounts import BrandAccount, declare_brands, plain_handle
from helpdesk.sandbox.bearer import Allowance, Tokens
from helpdesk.sandbox.content import segments, shown_link
from helpdesk.sandbox.door import door
from helpdesk.sandbox.errors import register_errors
from helpdesk.sandbox.faults import Faults
from helpdesk.sandbox.identifiers import milliseconds, moment, written
from helpdesk.sandbox.instance import TITLE, instance
from helpdesk.sandbox.lists import lists
from helpdesk.sandbox.pages import company, pages
from helpdesk.sandbox.persona import COOKIE, form_token, played
from helpdesk.sandbox.playing import fresh_key, is_own, playing, prefilled, suggested
from helpdesk.sandbox.statuses import statuses
from helpdesk.sandbox.store import Store

STATIC = Path(__file__).parent.parent / "static" / "sandbox"
MOST_BYTES = 256 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(
    store: Store,
    *,
    accounts: Sequence[BrandAccount],
    clock: Clock,
    faults: bool = False,
    characters: int = 500,
) -> Flask:
    """The application: API and pages over this store.

    `accounts` are the company's; `characters` is the longest post; `faults` opens the door for tests. Raises
    ValueError if two accounts share a token or a handle cannot be one.
    """
    app = _configured(store.secret(), [plain_handle(account.handle) for account in accounts], characters)
    with store.writing() as connection:
        tokens = declare_brands(connection, accounts, milliseconds(clock.now()))
    app.extensions.update(store=store, clock=clock, tokens=Tokens(tokens), allowance=Allowance())
    app.json.sort_keys = False  # type: ignore[attr-defined]  # DefaultJSONProvider has it, its base class does not
    _dress(app)
    register_errors(app)
    app.after_request(_headers)
    for blueprint in (statuses, lists, instance, pages, playing):
        app.register_blueprint(blueprint)
    if faults:
        app.register_blueprint(door)
        app.extensions["faults"] = Faults(app.wsgi_app)
        app.wsgi_app = app.extensions["faults"]  # type: ignore[method-assign]  # the way Flask documents
    return app


def _configured(secret: bytes, brands: list[str], characters: int) -> Flask:
    app = Flask(
        __name__,
        template_folder=str(templates_folder()),
        static_folder=str(STATIC),
        static_url_path="/static",
    )
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        CHARACTERS=characters,
        BRANDS=brands,
    )
    return app


def _dress(app: Flask) -> None:
    """Gives the templates their words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        iso=written,
        day_and_time=lambda value: f"{moment(value):%-d %b %Y, %H:%M} UTC",
        initial=lambda account: next(filter(str.isalnum, account.name + account.handle), "_").upper(),
        hue=lambda account: zlib.crc32(account.handle.encode()) % 8,
    )
    app.jinja_env.globals.update(
        network=TITLE,
        characters=app.config["CHARACTERS"],
        company=company,
        segments=segments,
        shown_link=shown_link,
        form_token=form_token,
        played=played,
        is_own=is_own,
        suggested=suggested,
        prefilled=prefilled,
        fresh_key=fresh_key,
    )


def _headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    if request.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "public, max-age=300"
    else:
        answer.headers["Cache-Control"] = "no-cache" if "ETag" in answer.headers else "no-store"
    if "rate_limit" in g:
        limit, left, reset = g.rate_limit
        answer.headers["X-RateLimit-Limit"] = str(limit)
        answer.headers["X-RateLimit-Remaining"] = str(left)
        answer.headers["X-RateLimit-Reset"] = written(milliseconds(reset)).replace("Z", "000Z")
    return answer
