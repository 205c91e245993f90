"""The other program, continued: volume, what changed, resolution, people and who waits now, out of the events alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tests.reports.recomputed import Given, Hours, Ledger, Told, group_of, local, microseconds, quantile

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


def resolution(ledger: Ledger, first: date, last: date, zone: str, now: datetime, hours: Hours) -> dict[str, Any]:
    """How the conversations were settled whose customer first wrote in these days."""
    where, at = ZoneInfo(zone), microseconds(now)
    of_these = [
        wait
        for wait in ledger.waits
        if wait.kind == "first_response" and not wait.needless and first <= local(wait.published, where).date() <= last
    ]
    begun = {wait.conversation: wait.published for wait in of_these}
    by_hours = {
        wait.conversation: hours[wait.revision, wait.calendar] for wait in of_these if wait.calendar is not None
    }

    def inside(start: int, until: int, number: int) -> int:
        return by_hours[number].between(start, until)

    def whole(start: int, until: int, number: int) -> int:
        return until - start

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
        "first": _median(begun, once, at, whole), "final": _median(begun, final, at, whole), "counted": len(by_hours),
        **{
            f"business_{name}": _median({number: begun[number] for number in by_hours}, ended, at, inside)
            for name, ended in (("first", once), ("final", final))
        },
    }  # fmt: skip


def _median(
    begun: dict[int, int], ended: dict[int, int], at: int, measured: Callable[[int, int, int], int]
) -> timedelta | None:
    took = np.array([measured(since, ended.get(number, at), number) for number, since in begun.items()], dtype=np.int64)
    found = quantile(took, np.array([number not in ended for number in begun], dtype=bool), 0.5)
    return None if found is None else timedelta(seconds=found)


def person(
    ledger: Ledger, kind: str, who: int, first: date, last: date, zone: str, now: datetime
) -> tuple[timedelta | None, int, int, int, int, int]:
    """From getting it to the answer; taken, handed on, closed, of them opened again; answered without need."""
    where, at = ZoneInfo(zone), microseconds(now)

    def inside(moment: int) -> bool:
        return first <= local(moment, where).date() <= last

    took, still = [], []
    for wait in ledger.waits:
        owner = ledger.conversations[wait.conversation].owner if wait.ended is None else wait.sender
        if wait.kind == kind and not wait.needless and owner == who and inside(wait.published):
            until = at if wait.ended is None else wait.ended
            took.append(max(until - max(_got_it(ledger, wait, who, until), wait.received), 0))
            still.append(wait.ended is None)
    median = quantile(np.array(took, dtype=np.int64), np.array(still, dtype=bool), 0.5) if took else None
    closed = {number: when for when, number, staff in ledger.closed_by if staff == who and inside(when)}
    moved = [(to, before) for moment, to, before in ledger.given_to if inside(moment)]
    return (
        None if median is None else timedelta(seconds=median),
        sum(to == who for to, _ in moved),
        sum(before == who for _, before in moved),
        len(closed),
        sum(any(not shut and at > when for at, shut in ledger.closings[number]) for number, when in closed.items()),
        sum(wait.sender == who and inside(wait.published) for wait in ledger.needless),
    )


def _got_it(ledger: Ledger, wait: Told, who: int, until: int) -> int:
    """Since when, at the answer or now, the conversation had been theirs the last time; the post's coming if never."""
    since, owner = wait.received, None
    for at, becomes in ledger.owners.get(wait.conversation, ()):
        if becomes == who and owner != who and at <= until:
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


BARS = (0, 1, 5, 15, 30, 60, 120, 240, 480, 1_440, 4_320, np.inf)  # minutes


def spread(ledger: Ledger, kind: str, first: date, last: date, zone: str, now: datetime) -> tuple[list[int], list[int]]:
    """How many were answered, and how many still wait, after so long: bar by bar."""
    where, at = ZoneInfo(zone), microseconds(now)
    of_these = [
        wait
        for wait in ledger.waits
        if wait.kind == kind and not wait.needless and first <= local(wait.published, where).date() <= last
    ]
    answered = [max(wait.ended - wait.published, 0) / 60e6 for wait in of_these if wait.ended is not None]
    still = [max(at - wait.published, 0) / 60e6 for wait in of_these if wait.ended is None]
    return np.histogram(answered, BARS)[0].tolist(), np.histogram(still, BARS)[0].tolist()


def promise(ledger: Ledger, promised: timedelta, now: datetime) -> tuple[timedelta | None, int, int, bool | None]:
    """The median of who wrote lately, how many of them are answered and open, and whether the promise is kept."""
    at, lately = microseconds(now), list[Told]()
    for hours in (2, 8, 24, 168):
        since = at - hours * 3_600_000_000
        lately = [
            wait
            for wait in ledger.waits
            if wait.kind == "first_response" and not wait.needless and wait.published >= since
        ]
        if len(lately) >= 20 and timedelta(hours=hours) >= 2 * promised:
            break
    ends = [at if wait.ended is None else wait.ended for wait in lately]
    took = np.array([max(end - wait.published, 0) for end, wait in zip(ends, lately, strict=True)], dtype=np.int64)
    still = np.array([wait.ended is None for wait in lately], dtype=bool)
    median = quantile(took, still, 0.5)
    limit = promised.total_seconds()
    kept = median <= limit if median is not None else False if (took > limit * 1e6).any() else None
    return None if median is None else timedelta(seconds=median), int((~still).sum()), int(still.sum()), kept
