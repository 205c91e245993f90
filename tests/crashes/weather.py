"""A network with 22% bad weather, chosen by a seed: what it refuses, does without saying so, or does late."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from helpdesk.sandbox.faults import Faults, Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSES = Rule("status", status=503, headers={"Retry-After": "1"})  # not done, and says so
DONE_BUT_ERROR = Rule("status_after", status=504)
DONE_BUT_SILENT = Rule("drop_after")
LATE = Rule("delay", seconds=0.3)
SHARES = ((0.05, REFUSES), (0.05, DONE_BUT_ERROR), (0.08, DONE_BUT_SILENT), (0.04, LATE))
# What a look for a lost answer asks is always answered: a look that failed comes again only minutes later.
LOOKS = (
    *("/api/v1/accounts/*/statuses", "/api/v1/accounts/verify_credentials", "/api/v2/instance"),
    *("/2/users/*/tweets", "/2/users/me", "/xrpc/com.atproto.repo.listRecords", "/xrpc/com.atproto.server.*"),
)


class Weather(Faults):
    """Strikes each call with the given shares, until `calm`."""

    def __init__(self, app: WSGIApplication, seed: int) -> None:
        super().__init__(app)
        self._random = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._calm = False
        self._drawing = threading.Lock()
        self.struck = self.calls = 0

    def calm(self) -> None:
        """From now on everything works."""
        self._calm = True

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        looks = any(fnmatchcase(environ["PATH_INFO"], path) for path in LOOKS)
        rule = None if looks else self._drawn()
        return self.app(environ, start) if rule is None else self._apply(rule, environ, start)

    def _drawn(self) -> Rule | None:
        with self._drawing:
            self.calls += 1
            drawn = 1.0 if self._calm else self._random.random()
            for share, rule in SHARES:
                drawn -= share
                if drawn < 0:
                    self.struck += 1
                    return rule
        return None
