"""The fake X: API v2 over real HTTP, as far as a desk (and tweepy and xdk) ask it, in the vocabulary of `words`."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from tests.cast import SetClock
from tests.simulator.faults import Faults
from tests.simulator.serving import Reply, Request, Serving
from tests.simulator.x_faults import DONE_FIRST, gone_wrong, problem
from tests.simulator.x_lists import mentions, own, people, search, shown
from tests.simulator.x_rules import Bill, Counter, Doorkeeper, refusal
from tests.simulator.x_truth import Truth
from tests.simulator.x_wire import user, wired


@dataclass
class FakeX:
    """`with FakeX(clock) as x:` then `x.base_url`, `x.token_of("brightbyte")`, `x.truth.publish("carl", "...")`."""

    clock: SetClock
    words: str = "tweet"
    faults: Faults = field(default_factory=Faults)
    requests: list[Request] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.truth = Truth(self.clock)
        self.door, self.counter, self.bill = Doorkeeper(), Counter(), Bill()
        self._lock = threading.RLock()
        self._serving = Serving(self.answer)

    def __enter__(self) -> FakeX:
        self._serving.__enter__()
        return self

    def __exit__(self, *ended: Any) -> None:
        self._serving.__exit__(*ended)

    @property
    def base_url(self) -> str:
        return self._serving.base_url

    def token_of(self, username: str) -> str:
        """A user's access token, good for two hours."""
        self.truth.person(username)
        return str(self.door.let_in(username, self.clock.now())["access_token"])

    def answer(self, request: Request) -> Reply:
        """What X says; or what becomes of it when something goes wrong."""
        with self._lock:
            self.requests.append(request)
            kind = self.faults.of(request.method, request.path)
            if kind is not None:
                self.truth.log.append(f"fault {kind} at {request.method} {request.path}")
            if kind is None or kind in DONE_FIRST:
                reply = self._answer(request)
                reply = reply if kind is None else gone_wrong(kind, request, self.clock.now(), reply)
            else:
                reply = gone_wrong(kind, request, self.clock.now(), None)
            self.replies.append(reply)
            return reply

    def _answer(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if parts == ["2", "oauth2", "token"]:
            return self._tokens(request)
        caller = self.door.whose(request.bearer(), self.clock.now())
        if caller is None:
            return problem(401, "Unauthorized")
        match (request.method, parts):
            case "GET", ["2", "users", "me"]:
                return self._as_user("me", caller, lambda: self._me(request, caller))
            case "GET", ["2", "users", "by", "username", username]:
                return self._counted("users", caller, lambda: people(self, request, username=username))
            case "GET", ["2", "users"]:
                return self._counted("users", caller, lambda: people(self, request))
            case "GET", ["2", "users", number, "mentions"]:
                return self._counted("mentions", caller, lambda: mentions(self, request, number, caller))
            case "GET", ["2", "users", number, "tweets"]:
                return self._counted("tweets", caller, lambda: own(self, request, number, caller))
            case "GET", ["2", "tweets", "search", "recent"]:
                return self._counted("search", caller, lambda: search(self, request))
            case "GET", ["2", "tweets", post_id]:
                return self._counted("lookup", caller, lambda: shown(self, request, post_id))
            case "POST", ["2", "tweets"]:
                return self._as_user("post", caller, lambda: self._publish(request, caller))
            case "DELETE", ["2", "tweets", post_id]:
                return self._as_user("delete", caller, lambda: self._take_back(post_id, caller))
        return problem(404, "Not Found")

    def _counted(self, endpoint: str, caller: str, answer: Callable[[], Reply]) -> Reply:
        within, headers = self.counter.take(caller, endpoint, self.clock.now())
        reply = answer() if within else problem(429, "Too Many Requests")
        return replace(reply, headers={**reply.headers, **headers})

    def _as_user(self, endpoint: str, caller: str, answer: Callable[[], Reply]) -> Reply:
        if caller == "":
            kind = "unsupported-authentication"
            return problem(403, "Unsupported Authentication", "Application-Only is forbidden here.", kind)
        return self._counted(endpoint, caller, answer)

    def _me(self, request: Request, caller: str) -> Reply:
        me = self.truth.person(caller)
        self.bill.read("user", "user", [me.id], self.clock.now())
        return Reply(200, {"data": user(me, request.params.get("user.fields", "").split(","), self.words)})

    def _publish(self, request: Request, caller: str) -> Reply:
        given = request.json() or {}
        text, parent = given.get("text"), (given.get("reply") or {}).get("in_reply_to_tweet_id")
        refused = refusal(self.truth, caller, text, parent, self.words)
        if refused is not None:
            return problem(refused[0], "Forbidden" if refused[0] == 403 else "Invalid Request", refused[1])
        new = self.truth.publish(caller, text, parent=parent)
        self.bill.wrote(text)
        made = self.truth.versions[new]
        return Reply(201, {"data": {"id": new, "text": wired(self.truth.in_front(made) + made.text)}})

    def _take_back(self, post_id: str, caller: str) -> Reply:
        there = self.truth.is_there(post_id) and self.truth.versions[post_id].author.username == caller
        if there:
            self.truth.delete(post_id)
        return Reply(200, {"data": {"deleted": there}})

    def _tokens(self, request: Request) -> Reply:
        form, now = request.form(), self.clock.now()
        if not self._is_client(request, form):
            said = "Missing valid authorization header"
            return Reply(401, {"error": "unauthorized_client", "error_description": said})
        if form.get("grant_type") == "authorization_code":
            whose, challenge, address = self.door.codes.pop(form.get("code", ""), ("", "", ""))
            verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            proven = base64.urlsafe_b64encode(verifier).decode().rstrip("=") == challenge
            username = whose if proven and address == form.get("redirect_uri") else ""
        else:
            username = self.door.refresh.pop(form.get("refresh_token", ""), "")
        if not username:
            said = "Value passed for the token was invalid."
            return Reply(400, {"error": "invalid_request", "error_description": said})
        return Reply(200, self.door.let_in(username, now))

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        kind, _, pair = request.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            client, _, secret = base64.b64decode(pair).decode().partition(":")
            return self.door.clients.get(unquote(client)) == unquote(secret)
        return self.door.clients.get(form.get("client_id", ""), "nobody") is None

    def agrees(self, username: str, challenge: str, redirect_uri: str) -> str:
        """The owner of an account agrees on the consent page; gives the code."""
        self.truth.person(username)
        code = f"code-{len(self.door.codes)}-{username}"
        self.door.codes[code] = (username, challenge, redirect_uri)
        return code

    def later(self, **by: float) -> None:
        """Sets the clock forward."""
        self.clock.forward(**by)
