"""The [policy] tables: the first policy of a new desk, and how any policy is written as TOML.

What can be seen from the tables alone is checked here; `policy.written` makes a policy of them and checks the rest.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from helpdesk.config_section import Key, Section, twice

Minutes = Field(ge=1, le=100_000)
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
    name: str
    zone: str
    hours: dict[str, tuple[str, ...]]
    holidays: tuple[str, ...] = ()
    exceptions: dict[str, tuple[str, ...]] = Field({})


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
    name: str
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


class Policy(Section):
    """The first policy of a new database: it becomes revision 1, and is not read again after that."""

    calendar: str = ""
    teams: tuple[TeamSeed, ...] = ()
    calendars: tuple[CalendarSeed, ...] = ()
    targets: dict[Priority, TargetsSeed] = Field({})
    alarms: AlarmsSeed = AlarmsSeed()
    topics: tuple[TopicSeed, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        teams = {team.key for team in self.teams}
        problems = [
            f"topic {topic.key!r} names the team {topic.team!r}, which is not listed"
            for topic in self.topics
            if topic.team not in teams
        ]
        problems += [f"topic {key!r} is listed twice" for key in twice(topic.key for topic in self.topics)]
        problems += [f"team {key!r} is listed twice" for key in twice(team.key for team in self.teams)]
        problems += [f"calendar {key!r} is listed twice" for key in twice(each.key for each in self.calendars)]
        if self.topics and sum(topic.catch_all for topic in self.topics) != 1:
            problems.append("exactly one topic must have catch_all = true: it takes what no keyword claims")
        problems += [f"topic {t.key!r} has no keywords" for t in self.topics if not t.keywords and not t.catch_all]
        problems += self._unknown_calendars()
        if problems:
            raise ValueError("; ".join(dict.fromkeys(problems)))
        return self

    def _unknown_calendars(self) -> list[str]:
        known = {"", *(calendar.key for calendar in self.calendars)}
        whole = [] if self.calendar in known else [f"there is no calendar {self.calendar!r} in [[policy.calendars]]"]
        return whole + [
            f"topic {topic.key!r} names the calendar {topic.calendar!r}, which is not listed"
            for topic in self.topics
            if topic.calendar not in known and topic.calendar != ALWAYS
        ]
