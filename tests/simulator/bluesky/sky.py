"""What happened on our Bluesky: who wrote what when, whom it names, and what everybody may see of it by now."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from helpdesk.clock import Clock
from helpdesk.networks.bluesky.facets import MENTION, facets_of
from helpdesk.networks.bluesky.record import POSTS, tid

PASSWORD = "app-pass-word-1234"


@dataclass
class Person:
    """Somebody with an account and a password for it. `mutes` holds the ids of those they do not want to hear."""

    did: str
    handle: str
    password: str
    name: str
    mutes: set[str] = field(default_factory=set)
    closed: bool = False


@dataclass(frozen=True)
class Kept:
    """A post as its author's server keeps it; `indexed_at` is when the view met it."""

    did: str
    rkey: str
    record: Mapping[str, Any]
    indexed_at: datetime
    replies_closed: bool = False

    @property
    def uri(self) -> str:
        return f"at://{self.did}/{POSTS}/{self.rkey}"

    @cached_property
    def cid(self) -> str:
        return cid_of(self.record)

    @cached_property
    def sorted_at(self) -> datetime:
        """Its place in lists: what it says of itself, unless that is still to come."""
        said = datetime.fromisoformat(self.record["createdAt"])
        moment = min(said, self.indexed_at)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass
class Sky:
    """The network. `lag` is how long the view takes to show what was written; `log` is the truth."""

    clock: Clock
    lag: timedelta = timedelta(0)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Kept] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    written: int = 0

    def person(self, handle: str, password: str = PASSWORD) -> Person:
        """Somebody new."""
        did = "did:plc:" + base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()[:24]
        self.people[did] = Person(did, handle, password, handle.split(".")[0].title())
        return self.people[did]

    def known_as(self, handle: str) -> Person | None:
        """Whose handle (or id) it is."""
        return next((each for each in self.people.values() if handle.lower() in (each.handle, each.did)), None)

    def writes(
        self, author: Person, text: str, *, answers: str | None = None, quotes: str | None = None,
        created_at: datetime | None = None, replies_closed: bool = False, **more: Any,
    ) -> str:  # fmt: skip
        """Somebody posts, with their own app's facets; gives the post's uri."""
        now = self.clock.now()
        record = {"$type": POSTS, "text": text, "createdAt": iso(created_at or now), "langs": ["en"], **more}
        facets = facets_of(text, {each.handle: each.did for each in self.people.values()})
        if facets and "facets" not in more:
            record["facets"] = facets
        if answers is not None:
            record["reply"] = self._thread(answers)
        if quotes is not None:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": self._reference(quotes)}
        self.written += 1
        kept = self.keep(author, tid(now, f"{author.did} {self.written}"), record)
        self.posts[kept.uri] = replace(kept, replies_closed=replies_closed)
        return kept.uri

    def keep(self, author: Person, rkey: str, record: Mapping[str, Any]) -> Kept:
        """Writes a record, over what was there."""
        now = self.clock.now()
        uri = f"at://{author.did}/{POSTS}/{rkey}"
        indexed_at = self.posts[uri].indexed_at if uri in self.posts else now
        self.posts[uri] = Kept(author.did, rkey, dict(record), indexed_at)
        parent = record.get("reply", {}).get("parent", {}).get("uri")
        self.log.append(
            {
                "did": "put", "uri": uri, "by": author.did, "text": record["text"], "parent": parent, "at": now,
                "created_at": record["createdAt"],
            }
        )  # fmt: skip
        return self.posts[uri]

    def edits(self, uri: str, text: str) -> None:
        """Its author writes other words over it."""
        kept, known = self.posts[uri], {each.handle: each.did for each in self.people.values()}
        self.keep(self.people[kept.did], kept.rkey, {**kept.record, "text": text, "facets": facets_of(text, known)})

    def takes_back(self, uri: str) -> None:
        """Its author deletes it."""
        del self.posts[uri]
        self.log.append({"did": "delete", "uri": uri, "at": self.clock.now()})

    def visible(self, viewer: Person | None = None) -> list[Kept]:
        """What the view shows by now, newest first."""
        now, mutes = self.clock.now(), viewer.mutes if viewer else set()
        hidden = mutes | {person.did for person in self.people.values() if person.closed}
        seen = [kept for kept in self.posts.values() if kept.indexed_at + self.lag <= now and kept.did not in hidden]
        return sorted(seen, key=lambda kept: (kept.sorted_at, kept.cid), reverse=True)

    def told(self, reader: Person) -> list[tuple[str, Kept]]:
        """What the reader is notified of, newest first, each with its reason."""
        found = ((self._reason(kept, reader), kept) for kept in self.visible(reader) if kept.did != reader.did)
        return [(reason, kept) for reason, kept in found if reason]

    def written_by(self, author: Person) -> list[dict[str, Any]]:
        """The truth for tests: each write of somebody, in order."""
        return [entry for entry in self.log if entry.get("by") == author.did]

    def _reason(self, kept: Kept, reader: Person) -> str | None:
        own = f"at://{reader.did}/"
        reply = kept.record.get("reply", {})
        features = [feature for facet in kept.record.get("facets", []) for feature in facet.get("features", [])]
        if any(reply.get(part, {}).get("uri", "").startswith(own) for part in ("parent", "root")):
            return "reply"
        if any(each.get("$type") == MENTION and each.get("did") == reader.did for each in features):
            return "mention"
        quoted = kept.record.get("embed", {}).get("record", {}).get("uri", "")
        return "quote" if quoted.startswith(own) else None

    def _reference(self, uri: str) -> dict[str, str]:
        return {"uri": uri, "cid": self.posts[uri].cid}

    def _thread(self, uri: str) -> dict[str, Any]:
        above = self.posts[uri].record.get("reply")
        return {"root": above["root"] if above else self._reference(uri), "parent": self._reference(uri)}


def cid_of(record: Mapping[str, Any]) -> str:
    """An id of the content: the same for the same record, another for any other."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
    return "bafyrei" + re.sub("=", "", base64.b32encode(digest).decode().lower())


def iso(moment: datetime) -> str:
    """As the network writes a moment."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
