"""A policy as it is written, in config.toml, a file or a form, made into one that can be published.

Everything that is wrong with it is said at once, a sentence each. Keywords are checked where they are compiled
(`triage.keywords`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from helpdesk.config_mistakes import sentences
from helpdesk.config_policy import Policy as Seed
from helpdesk.config_policy import Tables, TopicSeed
from helpdesk.policy.alarms import Alarms, ChainStep
from helpdesk.policy.calendar_text import calendar_of
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.duty_text import duties_of, shifts_of
from helpdesk.policy.revisions import Policy
from helpdesk.policy.targets import USUAL, Targets
from helpdesk.policy.topics import Topic


class PolicyMistakes(Exception):
    """The policy can't be published; `mistakes` holds one sentence for each reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def policy_from_toml(tables: Mapping[str, Any], *, today: date) -> Policy:
    """The policy that the tables under [policy] describe. Raises PolicyMistakes."""
    try:
        read = Seed.model_validate(tables)
    except ValidationError as error:
        raise PolicyMistakes(sentences(error, Seed)) from None
    return policy_of(read, today=today)


def policy_of(tables: Tables, *, today: date) -> Policy:
    """The policy of tables that are sound in themselves, holidays resolved as of `today`. Raises PolicyMistakes."""
    made = [calendar_of(**calendar.model_dump(), today=today) for calendar in tables.calendars]
    shifts, wrong_shifts = shifts_of(tables, today=today)
    duties, wrong_duties = duties_of(tables)
    mistakes = [sentence for _, found in made for sentence in found]
    mistakes += [sentence for _, sentence in (*wrong_shifts, *wrong_duties)]
    if mistakes:
        raise PolicyMistakes(mistakes)
    return with_calendars(tables, [calendar for calendar, _ in made], shifts, duties)


def topic_of(topic: TopicSeed) -> Topic:
    """A topic of the tables as a policy has it."""
    return Topic(**topic.model_dump() | {"calendar": topic.calendar or None})


def with_calendars(
    tables: Tables, calendars: Sequence[Calendar], shifts: Sequence[Calendar], duties: Sequence[Duty]
) -> Policy:
    """The policy of sound tables, whose calendars, shifts and duties have been read already."""
    targets = {str(priority): Targets(**each.model_dump()) for priority, each in tables.targets.items()}
    return Policy(
        topics=tuple(topic_of(topic) for topic in tables.topics),
        calendars=tuple(calendars),
        calendar=tables.calendar or None,
        ceiling=tables.ceiling,
        targets=tuple({**USUAL, **targets}.items()),
        alarms=Alarms(tables.alarms.warn_at, tuple(ChainStep(**step.model_dump()) for step in tables.alarms.chain)),
        shifts=tuple(shifts),
        duties=tuple(duties),
    )
