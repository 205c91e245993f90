"""Whether our own JavaScript asks, or a person's browser opens a page."""

from __future__ import annotations

from flask import request

HEADER = "X-Requested-With"


def is_fetch() -> bool:
    """True for requests that want data or a fragment: they get a status and a sentence, not a page or a redirect."""
    return HEADER in request.headers or request.accept_mimetypes.best == "application/json"


def is_poll() -> bool:
    """True for a refresh that a page asked for by itself: it is no sign that anybody is there."""
    return request.method == "GET" and is_fetch()
