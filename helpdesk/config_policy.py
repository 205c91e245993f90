"""The [policy] tables: the first policy of a new desk, and how any policy is written as TOML.

What can be seen from the tables alone is checked here; `policy.written` makes a policy of them and checks the rest.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from pydantic import Field, model_validator

from helpdesk.config_section import Key, Section, twice
from helpdesk.language import N_
from helpdesk.language import gettext as _

Minutes = Field(ge=1, le=100_000)
Name = Field(min_length=1, max_length=100)
Priority = Literal["urgent", "high", "normal", "low"]
TEAM_NOT_LISTED = "topic %(topic)s names the team %(team)s, which is not listed."  # said at a start alone, in English
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
            raise ValueError(_("warn_at: per cent of the target, each between 1 and 99, the smaller first"))
        after = [step.after_minutes for step in self.chain]
        if after != sorted(after):
            raise ValueError(_("chain: the steps stand in the order of their after_minutes"))
        if any(step.reassign and step.tell != "colleague" for step in self.chain):
            raise ValueError(_("chain: only the step that tells a colleague can reassign"))
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
    ceiling: int | None = Field(None, ge=1, le=10_000)
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
        teams = {team.key for team in self.teams}
        wrong = [TEAM_NOT_LISTED % told for _place, told in unknown_teams(self, teams)]
        wrong += [sentence for _place, sentence in unsound(self)]
        if wrong:
            raise ValueError(" ".join(dict.fromkeys(wrong)).removesuffix("."))
        return self


Place = tuple[str | int, ...]
"""Where something stands: section, place in it, key."""
Problem = tuple[Place, str]
"""Where it stands, and a sentence."""


def unknown_teams(tables: Tables, teams: Set[str]) -> list[tuple[Place, dict[str, str]]]:
    """Where topics name another team than `teams`, and what fills the places of a sentence about it."""
    return [
        (("topics", place, "team"), {"topic": repr(topic.key), "team": repr(topic.team)})
        for place, topic in enumerate(tables.topics)
        if topic.team not in teams
    ]


def unsound(tables: Tables) -> list[Problem]:
    """What is wrong between the tables, but for teams."""
    problems: list[Problem] = [
        (("topics", place), _("topic %(topic)s has no keywords.", topic=repr(topic.key)))
        for place, topic in enumerate(tables.topics)
        if not topic.keywords and not topic.catch_all
    ]
    problems += _twice("topics", N_("topic %(key)s is listed twice."), [topic.key for topic in tables.topics])
    problems += _twice("teams", N_("team %(key)s is listed twice."), [team.key for team in tables.teams])
    problems += _twice("calendars", N_("calendar %(key)s is listed twice."), [each.key for each in tables.calendars])
    if tables.topics and sum(topic.catch_all for topic in tables.topics) != 1:
        told = _("exactly one topic must have catch_all = true: it takes what no keyword claims.")
        problems.append((("topics",), told))
    problems += _twice("shifts", N_("shift %(key)s is listed twice."), [shift.key for shift in tables.shifts])
    people = [person.email.strip().lower() for person in tables.staff]
    problems += _twice("staff", N_("staff %(key)s is listed twice."), people, "email")
    return problems + _unknown_calendars(tables) + _unknown_to_staff(tables)


def _twice(section: str, message: str, keys: list[str], name: str = "key") -> list[Problem]:
    return [((section, len(keys) - 1 - keys[::-1].index(key), name), _(message, key=repr(key))) for key in twice(keys)]


def _unknown_calendars(tables: Tables) -> list[Problem]:
    known = {"", *(calendar.key for calendar in tables.calendars)}
    problems: list[Problem] = []
    if tables.calendar not in known:
        told = _("there is no calendar %(calendar)s in [[policy.calendars]].", calendar=repr(tables.calendar))
        problems.append((("calendar",), told))
    names = N_("topic %(topic)s names the calendar %(calendar)s, which is not listed.")
    return problems + [
        (("topics", place, "calendar"), _(names, topic=repr(topic.key), calendar=repr(topic.calendar)))
        for place, topic in enumerate(tables.topics)
        if topic.calendar not in known and topic.calendar != ALWAYS
    ]


def _unknown_to_staff(tables: Tables) -> list[Problem]:
    shifts, topics = {"", *(shift.key for shift in tables.shifts)}, {topic.key for topic in tables.topics}
    problems: list[Problem] = []
    for place, person in enumerate(tables.staff):
        who = repr(person.email)
        if person.shift not in shifts:
            told = _("staff %(who)s names the shift %(shift)s, which is not listed.", who=who, shift=repr(person.shift))
            problems.append((("staff", place, "shift"), told))
        for topic in person.topics:
            if topic not in topics:
                told = _("staff %(who)s names the topic %(topic)s, which is not listed.", who=who, topic=repr(topic))
                problems.append((("staff", place, "topics"), told))
    return problems
