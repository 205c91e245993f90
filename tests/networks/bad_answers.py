"""Every bad answer that the desk is tried with, by a name that a person understands, whatever it was asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.networks.misbehaving import Behaviour, answer, bomb, drip, reset, say, silence

LATER = timedelta(minutes=5)  # when a network that says so wants to be asked again
SLOW = ("silence", "a slow drip", "header after header", "late")  # these take as long as the desk has patience
TOO_LATE = r"no whole answer \((time was up|ReadTimeout: timed out)\)"


def unsure(elsewhere: str) -> dict[str, tuple[Behaviour, str]]:
    """What may have been done or not: each with what the desk is to say of it. `elsewhere` is another server."""
    no_json, promised, cut = "not with readable JSON", "not with what it promises", "gave no whole answer"
    page = answer("<h1>Over capacity</h1>", headers=("Content-Type: text/html",))
    types = '{"id": {}, "data": 7, "uri": 5, "records": "none", "notifications": {"a": 1}}'
    errors = '{"errors": [{"title": "Odd", "detail": "Odd", "type": "about:blank"}]}'
    return {
        "HTML": (page, no_json),
        "truncated JSON": (answer('{"id": "1", "data": {"id": "1", "te'), no_json),
        "an empty body": (answer(""), no_json),
        "less than announced": (answer('{"id": "1"}', length=5000), cut),
        "a gzip bomb": (bomb(50), "answered with more than"),
        "ten megabytes": (answer(b" " * 10_000_000), "answered with more than"),
        "wrong types": (answer(types), promised),
        "missing fields": (answer('{"data": {}}'), promised),
        "errors in a 200": (answer(errors), promised),
        "a redirect": (answer("", "307 Temporary Redirect", (f"Location: {elsewhere}/",)), "does not follow"),
        "500": (answer('{"error": "oops"}', "500 Internal Server Error"), r'of its own \(500\)\. It says: "oops"'),
        "502": (answer("<h1>Bad Gateway</h1>", "502 Bad Gateway"), r"of its own \(502\)\.$"),
        "503 without a word": (answer("oops", "503 Service Unavailable"), r"of its own \(503\)"),
        "504": (answer("oops", "504 Gateway Timeout"), r"of its own \(504\)"),
        "a reset": (reset, cut),
        "closed without a word": (say(b""), cut),
        "no HTTP": (say(b"220 mail.example ESMTP ready\r\n"), cut),
        "silence": (silence, TOO_LATE),
        "a slow drip": (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "), TOO_LATE),
        "header after header": (drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), TOO_LATE),
    }


def patience_asked(now: datetime) -> dict[str, tuple[Behaviour, timedelta | None]]:
    """Not done, and come again: each with how long to wait, if it says so."""
    at = now + LATER
    headers = {
        "429 with Unix seconds": f"x-rate-limit-reset: {int(at.timestamp())}",
        "429 with ISO 8601": f"X-RateLimit-Reset: {at.isoformat().replace('+00:00', 'Z')}",
        "429 with seconds": f"Retry-After: {int(LATER.total_seconds())}",
        "429 with an HTTP date": f"Retry-After: {format_datetime(at, usegmt=True)}",
    }
    told = {
        name: (answer("{}", "429 Too Many Requests", (header,)), LATER) for name, header in headers.items()
    }  # fmt: skip
    closed = answer("{}", "503 Service Unavailable", (f"Retry-After: {int(LATER.total_seconds())}",))
    return {
        **told,
        "429 with nothing": (answer("{}", "429 Too Many Requests"), None),
        "503 with a moment": (closed, LATER),
    }


def refused() -> dict[str, tuple[Behaviour, str]]:
    """Not done, ever: each with what the desk is to say of it."""
    return {
        "400": (answer('{"error": "no"}', "400 Bad Request"), r'refused \(400\).* It says: "no"'),
        "403": (answer("<h1>No</h1>", "403 Forbidden"), r"refused \(403\)"),
        "404": (answer("{}", "404 Not Found"), r"does not have it.*\(404\)"),
        "413": (answer("{}", "413 Content Too Large"), r"refused \(413\)"),
        "422": (answer('{"error": "Too long"}', "422 Unprocessable Content"), r'\(422\).* It says: "Too long"'),
        "401": (answer("{}", "401 Unauthorized"), "connect the account anew"),
    }


PAYMENT = answer('{"title": "CreditsDepleted"}', "402 Payment Required")
DUPLICATE = answer(
    '{"title": "Forbidden", "detail": "You are not allowed to create a post with duplicate content."}', "403 Forbidden"
)
