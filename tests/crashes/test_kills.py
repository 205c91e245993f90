"""The worker is killed at random moments: nothing is lost, posted twice, or called what it isn't."""

from __future__ import annotations

from pathlib import Path

from helpdesk.records.database import Database
from tests.crashes.killing import kill_again_and_again

ROUNDS = 50  # on each database; `python -m tests.crashes.kills --rounds 1000` is the long run


def test_a_worker_killed_again_and_again_loses_nothing_and_answers_nobody_twice(
    database: Database, tmp_path: Path
) -> None:
    killed = kill_again_and_again(database, tmp_path, rounds=ROUNDS, seed=7)
    assert killed.violations == []
    assert (killed.rounds, killed.tracebacks, killed.out_of_sight) == (ROUNDS, [], 0)
    assert killed.stored == killed.published == 2 * ROUNDS
    assert killed.struck > 0
    assert killed.replies["sent"] >= killed.accepted / 2
