"""The other program, continued: volume, what changed, resolution, people and who waits now, out of the events alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tests.reports.recomputed import Given, Ledger, Told, group_of, local, microseconds, quantile

Changes = list[tuple[str, int, int, int, int]]


def volume(
    ledger: Ledger, kind: str, first: date, last: date, zone: str, now: datetime
) -> list[tuple[date, int, int, int, int, int]]:
    """For each day: who wrote, was answered, was closed without need, waited at its end, was answered without need."""
    where, at = ZoneInfo(zone), microseconds(now)
    waits = [wait for wait in ledger.waits if wait.kind == kind]

    def day(moment: int | None) -> date | None:
        return None if moment is None else local(moment, where).date()

    wrote = Counter(day(wait.published) for wait in waits)
    answered, gone = Counter(day(wait.ended) for wait in waits), Counter(day(wait.gone) for wait in waits)
    needless = Counter(day(wait.published) for wait in ledger.needless)
    found = []
    while first <= min(last, local(at, where).date()):
        after = microseconds(datetime(first.year, first.month, first.day, tzinfo=where) + timedelta(days=1))
        backlog = sum(
            wait.published < after and all(end is None or end >= after for end in (wait.ended, wait.gone))
            for wait in waits
        )
        found.append((first, wrote[first], answered[first], gone[first], backlog, needless[first]))
        first += timedelta(days=1)
    return found


def changed(
    ledger: Ledger, kind: str, first: date, last: date, zone: str, by: str, now: datetime, given: Given, named: Changes
) -> tuple[list[int], Changes]:
    """By how much the groups changed that changed most, and of those `named` what is true of them."""
    where, at = ZoneInfo(zone), microseconds(now)
    group, length = group_of(ledger, by, where, given), last - first + timedelta(days=1)
    counts: dict[str, list[int]] = {}
    for wait in ledger.waits:
        if wait.kind != kind or wait.needless or (wait.ended is None and wait.due >= at):
            continue
        due_on = local(wait.due, where).date()
        for place, start in ((0, first), (2, first - length)):
            if start <= due_on < start + length:
                some = counts.setdefault(group(wait, wait.due), [0, 0, 0, 0])
                some[place] += wait.ended is None or wait.ended > wait.due
                some[place + 1] += 1
    by_how_much = sorted((abs(some[0] - some[2]) for some in counts.values() if some[0] != some[2]), reverse=True)
    none = [0, 0, 0, 0]
    return by_how_much[:5], sorted((key, *counts.get(key, none)) for key, *_ in named)  # type: ignore[misc]  # five each


def resolution(ledger: Ledger, first: date, last: date, zone: str, now: datetime) -> dict[str, Any]:
    """How the conversations were settled whose customer first wrote in these days."""
    where, at = ZoneInfo(zone), microseconds(now)
    begun = {
        wait.conversation: wait.published
        for wait in ledger.waits
        if wait.kind == "first_response" and not wait.needless and first <= local(wait.published, where).date() <= last
    }
    once, final, again = {}, {}, 0
    for number, published in begun.items():
        steps = [step for step in ledger.closings.get(number, ()) if step[0] >= published]
        closed = [moment for moment, is_closed in steps if is_closed]
        if closed:
            once[number] = closed[0]
            again += any(not is_closed and moment >= closed[0] for moment, is_closed in steps)
            if steps[-1][1]:
                final[number] = closed[-1]
    return {
        "conversations": len(begun), "closed": len(once), "unsettled": len(begun) - len(once), "reopened": again,
        "first": _median(begun, once, at), "final": _median(begun, final, at),
    }  # fmt: skip


def _median(begun: dict[int, int], ended: dict[int, int], at: int) -> timedelta | None:
    took = np.array([ended.get(number, at) - since for number, since in begun.items()], dtype=np.int64)
    found = quantile(took, np.array([number not in ended for number in begun], dtype=bool), 0.5)
    return None if found is None else timedelta(seconds=found)


def person(
    ledger: Ledger, kind: str, who: int, first: date, last: date, zone: str
) -> tuple[timedelta | None, int, int, int, int]:
    """From getting it to the answer; taken, handed on, closed; answered without need."""
    where = ZoneInfo(zone)

    def inside(moment: int) -> bool:
        return first <= local(moment, where).date() <= last

    took = []
    for wait in ledger.waits:
        if wait.kind == kind and wait.ended is not None and wait.sender == who and inside(wait.published):
            took.append(max(wait.ended - max(_got_it(ledger, wait, who), wait.received), 0))
    median = quantile(np.array(took, dtype=np.int64), np.zeros(len(took), dtype=bool), 0.5) if took else None
    moved = [(to, before) for at, to, before in ledger.given_to if inside(at)]
    return (
        None if median is None else timedelta(seconds=median),
        sum(to == who for to, _ in moved),
        sum(before == who for _, before in moved),
        len({number for at, number, staff in ledger.closed_by if staff == who and inside(at)}),
        sum(wait.sender == who and inside(wait.published) for wait in ledger.needless),
    )


def _got_it(ledger: Ledger, wait: Told, who: int) -> int:
    """Since when, at the answer, the conversation had been theirs the last time; the post's coming if never."""
    since, owner = wait.received, None
    assert wait.ended is not None
    for at, becomes in ledger.owners.get(wait.conversation, ()):
        if becomes == who and owner != who and at <= wait.ended:
            since = at
        owner = becomes
    return since


def waiting(ledger: Ledger, now: datetime) -> tuple[int, int, int, int, datetime]:
    """Who waits now, is overdue, is due within the hour, is nobody's; and since when the first of them waits."""
    at, hour = microseconds(now), 3_600_000_000
    still = [wait for wait in ledger.waits if wait.ended is None and not wait.needless]
    oldest = min(wait.published for wait in still)
    return (
        len(still),
        sum(wait.due < at for wait in still),
        sum(at <= wait.due <= at + hour for wait in still),
        sum(ledger.conversations[wait.conversation].owner is None for wait in still),
        local(oldest, ZoneInfo("UTC")),
    )
