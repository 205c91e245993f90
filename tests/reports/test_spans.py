"""Days by name: each name is a whole number of days, and what is over stays over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.reports.periods import PeriodMistake
from helpdesk.reports.question import question_of
from helpdesk.reports.spans import NAMES, days_of_span

NOW = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # a Wednesday; in Auckland it is Thursday


@pytest.mark.parametrize(
    ("span", "week_starts", "first", "last"),
    [
        ("today", 0, "2026-03-04", "2026-03-04"),
        ("yesterday", 0, "2026-03-03", "2026-03-03"),
        ("week", 0, "2026-02-23", "2026-03-01"),
        ("week", 6, "2026-02-22", "2026-02-28"),
        ("month", 0, "2026-02-01", "2026-02-28"),
        ("7", 0, "2026-02-26", "2026-03-04"),
        ("28", 0, "2026-02-05", "2026-03-04"),
    ],
)
def test_each_name_is_these_days(span: str, week_starts: int, first: str, last: str) -> None:
    question = question_of({"span": span}, "UTC", NOW, week_starts=week_starts)
    assert (str(question.period.first_day), str(question.period.last_day)) == (first, last)
    assert question.to_keep == {"span": span}
    assert question.args() == {"from": first, "to": last}


def test_the_office_says_which_day_it_is() -> None:
    assert str(question_of({"span": "today"}, "Pacific/Auckland", NOW).period.last_day) == "2026-03-05"


def test_dates_go_before_a_name_and_a_wrong_name_is_told() -> None:
    question = question_of({"from": "2026-01-01", "to": "2026-01-02", "span": "week"}, "UTC", NOW)
    assert question.to_keep == {"from": "2026-01-01", "to": "2026-01-02"}
    with pytest.raises(PeriodMistake, match="is no period: today, yesterday"):
        question_of({"span": "<fortnight>"}, "UTC", NOW)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(NAMES)), st.integers(0, 6))
def test_a_name_never_means_days_to_come_and_a_week_has_seven(today: date, span: str, week_starts: int) -> None:
    first, last = days_of_span(span, today, week_starts)
    assert first <= last <= today
    if span == "week":
        assert last - first == timedelta(days=6)
        assert first.weekday() == week_starts
        assert today - last <= timedelta(days=7)
    if span == "month":
        assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
