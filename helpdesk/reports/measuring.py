"""The figures of many waits at once, of all and of each group. Pure; what each figure means is said in figures.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.records.clocks import CANCELLED
from helpdesk.reports.columns import NOTHING, Columns, Mask, Numbers
from helpdesk.reports.conditions import answered, is_open, overdue
from helpdesk.reports.figures import Attainment, Figures, Settled, Wait, figures_of
from helpdesk.reports.histograms import EXACT_BELOW, ordered

MEASURED = ("state", "published", "received", "due", "ended", "held", "business")  # the columns it needs


@dataclass(frozen=True, slots=True)
class Grouped:
    """Waits of which some were `asked` in a period and of some the promise fell `due` in it, and the group of each.

    A wait may be counted in two groups: that of when it began, and that of when it was due.
    """

    waits: Columns
    asked: Mask
    due: Mask
    asked_in: Numbers
    due_in: Numbers


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of all, and by the group's number."""

    total: Figures
    groups: dict[int, Figures]


def measured(some: Grouped, now: int) -> Measured:
    """The figures as they stand at `now`."""
    waits, asked = some.waits, some.asked
    numbers, asked_in, due_in = _numbered(some)
    count, ended, going_on = len(numbers), asked & answered(waits), asked & is_open(waits)
    exactly = int(ended.sum()) < EXACT_BELOW
    settled = waits.where(ended)
    groups = asked_in[ended]
    spans = _spans(settled)
    heard, heard_in = _heard(waits, going_on, spans["heard"], groups, asked_in)
    lags = np.concatenate([spans["lag"], _span(waits, "received", going_on)])
    in_hours = settled.business.values != NOTHING

    def order(values: Numbers, places: Numbers) -> list[Sequence[int]]:
        whole, parts = ordered(values, places, count, exactly=exactly)
        return [whole, *parts]

    took, desk = order(spans["wait"], groups), order(spans["desk"], groups)
    business = order(settled.business.values[in_hours], groups[in_hours])
    heard_all, lag = order(heard, heard_in), order(lags, np.concatenate([groups, asked_in[going_on]]))
    held = _counts(asked & (waits.state != CANCELLED) & waits.held.is_not(None), asked_in, count)
    needless = _counts(asked & (waits.state == CANCELLED), asked_in, count)
    promises = _promises(waits, some.due, due_in, count, now)
    still = _open(waits, going_on, asked_in)

    def figures(place: int) -> Figures:
        whole = place == 0
        in_time, late, over = (some[place] for some in promises)
        return figures_of(
            Settled(
                *(took[place], desk[place], business[place], heard_all[place]),
                *(held[place], needless[place], in_time, late),
            ),
            [wait for part in still.values() for wait in part] if whole else still[place - 1],
            *(lag[place], over, now),
        )

    return Measured(figures(0), {number: figures(place + 1) for place, number in enumerate(numbers)})


def kept_promises(waits: Columns, groups: Numbers, now: int) -> dict[int, Attainment]:
    """By the group's number: how many of these promises are decided, and how many were kept."""
    all_of_them = np.ones(len(waits), dtype=np.bool_)
    numbers, places = _dense(groups, all_of_them)
    in_time, late, over = _promises(waits, all_of_them, places, len(numbers), now)
    return {
        number: Attainment(in_time[place] + late[place] + over[place], in_time[place], over[place])
        for place, number in enumerate(numbers, start=1)
    }


def _numbered(some: Grouped) -> tuple[list[int], Numbers, Numbers]:
    """The groups that occur, and for each wait the place of its own among them."""
    together = np.concatenate([some.asked_in, some.due_in])
    numbers, places = _dense(together, np.concatenate([some.asked, some.due]))
    return numbers, places[: len(some.asked_in)], places[len(some.asked_in) :]


def _dense(groups: Numbers, counted: Mask) -> tuple[list[int], Numbers]:
    if not counted.any():
        return [], np.zeros(len(groups), dtype=np.int64)
    lowest = int(groups[counted].min())
    present = np.zeros(int(groups[counted].max()) - lowest + 1, dtype=np.bool_)
    present[groups[counted] - lowest] = True
    places = np.cumsum(present, dtype=np.int64) - 1
    inside = np.clip(groups - lowest, 0, len(present) - 1)  # those that don't count may lie outside
    return [int(number) + lowest for number in np.flatnonzero(present)], places[inside]


def _spans(settled: Columns) -> dict[str, Numbers]:
    published, ended = settled.published.values, settled.ended.values
    held = np.where(settled.held.is_(None), ended, np.minimum(settled.held.values, ended))
    found = {
        "wait": ended - published, "desk": ended - settled.received.values, "heard": held - published,
        "lag": settled.received.values - published,
    }  # fmt: skip
    return {name: np.maximum(span, 0) for name, span in found.items()}


def _heard(
    waits: Columns, going_on: Mask, spans: Numbers, groups: Numbers, asked_in: Numbers
) -> tuple[Numbers, Numbers]:
    """Until they heard from us: with those who still wait and got a holding answer."""
    so_far = going_on & waits.held.is_not(None)
    return np.concatenate([spans, _span(waits, "held", so_far)]), np.concatenate([groups, asked_in[so_far]])


def _span(waits: Columns, until: str, mask: Mask) -> Numbers:
    return np.asarray(np.maximum(waits[until].values[mask] - waits.published.values[mask], 0))


def _promises(waits: Columns, due: Mask, due_in: Numbers, count: int, now: int) -> tuple[list[int], ...]:
    """In time, late and overdue."""
    ended, in_time = due & answered(waits), waits.ended <= waits.due
    return tuple(
        _counts(mask, due_in, count) for mask in (ended & in_time, ended & ~in_time, due & overdue(waits, now))
    )


def _counts(mask: Mask, groups: Numbers, count: int) -> list[int]:
    """How many of all, and of each group."""
    counts = np.bincount(groups[mask], minlength=count)
    return [int(counts.sum()), *(int(each) for each in counts)]


def _open(waits: Columns, going_on: Mask, groups: Numbers) -> defaultdict[int, list[Wait]]:
    """Who still waits, by group: few, compared with those who don't."""
    found = defaultdict[int, list[Wait]](list)
    some = waits.where(going_on)
    values = (some[name].values.tolist() for name in ("published", "received", "due", "business", "held"))
    for group, published, received, due, business, held in zip(groups[going_on].tolist(), *values, strict=True):
        found[group].append(
            Wait(
                *(published, received, due, None, False),
                None if business == NOTHING else business,
                None if held == NOTHING else held,
            )
        )
    return found
