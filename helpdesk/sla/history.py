"""What the events of a conversation say of its clocks: each change in order, and the clocks that come out. Pure.

The rows of the clocks hold the same; a test rebuilds them from here. Receipts read the rules and pauses of a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

STARTED, PAUSED, RESUMED, MOVED, ENDED, REVIVED = "started", "paused", "resumed", "moved", "ended", "revived"
KINDS = (
    *("opened", "followed_up", "reopened", "clock_started", "clock_paused", "clock_resumed", "due_moved"),
    *("reply_sent", "clock_ended", "clock_revived"),
)
"""The events that change clocks."""


class Change(NamedTuple):
    """One change of one clock, at a moment (microseconds since 1970)."""

    what: str
    clock: str
    at: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one clock. `rules` and `pauses` are in order; an open pause ends with None."""

    kind: str
    started_at: int
    minutes: int
    due_at: int
    state: str = "running"
    ended_at: int | None = None
    left: int | None = None
    rules: tuple[tuple[int, str | None, int], ...] = ()  # since when, by which calendar, of which revision
    pauses: tuple[tuple[int, int | None], ...] = field(default=())


def changes(kind: str, data: Mapping[str, Any]) -> Iterator[Change]:
    """What one event changes."""
    match kind:
        case "opened" | "followed_up" | "reopened":
            if "clock" in data:
                yield Change(STARTED, data["clock"], data["published"], data)
            if "resolution" in data:
                yield Change(STARTED, "resolution", data["published"], data["resolution"])
        case "clock_started":
            yield Change(STARTED, data["clock"], data["started"], data)
        case "clock_paused":
            yield Change(PAUSED, data["clock"], data["paused"], data)
        case "clock_resumed":
            yield Change(RESUMED, data["clock"], data["resumed"], data)
        case "due_moved":
            yield Change(MOVED, data["clock"], data["since"], data)
        case "reply_sent":
            for clock in data["clocks"]:
                yield Change(ENDED, clock, data["sent"], {"state": "met"})
        case "clock_ended":
            yield Change(ENDED, data["clock"], data["ended"], data)
        case "clock_revived":
            yield Change(REVIVED, data["clock"], 0, data)


def courses(told: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Course]:
    """The clocks of one conversation, in the order of their starts, from its events (kind and data) in order."""
    over: list[Course] = []
    live: dict[str, Course] = {}
    for kind, data in told:
        for change in changes(kind, data):
            if change.what == STARTED:
                live[change.clock] = _started(change)
            elif change.what == REVIVED:
                number = max(number for number, course in enumerate(over) if course.kind == change.clock)
                again = {"state": change.data["state"], "left": change.data["left"], "ended_at": None}
                live[change.clock] = replace(over.pop(number), **again)
            elif change.clock in live:
                live[change.clock] = _changed(live[change.clock], change)
                if change.what == ENDED:
                    over.append(live.pop(change.clock))
    return sorted([*over, *live.values()], key=lambda course: (course.started_at, course.kind))


def _started(change: Change) -> Course:
    data = change.data
    rule = (change.at, data.get("calendar"), data["revision"])
    return Course(change.clock, change.at, data["minutes"], data["due"], rules=(rule,))


def _changed(course: Course, change: Change) -> Course:
    at, data = change.at, change.data
    match change.what:
        case "paused":
            return replace(course, state="paused", left=data["left"], pauses=(*course.pauses, (at, None)))
        case "resumed":
            *before, (since, _) = course.pauses
            rule = (at, data["calendar"], data["revision"])
            return replace(
                course, state="running", left=None, due_at=data["due"], pauses=(*before, (since, at)),
                rules=(*course.rules, rule),
            )  # fmt: skip
        case "moved" if "began" in data:
            return _began_earlier(replace(course, due_at=data["to"]), at)
        case "moved":
            rule = (at, data["calendar"], data["revision"])
            return replace(course, due_at=data["to"], rules=(*course.rules, rule))
    return replace(course, state=data["state"], ended_at=at, left=None)


def _began_earlier(course: Course, at: int) -> Course:
    """The customer's wait began at an older post: with it the clock, or what followed its last pause."""
    if at < course.started_at:
        (_, calendar, revision), *rules = course.rules
        return replace(course, started_at=at, rules=((at, calendar, revision), *rules))
    *pauses, last = course.pauses or (None,)
    return course if last is None else replace(course, pauses=(*pauses, (last[0], max(last[0], at))))
