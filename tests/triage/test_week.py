"""A simulated week, in which New York goes over to summer time; and that it finds each mistake that is made in it."""

from __future__ import annotations

import pytest

from tests.cast import Office
from tests.triage.day import Day
from tests.triage.week import live
from tests.triage.week_mistakes import MISTAKES, with_mistake


def test_a_week_of_a_desk_that_never_sleeps(office: Office) -> None:
    lived = live(Day(office, 1, mentions=2_000, staff=40, days=7))
    assert lived.wrong == []
    assert (lived.rounds, lived.rebuilt, lived.written) == (504, 7, 2_000)
    assert lived.steps["opened"] + lived.steps["reopened"] + lived.steps["followed_up"] == 2_000
    assert lived.steps["handed_out"] > 300
    assert lived.steps["returned"] > 200


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_desk_with_this_mistake_is_caught_within_two_days(mistake: str, office: Office) -> None:
    made = MISTAKES[mistake]
    found = live(with_mistake(Day(office, 1, mentions=1_000, staff=24, days=2), made)).wrong
    assert any(made.says in sentence for sentence in found), found
