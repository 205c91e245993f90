"""What happened on the fake X: people, posts, their versions and their end. Only ever added to; the checker's truth."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.cast import SetClock

EPOCH_MS = 1_288_834_974_657
HANDLE = re.compile(r"(?<![\w@/])@(\w{1,15})")
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Person:
    """Somebody on X."""

    id: str
    username: str
    name: str
    followers: int = 7


@dataclass(frozen=True)
class Version:
    """One version of a post, as its author wrote it. `history` names all versions up to this one."""

    id: str
    author: Person
    text: str
    at: datetime
    history: tuple[str, ...]
    parent: str | None = None
    quoted: str | None = None
    reposted: str | None = None
    shown_from: datetime | None = None  # lists and search show it only then: late-indexed


@dataclass
class Truth:
    """Everything, by the fake's own clock."""

    clock: SetClock
    people: dict[str, Person] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    deleted: dict[str, datetime] = field(default_factory=dict)  # by the first id
    protected: set[str] = field(default_factory=set)  # who shows their posts to followers alone: never to us
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._sequence = 0
        self._newest: dict[str, Version] = {}  # by the first id

    def person(self, username: str, name: str | None = None) -> Person:
        """Whoever has this handle; they join when first asked for."""
        with self._lock:
            if username not in self.people:
                number = str(1_500_000_000_000_000_000 + len(self.people))
                self.people[username] = Person(number, username, name or username.title())
            return self.people[username]

    def publish(
        self, username: str, text: str, *, parent: str | None = None, quoted: str | None = None,
        reposted: str | None = None, late: timedelta = timedelta(0),
    ) -> str:  # fmt: skip
        """Somebody writes; gives the id. `late`: how long lists and search do not show it."""
        with self._lock:
            author, now = self.person(username), self.clock.now()
            new = self._new_id(now)
            made = Version(new, author, text, now, (new,), parent, quoted, reposted, now + late)
            self.versions[new] = self._newest[new] = made
            self.log.append(f"published {new}")
            return new

    def edit(self, post_id: str, text: str) -> str:
        """The author writes it anew; gives the id of the new version."""
        with self._lock:
            was, now = self.newest(post_id), self.clock.now()
            new = self._new_id(now)
            made = replace(was, id=new, text=text, at=now, history=(*was.history, new), shown_from=now)
            self.versions[new] = self._newest[was.history[0]] = made
            self.log.append(f"edited {was.history[0]} as {new}")
            return new

    def delete(self, post_id: str) -> None:
        """The author takes it back, with all its versions."""
        with self._lock:
            self.deleted[self.versions[post_id].history[0]] = self.clock.now()
            self.log.append(f"deleted {self.versions[post_id].history[0]}")

    def newest(self, post_id: str) -> Version:
        """The newest version of a post."""
        return self._newest[self.versions[post_id].history[0]]

    def is_there(self, post_id: str) -> bool:
        """Whether it was published and not taken back."""
        return post_id in self.versions and self.versions[post_id].history[0] not in self.deleted

    def shown(self) -> Iterator[Version]:
        """The newest version of each post that lists show now, newest first."""
        with self._lock:
            newest = {each.history[0]: each for each in sorted(self.versions.values(), key=lambda each: int(each.id))}
        now = self.clock.now()
        for each in sorted(newest.values(), key=lambda each: int(each.id), reverse=True):
            hidden = each.history[0] in self.deleted or each.author.username in self.protected
            if not hidden and (each.shown_from is None or each.shown_from <= now):
                yield each

    def by(self, username: str) -> list[Version]:
        """What somebody published and did not take back, oldest first, as the truth has it."""
        there = [each for each in self.versions.values() if each.author.username == username]
        return [each for each in there if self.is_there(each.id) and self.newest(each.id) is each]

    def in_front(self, version: Version) -> str:
        """What X puts in front of an answer: the name of whom it answers."""
        parent = self.versions.get(version.parent or "")
        if parent is None or parent.author == version.author:
            return ""
        name = f"@{parent.author.username} "
        return "" if version.text.lower().startswith(name.strip().lower()) else name

    def names(self, version: Version, username: str) -> bool:
        """Whether a post names somebody, in its words or in front of them."""
        text = self.in_front(version) + version.text
        return username.lower() in [handle.lower() for handle in HANDLE.findall(text)]

    def summons(self, version: Version, username: str) -> bool:
        """Whether its author named or quoted somebody: only then may their app answer."""
        quoted = self.versions.get(version.quoted or "")
        return self.names(version, username) or (quoted is not None and quoted.author.username == username)

    def _new_id(self, now: datetime) -> str:
        self._sequence += 1
        milliseconds = int(now.astimezone(UTC).timestamp() * 1000) - EPOCH_MS
        return str((milliseconds << 22) + self._sequence)
