"""Faults on purpose: the ways in which a network fails, put on chosen calls, for tests.

Off unless the server is started with them. An effect is one of
`status` (an error answer, nothing done), `status_after` (done, then an error answer), `drop_before` (the connection
closes, nothing done), `drop_after` (done, then the connection closes), `truncate` (done, half of the answer arrives),
`html` (a proxy's page instead of an answer, nothing done), `delay` (waits, then does it).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EFFECTS = ("status", "status_after", "drop_before", "drop_after", "truncate", "html", "delay")
PAGE = "<!doctype html><title>Sorry</title><h1>We will be back soon</h1>"


@dataclass
class Rule:
    """Which calls are hit (method and path, `*` stands for anything), how, and how often (None: always).

    The first `after` calls that match pass unharmed.
    """

    effect: str
    method: str | None = None
    path: str = "*"
    status: int = 503
    seconds: float = 1.0
    headers: dict[str, str] = field(default_factory=dict)
    count: int | None = None
    after: int = 0
    hits: int = 0

    def hit(self, method: str, path: str) -> bool:
        """Whether it applies to this call; if so, the call is counted."""
        spent = self.count is not None and self.hits >= self.count
        if spent or self.method not in (None, method) or not fnmatchcase(path, self.path):
            return False
        if self.after:
            self.after -= 1
            return False
        self.hits += 1
        return True


def read_rule(sent: Any) -> Rule:
    """The rule that a test sent as JSON. Raises ValueError with a sentence."""
    if not isinstance(sent, dict) or sent.get("effect") not in EFFECTS:
        raise ValueError(f"Send an object whose effect is one of {', '.join(EFFECTS)}.")
    match = sent.get("match") or {}
    known = {"status", "seconds", "headers", "count", "after"}
    unknown = (set(sent) - known - {"match", "effect"}) | (set(match) - {"method", "path"})
    if unknown:
        raise ValueError(f"These keys mean nothing here: {', '.join(sorted(unknown))}.")
    given = {key: sent[key] for key in known & set(sent)}
    return Rule(effect=sent["effect"], method=match.get("method"), path=match.get("path", "*"), **given)


class Faults:
    """WSGI middleware that applies the first rule that matches a call; the door itself is never hit."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, rule: Rule) -> None:
        """Puts a rule behind those that stand already."""
        with self._lock:
            self.rules.append(rule)

    def clear(self) -> None:
        """Takes all rules away."""
        with self._lock:
            self.rules.clear()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        with self._lock:
            door = path.startswith("/_sandbox/")
            rule = None if door else next((each for each in self.rules if each.hit(method, path)), None)
        if rule is None:
            return self.app(environ, start)
        return self._apply(rule, environ, start)

    def _apply(self, rule: Rule, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if rule.effect == "drop_before":
            raise ClientDisconnected  # the one exception after which waitress closes without an answer
        if rule.effect == "html":
            return Response(PAGE, rule.status, rule.headers, mimetype="text/html")(environ, start)
        if rule.effect == "status":
            return _refusal(rule)(environ, start)
        if rule.effect == "delay":
            threading.Event().wait(rule.seconds)
            return self.app(environ, start)
        answer = Response.from_app(self.app, environ, buffered=True)
        if rule.effect == "drop_after":
            raise ClientDisconnected
        if rule.effect == "status_after":
            return _refusal(rule)(environ, start)
        whole = answer.get_data()
        start(answer.status, list(answer.headers), None)  # promises the whole length: the server closes after half
        return [whole[: len(whole) // 2]]


def _refusal(rule: Rule) -> Response:
    sentence = HTTPStatus(rule.status).phrase if rule.status in set(HTTPStatus) else "Error"
    return Response(f'{{"error":"{sentence}"}}', rule.status, rule.headers, mimetype="application/json")
