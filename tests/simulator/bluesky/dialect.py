"""The XRPC calls of a server that keeps accounts and of the view behind it, as one WSGI app."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from tests.simulator.bluesky.accounts import Accounts
from tests.simulator.bluesky.refused import Refused, limit
from tests.simulator.bluesky.repository import Repository
from tests.simulator.bluesky.sky import Sky
from tests.simulator.bluesky.view import View

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REQUESTS, REQUESTS_WITHIN = 3_000, timedelta(minutes=5)


class Bluesky:
    """Speaks for a sky. `requests` bounds all that is asked in five minutes."""

    def __init__(self, sky: Sky, requests: int = REQUESTS) -> None:
        self.sky, self.requests = sky, requests
        self.accounts = Accounts(sky)
        self.recent: deque[datetime] = deque()
        view, repository = View(sky, self.accounts), Repository(sky, self.accounts)
        self.calls: dict[str, Callable[[Request], dict[str, Any]]] = {
            "POST com.atproto.server.createSession": self.accounts.create_session,
            "POST com.atproto.server.refreshSession": self.accounts.refresh_session,
            "GET com.atproto.server.getSession": self.accounts.get_session,
            "GET com.atproto.identity.resolveHandle": self.accounts.resolve_handle,
            "GET app.bsky.notification.listNotifications": view.list_notifications,
            "GET app.bsky.feed.getPosts": view.get_posts,
            "GET app.bsky.feed.getPostThread": view.get_post_thread,
            "GET app.bsky.feed.searchPosts": view.search_posts,
            "POST com.atproto.repo.createRecord": repository.create_record,
            "POST com.atproto.repo.putRecord": repository.put_record,
            "GET com.atproto.repo.getRecord": repository.get_record,
            "GET com.atproto.repo.listRecords": repository.list_records,
            "POST com.atproto.repo.deleteRecord": repository.delete_record,
        }

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        headers: dict[str, str] = {}
        try:
            headers = self._counted()
            call = self.calls.get(f"{request.method} {request.path.removeprefix('/xrpc/')}")
            if call is None:
                raise Refused(501, "MethodNotImplemented", "Method Not Implemented")
            answer = Response(json.dumps(call(request)), 200, mimetype="application/json")
        except Refused as refused:
            answer = Response(json.dumps(refused.body), refused.status, refused.headers, mimetype="application/json")
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        return answer(environ, start)

    def _counted(self) -> dict[str, str]:
        now = self.sky.clock.now()
        while self.recent and self.recent[0] <= now - REQUESTS_WITHIN:
            self.recent.popleft()
        self.recent.append(now)
        return limit(self.requests, len(self.recent), self.recent[0] + REQUESTS_WITHIN, now, REQUESTS_WITHIN)
