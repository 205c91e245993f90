"""The figures of a million waits at once are those that figures.py defines, wait by wait."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.records.clocks import CANCELLED, MET, RUNNING
from helpdesk.reports import measuring
from helpdesk.reports.blocks import columns_of
from helpdesk.reports.figures import Wait, attainment, figures
from helpdesk.reports.measuring import MEASURED, Grouped, kept_promises, measured

moments = st.integers(1, 10**12)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Any, ...]:
    """State, published, received, due, ended, held, business; group when it began, group when due; asked, due."""
    published, state = draw(moments), draw(st.sampled_from((MET, RUNNING, CANCELLED)))
    ended = None if state == RUNNING else published + draw(st.integers(-(10**6), 10**11))
    ended = None if ended is None else max(ended, 0)
    held = draw(st.none() | st.just(published + draw(st.integers(0, 10**11))))
    return (
        *(state, published, published + draw(st.integers(-5, 10**8)), published + draw(st.integers(1, 10**10)), ended),
        *(held, draw(st.none() | st.integers(0, 10**10))),
        *(
            draw(st.sampled_from((-1, 3, 700))),
            draw(st.sampled_from((-1, 3, 9))),
            draw(st.booleans()),
            draw(st.booleans()),
        ),
    )


def wait(row: tuple[Any, ...]) -> Wait:
    state, published, received, due, ended, held, business = row[:7]
    answered, needless = (ended if state == MET else None), state == CANCELLED
    return Wait(published, max(received, 0), due, answered, needless, business, held)


@given(st.lists(rows(), max_size=60), st.integers(1, 2 * 10**12))
def test_all_and_each_group_have_the_figures_of_their_waits_one_by_one(some: list[tuple[Any, ...]], now: int) -> None:
    waits = columns_of([(row[0], row[1], max(row[2], 0), *row[3:7]) for row in some], MEASURED)
    asked_in, due_in, asked, due = (np.array([row[place] for row in some], dtype=np.int64) for place in (7, 8, 9, 10))
    found = measured(Grouped(waits, asked.astype(bool), due.astype(bool), asked_in, due_in), now)
    assert found.total == figures([wait(r) for r in some if r[9]], [wait(r) for r in some if r[10]], now)
    groups = {row[7] for row in some if row[9]} | {row[8] for row in some if row[10]}
    assert found.groups == {
        group: figures(
            [wait(row) for row in some if row[9] and row[7] == group],
            [wait(row) for row in some if row[10] and row[8] == group],
            now,
        )
        for group in groups
    }
    assert kept_promises(waits, due_in, now) == {
        group: attainment([wait(row) for row in some if row[8] == group], now) for group in {row[8] for row in some}
    }


def test_above_a_hundred_thousand_answers_percentiles_are_within_one_per_cent() -> None:
    dice = np.random.default_rng(1)
    took = np.exp(dice.normal(21, 1.6, measuring.EXACT_BELOW + 1)).astype(np.int64)
    some = [(MET, 10**6, 10**6, 10**9, 10**6 + int(span), None, None) for span in took]
    waits = columns_of(some, MEASURED)
    all_of_them, team = np.ones(len(some), dtype=bool), np.arange(len(some)) % 7
    found = measured(Grouped(waits, all_of_them, all_of_them, team, team), 10**15)
    assert found.total.answered == len(some)
    for group, shown in found.groups.items():
        exact = figures([wait((*row, 0, 0, True, True)) for row in some[group::7]], (), 10**15)
        for name in ("median", "p90", "p95", "desk_median", "heard_median"):
            assert abs(getattr(shown, name) / getattr(exact, name) - 1) < 0.01, name
