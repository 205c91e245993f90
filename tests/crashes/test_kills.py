"""The worker is killed at random moments: nothing is lost, posted twice, or called what it isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.crashes.dialects import NETWORKS
from tests.crashes.killing import kill_again_and_again

ROUNDS = 17  # of each network on each database: 102; `python -m tests.crashes.kills --rounds 1000` is the long run


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_a_worker_killed_again_and_again_loses_nothing_and_answers_nobody_twice(
    network: str, database: Database, tmp_path: Path
) -> None:
    killed = kill_again_and_again(database, tmp_path, rounds=ROUNDS, seed=7, network=network)
    assert killed.violations == []
    assert (killed.rounds, killed.tracebacks, killed.out_of_sight) == (ROUNDS, [], 0)
    assert killed.published == 2 * ROUNDS
    assert killed.published - killed.taken_back <= killed.stored <= killed.published
    assert killed.changed > 0
    assert killed.taken_back > 0
    assert killed.struck > 0
    assert killed.replies["sent"] >= killed.accepted / 2
