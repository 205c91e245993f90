"""Where the bars of a chart stand."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.web.chart import HEIGHT, LABELS, LINES, WIDTH, chart

waits = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))
values = st.lists(st.tuples(st.text(max_size=40), st.none() | waits, st.booleans()), max_size=120)


@given(values)
def test_everything_is_drawn_inside_and_in_proportion(given_values: list[tuple[str, timedelta | None, bool]]) -> None:
    drawn = chart([(label, value, value is None and is_open, None, "") for label, value, is_open in given_values])
    assert len(drawn.bars) == len(given_values)
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.2
        assert bar.y >= 0
        assert abs(bar.y + bar.height - drawn.ground) < 0.2
    known = sorted((bar.value, bar.height) for bar in drawn.bars if bar.value is not None)
    assert [height for _, height in known] == sorted(height for _, height in known), "longer waits are not lower"
    assert sum(bool(bar.short) for bar in drawn.bars) <= LABELS


@given(values)
def test_the_lines_are_few_and_reach_over_the_highest_bar(
    given_values: list[tuple[str, timedelta | None, bool]],
) -> None:
    drawn = chart([(*each, None, "") for each in given_values])
    highest = max((value for _, value, _ in given_values if value is not None), default=timedelta())
    assert 2 <= len(drawn.lines) <= LINES + 2
    assert drawn.lines[0].value == timedelta()
    assert drawn.lines[-1].value >= highest
    assert all(0 < line.y < HEIGHT for line in drawn.lines)
