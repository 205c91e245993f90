"""The alarms of one clock, step by step: which comes next, and when. Pure.

A step is known by its place: below 100 a warning at that per cent of the target, 100 the breach, from 101 on the steps
of the chain.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from helpdesk.policy.alarms import Alarms
from helpdesk.sla.business_time import BusinessTime

BREACH: Final = 100


def first(alarms: Alarms) -> int:
    """The step that a clock starts with."""
    return alarms.warn_at[0] if alarms.warn_at else BREACH


def following(alarms: Alarms, step: int) -> int | None:
    """The step after this one by the policy in force; None after the last."""
    warnings = [each for each in alarms.warn_at if each > step]
    if warnings:
        return warnings[0]
    if step < BREACH:
        return BREACH
    return step + 1 if step - BREACH < len(alarms.chain) else None


def moment(
    alarms: Alarms, step: int, *, time: BusinessTime, due_at: datetime, target_minutes: int, since: datetime
) -> datetime | None:
    """When a step is due: a warning as seen from `since`, at the earliest then; None for one that never comes."""
    if step == BREACH:
        return due_at
    if step > BREACH:
        return time.add(due_at, timedelta(minutes=alarms.chain[step - BREACH - 1].after_minutes))
    left = time.between(since, due_at)
    still_left_then = timedelta(minutes=target_minutes) * (100 - step) / 100
    return time.add(since, left - still_left_then)


def is_told(step: int, next_at: datetime | None, now: datetime) -> bool:
    """Whether a step that is due is told. A warning whose successor is due as well is stale, a breach never is."""
    return step >= BREACH or next_at is None or next_at >= now


class Advance(NamedTuple):
    """What is told of a clock now, and which alarm comes next, when; `alarm_at` is empty when none is left."""

    told: tuple[int, ...]
    step: int
    alarm_at: datetime | None


def advance(
    alarms: Alarms, step: int, alarm_at: datetime, now: datetime, *, time: BusinessTime, due_at: datetime,
    target_minutes: int,
) -> Advance:  # fmt: skip
    """Goes through the steps of a clock that are due at `now`, the first of them since `alarm_at`."""
    told: list[int] = []
    at: datetime | None = alarm_at
    while at is not None and at < now:
        after = following(alarms, step)
        later = None if after is None else moment(
            alarms, after, time=time, due_at=due_at, target_minutes=target_minutes, since=at
        )  # fmt: skip
        if step - BREACH <= len(alarms.chain) and is_told(step, later, now):  # another policy may have a shorter chain
            told.append(step)
        if after is None:
            return Advance(tuple(told), step, None)
        step, at = after, later
    return Advance(tuple(told), step, at)
