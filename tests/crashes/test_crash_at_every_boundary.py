"""The desk dies between any two of its statements, COMMITs and HTTP calls; after each death nothing is lost or said
twice, and nothing it says is untrue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.crashes.flows import FLOWS
from tests.crashes.harness import EVERY, die_everywhere

ON_BOTH = {"poll", "triage", "accept", "send"}  # in these every boundary on both databases
WHOLE = "HELPDESK_EVERY_BOUNDARY"  # when set, in all of them


@pytest.mark.parametrize("flow", FLOWS)
def test_the_desk_that_dies_anywhere_loses_nothing_and_says_nothing_twice(
    flow: str, database: Database, tmp_path: Path
) -> None:
    boundaries = _those_of(flow, database)
    deaths = die_everywhere(flow, database, tmp_path, boundaries=boundaries)
    print(f"{flow}: {len(deaths.where)} deaths, {len(deaths.states)} states")  # noqa: T201 - shown when it fails, with -s when it doesn't
    assert deaths.violations == []
    assert sum("COMMIT" in where for where in deaths.where) >= 1 or (boundaries != EVERY and deaths.where)


def _those_of(flow: str, database: Database) -> range:
    """The two databases share the boundaries of the longer tail of stories, so that the run stays short."""
    if flow in ON_BOTH or os.environ.get(WHOLE):
        return EVERY
    return EVERY[not database.is_sqlite :: 2]
