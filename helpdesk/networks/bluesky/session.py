"""The session of an account on an AT Protocol server: signed in rarely, kept between runs, renewed when it ends.

A server allows 30 sign-ins in 5 minutes and 300 a day, so each is written down before it is tried, and we never come
near that, also if the process dies or the server forgets at once what it gave. Of two processes that renew at the same
time both get a session, because the old refresh token stays good for two hours.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from helpdesk.clock import Clock
from helpdesk.networks.answer import Answer
from helpdesk.networks.bluesky.answer import TokenRefused
from helpdesk.networks.bluesky.record import did
from helpdesk.networks.door import Door
from helpdesk.networks.errors import NotSent, RefusedByNetwork, SignedOut, TryLater, Uncertain
from helpdesk.networks.json_reading import CannotRead, fields, not_understood
from helpdesk.networks.protocol import Access

SERVER = "/xrpc/com.atproto.server."
SIGN_INS = ((4, timedelta(minutes=5)), (20, timedelta(hours=6)))  # at most so many in such a time
LONGEST_TOKEN = 20_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: `of` tells whether it belongs to these settings; `sign_ins` are Unix seconds."""

    of: str
    did: str = ""
    access: str = ""
    refresh: str = ""
    sign_ins: tuple[float, ...] = ()


class Session:
    """Makes requests as the account. Whatever goes wrong with the session itself means that nothing was asked."""

    def __init__(self, access: Access, door: Door, clock: Clock) -> None:
        self._access, self._door, self._clock = access, door, clock
        self._turn = threading.Lock()
        self._kept: Kept | None = None

    def did(self) -> str:
        """The account's own id."""
        return self._standing().did

    def request(
        self, method: str, call: str, *, params: Mapping[str, str | Sequence[str]] | None = None, json: object = None,
        budget: str = "reading",
    ) -> Answer:  # fmt: skip
        """The answer to one call, asked again once if only its token had run out. Raises any NetworkError."""

        def ask(kept: Kept) -> Answer:
            return self._door.request(
                method, f"/xrpc/{call}", params=params, json=json, token=kept.access, budget=budget
            )

        kept = self._standing()
        try:
            return ask(kept)
        except TokenRefused:
            return ask(self._renewed(kept))

    def _standing(self) -> Kept:
        with self._turn:
            if self._kept is None or not self._kept.access:
                kept = self._read()
                self._kept = kept if kept.access else self._signed_in(kept)
            return self._kept

    def _renewed(self, refused: Kept) -> Kept:
        with self._turn:
            kept = self._read()
            if kept.access and kept.access != refused.access:  # somebody was quicker
                self._kept = kept
            else:
                self._kept = self._refreshed(kept)
            return self._kept

    def _refreshed(self, kept: Kept) -> Kept:
        if not kept.refresh:
            return self._signed_in(kept)
        try:
            answer = self._door.request("POST", f"{SERVER}refreshSession", token=kept.refresh, budget="sessions")
        except SignedOut:
            return self._signed_in(kept)
        except Uncertain as error:
            raise NotSent(f"The session could not be renewed: {error.sentence}") from error
        return self._taken(kept, answer)

    def _signed_in(self, kept: Kept) -> Kept:
        handle, now = self._access.handle, self._clock.now()
        if not self._access.token:
            raise SignedOut(f"The session of {handle} has ended, and there is no app password to begin another.")
        until = next_sign_in(kept.sign_ins, now)
        if until is not None:
            raise TryLater(f"{handle} was signed in too often: the desk waits before it tries again.", until)
        latest = (*kept.sign_ins[1 - SIGN_INS[-1][0] :], now.timestamp())
        kept = self._written(replace(kept, access="", refresh="", sign_ins=latest))
        who = {"identifier": handle.removeprefix("@"), "password": self._access.token}
        try:
            answer = self._door.request("POST", f"{SERVER}createSession", json=who, budget="sign-ins")
        except (SignedOut, RefusedByNetwork) as error:
            raise SignedOut(f"Signing in as {handle} was refused: check the app password. {error.sentence}") from error
        except Uncertain as error:
            raise NotSent(f"Signing in as {handle} got no usable answer: {error.sentence}") from error
        return self._taken(kept, answer)

    def _taken(self, kept: Kept, answer: Answer) -> Kept:
        """The session of an answer, durable before it is used."""
        try:
            told = fields(answer.json(), "the session")
            fresh = replace(kept, did=did(told.get("did")), access=_token(told, "accessJwt"), 
                            refresh=_token(told, "refreshJwt"))  # fmt: skip
        except (CannotRead, Uncertain) as error:
            why = not_understood(error, answer.status) if isinstance(error, CannotRead) else error
            raise NotSent(f"The session could not be read: {why.sentence}") from error
        return self._written(fresh)

    def _read(self) -> Kept:
        """What is kept for these settings; nothing but the sign-ins when it is for others, or cannot be read."""
        if self._access.kept is None:
            return self._kept or Kept(of_settings(self._access))
        kept = read_kept(self._access.kept.read())
        return kept if kept.of == of_settings(self._access) else Kept(of_settings(self._access), sign_ins=kept.sign_ins)

    def _written(self, kept: Kept) -> Kept:
        if self._access.kept is not None:
            self._access.kept.write(json.dumps(asdict(kept)))
        self._kept = kept
        return kept


def of_settings(access: Access) -> str:
    """Tells sessions apart: another server, handle or app password makes another one."""
    settings = json.dumps([access.base_url, access.handle, access.token])
    return hashlib.sha256(settings.encode()).hexdigest()


def read_kept(text: str | None) -> Kept:
    """What was written; an empty one for what cannot be read."""
    try:
        told = fields(json.loads(text or "{}"), "it")
        of, own_id, access, refresh = (str(told.get(name, "")) for name in ("of", "did", "access", "refresh"))
        moments = told.get("sign_ins")
        sign_ins = tuple(float(each) for each in moments) if isinstance(moments, list) else ()
        return Kept(of, own_id, access, refresh, sign_ins)
    except (ValueError, TypeError):
        return Kept("")


def next_sign_in(sign_ins: Sequence[float], now: datetime) -> datetime | None:
    """When the account may be signed in again after these; None for at once. A clock set back does not lengthen it."""
    past = sorted(datetime.fromtimestamp(each, UTC) for each in sign_ins if each <= now.timestamp())
    waits = [past[-most] + within for most, within in SIGN_INS if len(past) >= most and past[-most] + within > now]
    return max(waits, default=None)


def _token(told: Mapping[str, object], name: str) -> str:
    token = told.get(name)
    if (
        not isinstance(token, str)
        or not 0 < len(token) <= LONGEST_TOKEN
        or not all("!" <= sign <= "~" for sign in token)
    ):
        raise CannotRead("the session has no usable token")
    return token
