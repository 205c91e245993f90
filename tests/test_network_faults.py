"""docs/network-faults.md is held to the tests: each that it names exists, and it names each row of the tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cast import NOON
from tests.intake import test_listening_by_answer as listening
from tests.outbox import outcome_table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "network-faults.md").read_text(encoding="utf-8")
NETWORKS = ("X", "Mastodon", "Bluesky")
ELSEWHERE = "http://127.0.0.1:1"
FAULTS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])


def cells(fault: str) -> dict[str, list[str]]:
    """What is said of each network."""
    rows = re.findall(r"^\| (\w+) \| (.+) \| (.+) \|$", FAULTS[fault], re.MULTILINE)
    return {network: [what, shown] for network, what, shown in rows if network != "network"}


def tables(network: str) -> dict[str, set[str]]:
    """The rows of the tests that are tables, by their file."""
    return {
        "outbox/test_outcomes_by_answer.py": set(outcome_table.rows(NOON, network.lower(), ELSEWHERE)),
        "intake/test_listening_by_answer.py": set(listening.rows(NOON, ELSEWHERE)),
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_every_network_has_its_tests_and_each_of_them_exists(fault: str) -> None:
    assert tuple(cells(fault)) == NETWORKS
    for what, shown in cells(fault).values():
        assert what.endswith(".")
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", shown)
        assert named
        for file, test in named:
            assert re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE), test


@pytest.mark.parametrize("network", NETWORKS)
def test_the_rows_that_are_named_are_the_rows_of_the_tables(network: str) -> None:
    named: dict[str, set[str]] = {}
    for fault in FAULTS:
        for file, rows in re.findall(r"`([\w/]+\.py)::\w+`, rows? ((?:`[^`]+`(?:, )?)+)", cells(fault)[network][1]):
            named.setdefault(file, set()).update(re.findall(r"`([^`]+)`", rows))
    assert named == tables(network)
