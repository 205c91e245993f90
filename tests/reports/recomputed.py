"""Another program that knows nothing of ours: it reads the ledger and computes every figure once more, in numpy.

It shares no code with helpdesk/reports and reads no table but events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

ANSWERS = ("first_response", "next_response")


@dataclass
class Told:
    """One promise of an answer, as the ledger tells it; moments in microseconds."""

    conversation: int
    kind: str
    published: int
    received: int
    due: int
    minutes: int
    ended: int | None = None
    needless: bool = False
    sender: int | None = None
    calendar: str | None = None
    held: int | None = None
    mention: int = 0
    gone: int | None = None  # when it was closed without need
    revision: int = 0


@dataclass
class Standing:
    """A conversation after the last event."""

    topic: str = ""
    first: int = 0  # its first post
    team: int = 0
    owner: int | None = None


class Ledger:
    """All events, followed one by one."""

    def __init__(self, events: list[Any]) -> None:
        self.waits: list[Told] = []
        self.conversations: dict[int, Standing] = {}
        self.closings: dict[int, list[tuple[int, bool]]] = {}  # when closed, and when opened again
        self.given_to: list[tuple[int, int | None, int | None]] = []  # when, to whom, and whose it was
        self.closed_by: list[tuple[int, int, int | None]] = []  # when, what, by whom
        self.owners: dict[int, list[tuple[int, int | None]]] = {}  # since when, of each change that the ledger tells
        self.needless: list[Told] = []  # answers nobody waited for
        self._running: dict[int, Told] = {}
        self._received: dict[int, int] = {}
        for event in sorted(events, key=lambda event: event.id):
            if event.conversation_id is not None:
                self._follow(event.kind, event.conversation_id, event.at, event.staff_id, event.data)

    def _follow(self, kind: str, conversation: int, at: datetime, staff: int | None, data: dict[str, Any]) -> None:
        here = self.conversations.setdefault(conversation, Standing())
        if "received" in data and "mention" in data:
            self._received[data["mention"]] = data["received"]
        if kind == "opened":
            here.topic, here.first = data["topic"], data["mention"]
        if kind == "moved":
            here.team, here.owner = data["team"], None
        elif "team" in data:
            here.team, here.owner = data["team"], data["staff"]
        if kind in ("taken", "assigned", "put_back", "handed_out", "returned"):
            here.owner = data["to"]
        if kind == "reply_accepted":
            here.owner = staff
        self.owners.setdefault(conversation, []).append((microseconds(at), here.owner))
        if kind in ("taken", "assigned", "put_back", "moved", "handed_out", "returned"):
            self.given_to.append((microseconds(at), data.get("to"), data.get("previous")))
        if kind == "closed":
            self.closed_by.append((microseconds(at), conversation, staff))
        if data.get("clock") in ANSWERS and "minutes" in data:
            began = data.get("started", data.get("published"))
            received = max(self._received.get(data["mention"], 0), began)
            told = Told(conversation, data["clock"], began, received, data["due"], data["minutes"])
            told.calendar, told.revision, told.mention = data["calendar"], data["revision"], data["mention"]
            self._running[conversation] = told
            self.waits.append(told)
        if kind == "due_moved" and data["clock"] in ANSWERS:
            told = self._running[conversation]
            told.due, told.calendar, told.revision = data["to"], data["calendar"], data["revision"]
            told.published = data.get("began", told.published)
        if kind == "reply_sent" and "held" in data:
            if conversation in self._running:
                told = self._running[conversation]
                told.held = min(data["sent"], told.held or data["sent"])
        elif kind == "reply_sent" and conversation in self._running:
            told = self._running.pop(conversation)
            told.ended, told.sender = data["sent"], staff
        if kind == "closed" and conversation in self._running:
            told = self._running.pop(conversation)
            told.needless, told.gone = True, microseconds(at)
        if kind in ("closed", "reopened"):
            self.closings.setdefault(conversation, []).append((microseconds(at), kind == "closed"))
        if kind == "reply_sent" and not data["clocks"] and "held" not in data:
            when = microseconds(at)
            given = Told(conversation, "", when, when, 0, 0, when, sender=staff, mention=data["mention"])
            self.needless.append(given)


class OpeningHours:
    """The open minutes of a year by the hours as they were written: {weekday: [(minute, minute)]} and closed dates."""

    def __init__(self, zone: str, week: dict[int, list[tuple[int, int]]], closed: set[date], year: int) -> None:
        where, self._first = ZoneInfo(zone), int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) // 60  # noqa: UP017
        minutes = np.zeros(366 * 1_440, dtype=np.int64)
        for hour in range(366 * 24):
            here = local((self._first + hour * 60) * 60_000_000, where)
            if here.date() not in closed:
                inside = np.arange(60) + here.hour * 60 + here.minute
                minutes[hour * 60 : hour * 60 + 60] = [
                    any(opens <= minute < closes for opens, closes in week.get(here.weekday(), ())) for minute in inside
                ]
        self._open, self._before = minutes, np.concatenate(([0], np.cumsum(minutes)))

    def between(self, start: int, end: int) -> int:
        """Microseconds."""
        return max(self._until(end) - self._until(start), 0)

    def _until(self, moment: int) -> int:
        minute, rest = divmod(moment - self._first * 60_000_000, 60_000_000)
        return int(self._before[minute]) * 60_000_000 + int(self._open[minute]) * rest


Hours = dict[tuple[int, str], OpeningHours]  # by revision and calendar
Given = dict[str, dict[int, str]]  # what networks and not events tell: for each conversation, by dimension


def figures(asked: list[Told], promised: list[Told], now: int, hours: Hours) -> dict[str, Any]:
    """What a report says of these, by the names it uses."""
    counted = [wait for wait in asked if not wait.needless and wait.calendar is not None]
    business = np.array(
        [
            hours[wait.revision, str(wait.calendar)].between(wait.published, now if wait.ended is None else wait.ended)
            for wait in counted
        ],
        dtype=np.int64,
    )
    still = np.array([wait.ended is None for wait in counted], dtype=bool)
    wanted = [wait for wait in asked if not wait.needless]
    published = np.array([wait.published for wait in wanted], dtype=np.int64)
    received = np.array([wait.received for wait in wanted], dtype=np.int64)
    ended = np.array([now if wait.ended is None else wait.ended for wait in wanted], dtype=np.int64)
    is_open = np.array([wait.ended is None for wait in wanted], dtype=bool)
    due = [wait for wait in promised if not wait.needless and (wait.ended is not None or wait.due < now)]
    in_time = sum(wait.ended is not None and wait.ended <= wait.due for wait in due)
    heard = np.array([wait.held is not None or wait.ended is not None for wait in wanted], dtype=bool)
    first = [min(wait.held or now, now if wait.ended is None else wait.ended) for wait in wanted]
    until_heard = np.maximum(np.array(first, dtype=np.int64) - published, 0)
    wait, desk = np.maximum(ended - published, 0), np.maximum(ended - received, 0)
    return {
        "asked": len(wanted),
        "answered": int((~is_open).sum()),
        "open": int(is_open.sum()),
        "closed_without_need": len(asked) - len(wanted),
        "median_seconds": quantile(wait, is_open, 0.5),
        "p90_seconds": quantile(wait, is_open, 0.9),
        "p95_seconds": quantile(wait, is_open, 0.95),
        "due": len(due),
        "in_time": in_time,
        "overdue": sum(wait.ended is None for wait in due),
        "attainment": in_time / len(due) if due else None,
        "desk_median_seconds": quantile(desk, is_open, 0.5),
        "lag_median_seconds": quantile(received - published, np.zeros(len(wanted), dtype=bool), 0.5),
        "business_asked": len(counted),
        "business_median_seconds": quantile(business, still, 0.5),
        "business_p90_seconds": quantile(business, still, 0.9),
        "held": sum(wait.held is not None for wait in wanted),
        "heard_median_seconds": quantile(until_heard, ~heard, 0.5),
        "heard_p90_seconds": quantile(until_heard, ~heard, 0.9),
    }


def quantile(waits: Any, is_open: Any, share: float) -> float | None:
    """Kaplan and Meier's estimate, step by step over the distinct waits that ended, in seconds."""
    surviving = 1.0
    for moment in np.unique(waits[~is_open]):
        at_risk = int((waits >= moment).sum())
        surviving *= 1 - int(((waits == moment) & ~is_open).sum()) / at_risk
        if 1 - surviving >= share - 1e-9:
            return float(moment) / 1e6
    return None


def report(
    ledger: Ledger, kind: str, first: date, last: date, zone: str, by: str, now: datetime, hours: Hours, given: Given
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The figures of all, and of each group by its key."""
    where = ZoneInfo(zone)
    group = group_of(ledger, by, where, given)

    def inside(moment: int) -> bool:
        return first <= local(moment, where).date() <= last

    of_kind = [wait for wait in ledger.waits if wait.kind == kind]
    asked = [wait for wait in of_kind if inside(wait.published)]
    promised = [wait for wait in of_kind if inside(wait.due)]
    at = microseconds(now)
    without_need = [wait for wait in ledger.needless if inside(wait.published)]
    keys = {group(wait, wait.published) for wait in (*asked, *without_need)} | {
        group(wait, wait.due) for wait in promised
    }

    def told(some: Callable[[str], bool]) -> dict[str, Any]:
        return {
            **figures(
                [wait for wait in asked if some(group(wait, wait.published))],
                [wait for wait in promised if some(group(wait, wait.due))],
                *(at, hours),
            ),
            "answered_without_need": sum(some(group(wait, wait.published)) for wait in without_need),
        }

    counts = ("asked", "due", "closed_without_need", "answered_without_need")
    found = {key: told(key.__eq__) for key in keys}
    return told(lambda _: True), {key: some for key, some in found.items() if any(some[n] for n in counts)}


def group_of(ledger: Ledger, by: str, zone: ZoneInfo, given: Given) -> Callable[[Told, int], str]:
    """Gives the key of a wait's group for one of its moments."""

    def person(wait: Told) -> int | None:
        return wait.sender if wait.ended is not None else ledger.conversations[wait.conversation].owner

    def of(wait: Told, moment: int) -> str:
        here, standing = local(moment, zone), ledger.conversations[wait.conversation]
        return {
            "day": str(here.date()),
            "week": str(here.date() - timedelta(days=here.isoweekday() - 1)),
            "hour": str((here.isoweekday() - 1) * 24 + here.hour),
            "staff": str(person(wait) or "none"),
            "team": str(standing.team),
            "topic": standing.topic,
            "target": str(wait.minutes or "none"),
            "priority": "high" if standing.topic == "refunds" else "normal",
            "language": given["language"][wait.conversation] if wait.mention == standing.first else "en",
            "followers": given["followers"][wait.conversation],
            "network": "practice",
            "account": "1",
        }[by]

    return of


def local(moment: int, zone: ZoneInfo) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=moment)).astimezone(zone)  # noqa: UP017


def microseconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(microseconds=1))  # noqa: UP017
