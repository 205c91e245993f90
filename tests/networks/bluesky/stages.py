"""Two Blueskies, ours and the real one: on each Carl writes, we answer, and a log tells the truth."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx2

from helpdesk.clock import Clock, SystemClock
from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.bluesky.session import of_settings
from helpdesk.networks.protocol import Access, Network
from tests.cast import SetClock
from tests.networks.bluesky.place import OURS, Place, Pocket, opened

REAL_BLUESKY = os.environ.get("HELPDESK_REAL_BLUESKY", "")


class Stage(Protocol):
    """What each of them gives the suite. `clock` is the desk's."""

    clock: Clock
    too_long: str

    def connector(self, token: str | None = None) -> Network:
        """A new connector of ours, or one with another token."""

    def at(self, base_url: str) -> Network:
        """A connector of ours, signed in, whose server is another one that answers badly."""

    def carl_writes(self, text: str, answers: str | None = None) -> str:
        """A post of Carl's that names us; gives its id."""

    def carl_takes_back(self, remote_id: str) -> None:
        """Carl deletes a post of his."""

    def nobodys_post(self) -> str:
        """The id of a post that there never was."""

    def said_by_us(self) -> list[tuple[str, str | None]]:
        """The truth: text and parent of each post of ours, oldest first."""


@dataclass
class BlueskyStage:
    """Our own Bluesky, whose log is the truth."""

    place: Place
    too_long = "a" * 301

    @property
    def clock(self) -> Clock:
        return self.place.clock

    def connector(self, token: str | None = None) -> Network:
        return self.place.connector(kept=False) if token is None else self.place.connector(password=token, kept=False)

    def at(self, base_url: str) -> Network:
        return signed_in_elsewhere(base_url, self.clock)

    def carl_writes(self, text: str, answers: str | None = None) -> str:
        self.place.clock.forward(seconds=1)
        return self.place.sky.writes(self.place.carl, f"@{OURS} {text}", answers=answers)

    def carl_takes_back(self, remote_id: str) -> None:
        self.place.sky.takes_back(remote_id)

    def nobodys_post(self) -> str:
        return f"at://{self.place.carl.did}/app.bsky.feed.post/3aaaaaaaaaaaa"

    def said_by_us(self) -> list[tuple[str, str | None]]:
        written = self.place.sky.written_by(self.place.us)
        return [(entry["text"], entry["parent"]) for entry in written if entry["uri"] in self.place.sky.posts]


class RealBlueskyStage:
    """Account server and view of the AT Protocol's own makers (see tests/real/bluesky.py), with two new people."""

    too_long = "a" * 301

    def __init__(self, base_url: str) -> None:
        self.base_url, self.clock, self.tail = base_url, SystemClock(), uuid.uuid4().hex[:8]
        self.us, self.carl = self._joins("brightbyte"), self._joins("carl")
        self.pocket = Pocket()

    def connector(self, token: str | None = None) -> Network:
        pocket = self.pocket if token is None else None
        return Bluesky(Access(self.base_url, f"@{self.us['handle']}", token or self.us["app"], pocket), self.clock, 30)

    def at(self, base_url: str) -> Network:
        return signed_in_elsewhere(base_url, self.clock)

    def carl_writes(self, text: str, answers: str | None = None) -> str:
        handle = f"@{self.us['handle']}"
        facet = {"index": {"byteStart": 0, "byteEnd": len(handle)},
                 "features": [{"$type": "app.bsky.richtext.facet#mention", "did": self.us["did"]}]}  # fmt: skip
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": f"{handle} {text}", "facets": [facet],
                                  "langs": ["en"], "createdAt": datetime.now(UTC).isoformat()}  # noqa: TID251  # fmt: skip
        if answers:
            record["reply"] = self._thread(answers)
        return str(self._write("com.atproto.repo.createRecord", record=record)["uri"])

    def edits(self, remote_id: str, text: str) -> None:
        """Carl writes other words over a post."""
        kept = self._kept(remote_id)["value"]
        self._write("com.atproto.repo.putRecord", rkey=remote_id.split("/")[-1], record={**kept, "text": text})

    def carl_takes_back(self, remote_id: str) -> None:
        self._write("com.atproto.repo.deleteRecord", rkey=remote_id.split("/")[-1])

    def nobodys_post(self) -> str:
        return f"at://{self.carl['did']}/app.bsky.feed.post/3aaaaaaaaaaaa"

    def said_by_us(self) -> list[tuple[str, str | None]]:
        asked = {"repo": self.us["did"], "collection": "app.bsky.feed.post", "limit": "100", "reverse": "true"}
        records = self._ask("GET", "com.atproto.repo.listRecords", params=asked)["records"]
        return [(each["value"]["text"], each["value"]["reply"]["parent"]["uri"]) for each in records]

    def _joins(self, name: str) -> dict[str, str]:
        handle = f"{name[:6]}-{self.tail}.test"
        new = {"handle": handle, "email": f"{handle}@test.example", "password": "a long password"}
        joined = self._ask("POST", "com.atproto.server.createAccount", json=new)
        headers = {"Authorization": f"Bearer {joined['accessJwt']}"}
        app = self._ask("POST", "com.atproto.server.createAppPassword", json={"name": "desk"}, headers=headers)
        return {"handle": handle, "did": joined["did"], "token": joined["accessJwt"], "app": app["password"]}

    def _thread(self, uri: str) -> dict[str, Any]:
        kept = self._kept(uri)
        own = {"uri": kept["uri"], "cid": kept["cid"]}
        return {"root": kept["value"].get("reply", {}).get("root", own), "parent": own}

    def _kept(self, uri: str) -> Any:
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        asked = {"repo": repo, "collection": collection, "rkey": rkey}
        return self._ask("GET", "com.atproto.repo.getRecord", params=asked)

    def _write(self, call: str, **more: Any) -> Any:
        body = {"repo": self.carl["did"], "collection": "app.bsky.feed.post", **more}
        return self._ask("POST", call, json=body, headers={"Authorization": f"Bearer {self.carl['token']}"})

    def _ask(self, method: str, call: str, **more: Any) -> Any:
        answer = httpx2.request(method, f"{self.base_url}/xrpc/{call}", trust_env=False, timeout=60, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


def signed_in_elsewhere(base_url: str, clock: Clock) -> Network:
    """A Bluesky connector that has a session already, so that its first request is the one that matters."""
    pocket = Pocket()
    access = Access(base_url, f"@{OURS}", "app", pocket)
    connector = Bluesky(access, clock, 1)
    kept = {"of": of_settings(access), "did": "did:plc:us", "access": "a", "refresh": "r"}
    pocket.write(json.dumps(kept))
    return connector


@contextmanager
def bluesky() -> Iterator[Stage]:
    with opened(SetClock()) as place:
        yield BlueskyStage(place)


@contextmanager
def real_bluesky() -> Iterator[Stage]:
    yield RealBlueskyStage(REAL_BLUESKY)


STAGES: dict[str, Callable[[], AbstractContextManager[Stage]]] = {"ours": bluesky} | (
    {"real": real_bluesky} if REAL_BLUESKY else {}
)
