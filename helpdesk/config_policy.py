"""The [policy] tables: the first policy of a new desk, and how any policy is written as TOML.

What can be seen from the tables alone is checked here; `policy.written` makes a policy of them and checks the rest.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from pydantic import Field, model_validator

from helpdesk.config_section import Key, Section, twice

Minutes = Field(ge=1, le=100_000)
Name = Field(min_length=1, max_length=100)
Priority = Literal["urgent", "high", "normal", "low"]
ALWAYS = "always"  # what a topic says that is promised round the clock although the policy has a calendar


class TeamSeed(Section):
    key: str = Key
    name: str


class TargetsSeed(Section):
    first_response_minutes: int = Minutes
    next_response_minutes: int = Minutes
    resolution_minutes: int | None = Field(None, ge=1, le=1_000_000)


class CalendarSeed(Section):
    key: str = Key
    name: str = Name
    zone: str
    hours: dict[str, tuple[str, ...]]
    holidays: tuple[str, ...] = Field((), max_length=20)
    exceptions: dict[str, tuple[str, ...]] = Field({})


class ShiftSeed(Section):
    key: str = Key
    zone: str
    hours: dict[str, tuple[str, ...]]
    exceptions: dict[str, tuple[str, ...]] = Field({})


class StaffSeed(Section):
    email: str = Name
    shift: str = ""
    exceptions: dict[str, tuple[str, ...]] = Field({})
    ceiling: int | None = Field(None, ge=1, le=10_000)
    daily_ceiling: int | None = Field(None, ge=1, le=10_000)
    languages: tuple[str, ...] = Field((), max_length=50)
    topics: tuple[str, ...] = Field((), max_length=200)


class StepSeed(Section):
    after_minutes: int = Field(ge=0, le=100_000)
    tell: Literal["colleague", "lead", "manager"]
    reassign: bool = False


class AlarmsSeed(Section):
    warn_at: tuple[int, ...] = (50, 80)
    chain: tuple[StepSeed, ...] = (
        StepSeed(after_minutes=5, tell="colleague"),
        StepSeed(after_minutes=15, tell="lead"),
        StepSeed(after_minutes=30, tell="manager"),
    )

    @model_validator(mode="after")
    def _in_order(self) -> AlarmsSeed:
        if list(self.warn_at) != sorted(set(self.warn_at)) or not all(0 < each < 100 for each in self.warn_at):
            raise ValueError("warn_at: per cent of the target, each between 1 and 99, the smaller first")
        after = [step.after_minutes for step in self.chain]
        if after != sorted(after):
            raise ValueError("chain: the steps stand in the order of their after_minutes")
        if any(step.reassign and step.tell != "colleague" for step in self.chain):
            raise ValueError("chain: only the step that tells a colleague can reassign")
        return self


class TopicSeed(Section):
    key: str = Key
    name: str = Name
    team: str
    priority: Priority = "normal"
    first_response_minutes: int | None = Field(None, ge=1, le=100_000)
    next_response_minutes: int | None = Field(None, ge=1, le=100_000)
    resolution_minutes: int | None = Field(None, ge=1, le=1_000_000)
    calendar: str = ""
    keywords: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    misspellings: bool = True
    catch_all: bool = False


class Tables(Section):
    """A policy as its tables stand, each sound in itself."""

    calendar: str = ""
    teams: tuple[TeamSeed, ...] = ()
    calendars: tuple[CalendarSeed, ...] = ()
    targets: dict[Priority, TargetsSeed] = Field({})
    alarms: AlarmsSeed = AlarmsSeed()
    topics: tuple[TopicSeed, ...] = ()
    shifts: tuple[ShiftSeed, ...] = ()
    staff: tuple[StaffSeed, ...] = ()


class Policy(Tables):
    """The first policy of a new database: it becomes revision 1, and is not read again after that."""

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        problems = [sentence for _, sentence in unsound(self, {team.key for team in self.teams})]
        if problems:
            raise ValueError("; ".join(dict.fromkeys(problems)))
        return self


Problem = tuple[tuple[str | int, ...], str]
"""Where it stands (section, place in it, key), and a sentence without its full stop."""


def unsound(tables: Tables, teams: Set[str]) -> list[Problem]:
    """What is wrong between the tables, when these are the teams there are."""
    problems: list[Problem] = []
    for place, topic in enumerate(tables.topics):
        if topic.team not in teams:
            sentence = f"topic {topic.key!r} names the team {topic.team!r}, which is not listed"
            problems.append((("topics", place, "team"), sentence))
        if not topic.keywords and not topic.catch_all:
            problems.append((("topics", place), f"topic {topic.key!r} has no keywords"))
    problems += _twice("topics", "topic", [topic.key for topic in tables.topics])
    problems += _twice("teams", "team", [team.key for team in tables.teams])
    problems += _twice("calendars", "calendar", [calendar.key for calendar in tables.calendars])
    if tables.topics and sum(topic.catch_all for topic in tables.topics) != 1:
        sentence = "exactly one topic must have catch_all = true: it takes what no keyword claims"
        problems.append((("topics",), sentence))
    problems += _twice("shifts", "shift", [shift.key for shift in tables.shifts])
    problems += _twice("staff", "staff", [person.email.strip().lower() for person in tables.staff], "email")
    return problems + _unknown_calendars(tables) + _unknown_to_staff(tables)


def _twice(section: str, noun: str, keys: list[str], name: str = "key") -> list[Problem]:
    return [
        ((section, len(keys) - 1 - keys[::-1].index(key), name), f"{noun} {key!r} is listed twice")
        for key in twice(keys)
    ]


def _unknown_calendars(tables: Tables) -> list[Problem]:
    known = {"", *(calendar.key for calendar in tables.calendars)}
    problems: list[Problem] = []
    if tables.calendar not in known:
        problems.append((("calendar",), f"there is no calendar {tables.calendar!r} in [[policy.calendars]]"))
    return problems + [
        (
            ("topics", place, "calendar"),
            f"topic {topic.key!r} names the calendar {topic.calendar!r}, which is not listed",
        )
        for place, topic in enumerate(tables.topics)
        if topic.calendar not in known and topic.calendar != ALWAYS
    ]


def _unknown_to_staff(tables: Tables) -> list[Problem]:
    shifts, topics = {"", *(shift.key for shift in tables.shifts)}, {topic.key for topic in tables.topics}
    problems: list[Problem] = []
    for place, person in enumerate(tables.staff):
        if person.shift not in shifts:
            sentence = f"staff {person.email!r} names the shift {person.shift!r}, which is not listed"
            problems.append((("staff", place, "shift"), sentence))
        for topic in person.topics:
            if topic not in topics:
                sentence = f"staff {person.email!r} names the topic {topic!r}, which is not listed"
                problems.append((("staff", place, "topics"), sentence))
    return problems
