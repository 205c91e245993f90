"""Publishing a policy as a numbered revision, and reading the one in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, cast, func, insert, select

from helpdesk.policy import calendars as calendar_files
from helpdesk.policy import duties as duty_files
from helpdesk.policy.alarms import Alarms, ChainStep
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.targets import USUAL, Targets, between
from helpdesk.policy.topics import ALWAYS, PRIORITIES, Topic
from helpdesk.records.clocks import FIRST_RESPONSE, NEXT_RESPONSE
from helpdesk.records.events import record
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.records.turns import take_turn

USUAL_ALARMS = Alarms()
MINUTES = {FIRST_RESPONSE: "first_response_minutes", NEXT_RESPONSE: "next_response_minutes"}


NEWEST = select(PolicyRevision.number, cast(PolicyRevision.body, Text)).order_by(PolicyRevision.number.desc()).limit(1)


class NoPolicy(Exception):
    """No policy has been published yet, so nothing can be sorted."""


@dataclass(frozen=True)
class Policy:
    """What managers decided. Exactly one topic is the catch-all.

    `calendar` is the key of the opening hours of topics that name none; without it they are promised round the clock.
    `ceiling` is the most that waits at once for anybody of whom nothing else is said; None: as much as comes.
    """

    topics: tuple[Topic, ...]
    revision: int = 0
    calendars: tuple[Calendar, ...] = ()
    calendar: str | None = None
    ceiling: int | None = None
    targets: tuple[tuple[str, Targets], ...] = tuple(USUAL.items())
    alarms: Alarms = USUAL_ALARMS
    shifts: tuple[Calendar, ...] = ()
    duties: tuple[Duty, ...] = ()

    def topic(self, key: str) -> Topic | None:
        """The topic with this key; None when this revision has none such."""
        return next((topic for topic in self.topics if topic.key == key), None)

    @property
    def catch_all(self) -> Topic:
        """The topic that takes what no keyword claims."""
        return next(topic for topic in self.topics if topic.catch_all)

    def target(self, topic: Topic, priority: str, kind: str) -> int | None:
        """The minutes for a promise of this kind, as `targets.between` has it; None: not promised."""
        usual = next((targets for name, targets in self.targets if name == priority), USUAL["normal"])
        field = MINUTES.get(kind, "resolution_minutes")
        return between(getattr(topic, field), getattr(usual, field), _place(priority) - _place(topic.priority))

    def hours(self, topic: Topic) -> str | None:
        """The key of the calendar in which a topic's promises are counted; None for every minute."""
        return None if topic.calendar == ALWAYS else topic.calendar or self.calendar


def _place(priority: str) -> int:
    """0 is the most pressing."""
    return [str(each) for each in PRIORITIES].index(priority)


def publish(
    connection: Connection, policy: Policy, *, at: datetime, staff_id: int | None, note: str = "",
    ordered_by: str | None = None,
) -> int:  # fmt: skip
    """Puts `policy` in force as the next revision; gives its number. `ordered_by` says who, when it was not staff.

    It waits for a batch of triage that is being written, so that no clock of an older revision starts after this.
    """
    take_turn(connection, "triage")
    number = newest_number(connection) + 1
    body = {
        "topics": [asdict(topic) for topic in policy.topics],
        "calendars": [calendar_files.as_json(calendar) for calendar in policy.calendars],
        "calendar": policy.calendar,
        "ceiling": policy.ceiling,
        "targets": {priority: asdict(targets) for priority, targets in policy.targets},
        "alarms": asdict(policy.alarms),
        "shifts": [calendar_files.as_json(shift) for shift in policy.shifts],
        "staff": [duty_files.as_json(duty) for duty in policy.duties],
        "note": note,
        "ordered_by": ordered_by,
    }
    connection.execute(insert(PolicyRevision).values(number=number, published_at=at, staff_id=staff_id, body=body))
    record(connection, "policy_published", at, staff_id=staff_id, revision=number, note=note, ordered_by=ordered_by)
    return number


def in_force(connection: Connection) -> Policy:
    """The newest revision. Raises NoPolicy on a desk that has none."""
    found = connection.execute(NEWEST).one_or_none()
    if found is None:
        raise NoPolicy
    return _read(*found)


def numbered(connection: Connection, number: int) -> Policy:
    """A revision that was published some time. Raises NoPolicy when there is none with this number."""
    body = connection.execute(select(PolicyRevision.body).where(PolicyRevision.number == number)).scalar()
    if body is None:
        raise NoPolicy
    return _policy(number, body)


def newest_number(connection: Connection) -> int:
    """The number of the revision in force; 0 when there is none."""
    return connection.execute(select(func.max(PolicyRevision.number))).scalar() or 0


@lru_cache(maxsize=4)
def _read(number: int, body: str) -> Policy:
    """Remembered by its very words: each page asks, and making a policy of 500 keywords costs milliseconds."""
    return _policy(number, json.loads(body))


def _policy(number: int, body: Mapping[str, Any]) -> Policy:
    """Revisions from before there were calendars have topics alone, those from before there were shifts no staff."""
    targets = {priority: Targets(**each) for priority, each in body.get("targets", {}).items()}
    alarms = body.get("alarms", {})
    return Policy(
        topics=tuple(Topic(**_tuples(each)) for each in body["topics"]),
        revision=number,
        calendars=tuple(calendar_files.from_json(each) for each in body.get("calendars", ())),
        calendar=body.get("calendar"),
        ceiling=body.get("ceiling"),
        targets=tuple((targets or USUAL).items()),
        alarms=Alarms(
            tuple(alarms.get("warn_at", USUAL_ALARMS.warn_at)),
            tuple(ChainStep(**step) for step in alarms["chain"]) if "chain" in alarms else USUAL_ALARMS.chain,
        ),
        shifts=tuple(calendar_files.from_json(each) for each in body.get("shifts", ())),
        duties=tuple(duty_files.from_json(each) for each in body.get("staff", ())),
    )


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
