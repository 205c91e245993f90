"""What says that nothing was lost, doubled or misreported on a network finds each of these mistakes there."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.crashes.network_mistakes import MISTAKES
from tests.crashes.playing import play

WHERE = [(mistake, network) for mistake, made in MISTAKES.items() for network in made.networks]


@pytest.mark.parametrize(("mistake", "network"), WHERE)
def test_a_desk_with_this_mistake_is_caught(mistake: str, network: str, database: Database, tmp_path: Path) -> None:
    made = MISTAKES[mistake]
    with play(database, tmp_path, network) as desk:
        desk.desk.steps.update(made.steps)
        made.story(desk)
        found = desk.finish()
    assert any(made.says in each for each in found), found


@pytest.mark.parametrize(("story", "network"), sorted({(MISTAKES[m].story.__name__, n) for m, n in WHERE}))
def test_the_right_desk_comes_through_the_same_stories(
    story: str, network: str, database: Database, tmp_path: Path
) -> None:
    (tell,) = {made.story for made in MISTAKES.values() if made.story.__name__ == story}
    with play(database, tmp_path, network) as desk:
        tell(desk)
        assert desk.finish() == []
