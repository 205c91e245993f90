"""Signing in, and the tokens that come of it: two hours to ask with, long ones to get new ones, each replaced once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request

from tests.simulator.bluesky.refused import Refused, limit
from tests.simulator.bluesky.sky import Person, Sky

ACCESS, REFRESH, GRACE = timedelta(hours=2), timedelta(days=90), timedelta(hours=2)
SIGN_INS, SIGN_INS_WITHIN = 30, timedelta(minutes=5)


@dataclass
class Token:
    """Whose it is, and until when it is good."""

    person: Person
    kind: str
    until: datetime
    followed_by: tuple[str, str] | None = None


@dataclass
class Accounts:
    """Who is signed in. `forget_sessions` makes every token unknown."""

    sky: Sky
    tokens: dict[str, Token] = field(default_factory=dict)
    sign_ins: dict[str, deque[datetime]] = field(default_factory=dict)

    def forget_sessions(self) -> None:
        """The server has new keys: no token of before is known."""
        self.tokens.clear()

    def who(self, request: Request, kind: str = "access") -> Person:
        """Whose token the request brings. Raises Refused."""
        header = request.headers.get("Authorization", "")
        if not header:
            raise Refused(401, "AuthMissing", "Authentication Required")
        token = self.tokens.get(header.removeprefix("Bearer "))
        if token is None or token.kind != kind:
            raise Refused(400, "InvalidToken", "Token could not be verified")
        if token.until <= self.sky.clock.now():
            raise Refused(400, "ExpiredToken", "Token has expired" if kind == "access" else "Token has been revoked")
        if token.person.closed:
            raise Refused(401, "AccountTakedown", "Account has been taken down")
        return token.person

    def create_session(self, request: Request) -> dict[str, Any]:
        sent, now = request.get_json(), self.sky.clock.now()
        tries = self.sign_ins.setdefault(str(sent.get("identifier")), deque())
        while tries and tries[0] <= now - SIGN_INS_WITHIN:
            tries.popleft()
        limit(SIGN_INS, len(tries) + 1, (tries[0] if tries else now) + SIGN_INS_WITHIN, now, SIGN_INS_WITHIN)
        tries.append(now)
        person = self.sky.known_as(str(sent.get("identifier")))
        if person is None or sent.get("password") != person.password:
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        if person.closed:
            raise Refused(401, "AccountTakedown", "Account has been taken down")
        return self._session(person)

    def refresh_session(self, request: Request) -> dict[str, Any]:
        person = self.who(request, "refresh")
        old = self.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        if old.followed_by is None:
            fresh = self._session(person)
            old.followed_by = fresh["accessJwt"], fresh["refreshJwt"]
            old.until = min(old.until, self.sky.clock.now() + GRACE)
        return dict(zip(("accessJwt", "refreshJwt"), old.followed_by, strict=True)) | self._told(person)

    def get_session(self, request: Request) -> dict[str, Any]:
        return self._told(self.who(request))

    def resolve_handle(self, request: Request) -> dict[str, Any]:
        person = self.sky.known_as(request.args["handle"])
        if person is None:
            raise Refused(400, "InvalidRequest", "Unable to resolve handle")
        return {"did": person.did}

    def _session(self, person: Person) -> dict[str, Any]:
        now, number = self.sky.clock.now(), len(self.tokens)
        access, refresh = f"access.{number}.{person.did}", f"refresh.{number}.{person.did}"
        self.tokens[access] = Token(person, "access", now + ACCESS)
        self.tokens[refresh] = Token(person, "refresh", now + REFRESH)
        return {"accessJwt": access, "refreshJwt": refresh, **self._told(person)}

    def _told(self, person: Person) -> dict[str, Any]:
        document = {
            "@context": ["https://www.w3.org/ns/did/v1"], "id": person.did, "alsoKnownAs": [f"at://{person.handle}"],
            "verificationMethod": [], "service": [],
        }  # fmt: skip
        email = f"{person.handle.split('.')[0]}@test.example"
        return {"did": person.did, "didDoc": document, "handle": person.handle, "email": email,
                "emailConfirmed": False, "active": True}  # fmt: skip
