"""The minute ledger: no gap, no overlap, and the counted lines add up to what the minute walker counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.policy.calendars import Calendar
from helpdesk.sla.ledger import CLOSED, COUNTED, PAUSED, Pause, Rule, Stretch, counted, stretches, told_apart
from tests.sla.hours import calendars
from tests.sla.oracle import MINUTE, Counted, Walk

ZONES = ("Europe/London", "Australia/Lord_Howe", "America/New_York")
START = datetime(2026, 3, 27, tzinfo=UTC)  # London changes its clocks two days later
minutes = st.integers(0, 5 * 24 * 60)


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.none(), calendars(ZONES)), calendars(ZONES), st.lists(minutes, min_size=6, max_size=6))
def test_every_minute_is_counted_paused_or_closed_as_the_minute_walker_says(
    before: Calendar | None, after: Calendar, edges: list[int]
) -> None:
    start, end, *pauses, changed = (START + edge * MINUTE for edge in (0, max(edges), *sorted(edges[:4]), edges[4]))
    rested = [Pause(pauses[0], pauses[1]), Pause(pauses[2], None if edges[5] % 2 else pauses[3])]
    lines = stretches(start, end, [Rule(start, before, 1), Rule(changed, after, 2)], rested)
    assert sum((line.length for line in lines), timedelta(0)) == end - start
    assert all(one.end == other.start for one, other in pairwise(lines))
    walks = {
        calendar.zone: Walk(calendar.zone, START - 4 * 1440 * MINUTE, 14 * 1440)
        for calendar in (before, after)
        if calendar
    }

    def is_open(calendar: Calendar | None) -> Counted | None:
        return None if calendar is None else Counted(walks[calendar.zone], walks[calendar.zone].open(calendar))

    walked = 0
    by_rule = (is_open(before), is_open(after))
    for number in range((end - start) // MINUTE):
        moment = start + number * MINUTE
        rule = by_rule[moment >= changed]
        resting = any(pause.since <= moment < (pause.until or end) for pause in rested)
        runs = rule is None or rule.is_open[rule.walk.number(moment)]
        expected = PAUSED if resting else COUNTED if runs else CLOSED
        walked += expected == COUNTED
        if number % 7 == 0:
            assert next(line.kind for line in lines if line.start <= moment < line.end) == expected
    assert counted(lines) == walked * MINUTE


def test_what_counted_in_approval_is_told_apart_and_nothing_is_lost() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    hours = [start + timedelta(hours=number) for number in range(5)]
    lines = [
        Stretch(COUNTED, hours[0], hours[2], "Every minute counts", None, 1),
        Stretch(PAUSED, hours[2], hours[4], "Nobody waited for us", None, 1),
    ]
    apart = told_apart(lines, [Pause(hours[1], hours[3])])
    assert [(line.start, line.end, line.in_approval) for line in apart] == [
        (hours[0], hours[1], False), (hours[1], hours[2], True), (hours[2], hours[4], False),
    ]  # fmt: skip
    assert counted(apart) == counted(lines)
