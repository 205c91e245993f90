"""Publishing a policy as a numbered revision, and reading the one in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from helpdesk.policy.topics import Topic
from helpdesk.records.events import record
from helpdesk.records.policy_revisions import PolicyRevision


class NoPolicy(Exception):
    """No policy has been published yet, so nothing can be sorted."""


@dataclass(frozen=True)
class Policy:
    """What managers decided. Exactly one topic is the catch-all."""

    topics: tuple[Topic, ...]
    revision: int = 0

    def topic(self, key: str) -> Topic | None:
        """The topic with this key; None when this revision has none such."""
        return next((topic for topic in self.topics if topic.key == key), None)

    @property
    def catch_all(self) -> Topic:
        """The topic that takes what no keyword claims."""
        return next(topic for topic in self.topics if topic.catch_all)


def publish(connection: Connection, policy: Policy, *, at: datetime, staff_id: int | None) -> int:
    """Puts `policy` in force as the next revision; gives its number."""
    number = (connection.execute(select(func.max(PolicyRevision.number))).scalar() or 0) + 1
    body = {"topics": [asdict(topic) for topic in policy.topics]}
    connection.execute(insert(PolicyRevision).values(number=number, published_at=at, staff_id=staff_id, body=body))
    record(connection, "policy_published", at, staff_id=staff_id, revision=number)
    return number


def in_force(connection: Connection) -> Policy:
    """The newest revision. Raises NoPolicy on a desk that has none."""
    found = connection.execute(
        select(PolicyRevision.number, PolicyRevision.body).order_by(PolicyRevision.number.desc()).limit(1)
    ).one_or_none()
    if found is None:
        raise NoPolicy
    return Policy(tuple(_topic(each) for each in found.body["topics"]), revision=found.number)


def newest_number(connection: Connection) -> int:
    """The number of the revision in force; 0 when there is none."""
    return connection.execute(select(func.max(PolicyRevision.number))).scalar() or 0


def _topic(stored: dict[str, Any]) -> Topic:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Topic(**values)
