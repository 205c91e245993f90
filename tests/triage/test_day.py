"""A simulated day: nobody off duty holds anything due, ceilings hold, oldest deadline first, and the load is fair."""

from __future__ import annotations

import pytest

from tests.cast import Office
from tests.triage.day import Day
from tests.triage.witness import Witness


@pytest.mark.parametrize("seed", [1])
def test_a_day_of_a_desk_that_never_sleeps(office: Office, seed: int) -> None:
    day = Day(office, seed, mentions=600, staff=24)
    witness = Witness(day)
    for _ in day.ticks():
        witness.follow(day.tick())
    assert day.written == 600
    assert witness.seen["opened"] > 400
    assert witness.seen["handed_out"] > 50
    assert witness.seen["returned"] > 20
    assert witness.seen["reopened"] > 20
