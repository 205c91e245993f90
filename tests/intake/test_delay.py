"""Small runs of the two benchmarks of intake: nobody waits for an ill network, and a surge loses nothing."""

from __future__ import annotations

from bench import listening, surge

SILENT_FOR = 10  # seconds that a network may take to answer


def test_accounts_that_are_well_are_not_held_up_by_those_that_are_ill() -> None:
    found = listening.run(None, accounts=20, seconds=4, poll_seconds=1.0)
    assert found.details["lost"] == 0
    assert found.details["ill"] == 6
    assert 0 < found.value < SILENT_FOR, "even on a busy machine nobody waits out another's silence"


def test_a_surge_is_taken_in_whole_and_in_order() -> None:
    found = surge.run(None, mentions=1_500)
    assert (found.details["lost"], found.details["doubled"], found.details["out_of_order"]) == (0, 0, 0)
