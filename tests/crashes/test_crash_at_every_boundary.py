"""The desk dies between any two of its statements, COMMITs and HTTP calls; after each death nothing is lost or said
twice, and nothing it says is untrue."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.crashes.flows import FLOWS
from tests.crashes.harness import die_everywhere


@pytest.mark.parametrize("flow", FLOWS)
def test_the_desk_that_dies_anywhere_loses_nothing_and_says_nothing_twice(
    flow: str, database: Database, tmp_path: Path
) -> None:
    deaths = die_everywhere(flow, database, tmp_path)
    print(f"{flow}: {len(deaths.where)} deaths, {len(deaths.states)} states")  # noqa: T201 - shown when it fails, with -s when it doesn't
    assert deaths.violations == []
    assert sum("COMMIT" in where for where in deaths.where) >= 1
