"""The harness that finds nothing wrong with the desk finds every one of these mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.crashes.harness import die_everywhere
from tests.crashes.wrong import WRONG

SAYS = {
    "mark, then post": "is sent, and on the network 0 times",
    "post, then mark": "was posted 2 times",
    # The look before sending stops the second post, and takes the first for a colleague's.
    "a lease that ran out goes back into the queue": "is held, and on the network 1 times",
    "the cursor before the rows": "the cursor has passed post",
    "an alarm in two commits": "was told 0 times",
    "an alarm told before it is ticked off": "was told 2 times",
    "triage in two commits": "was told 2 times instead of 1",
    "a count in a commit of its own": "is said to hold 0, and holds 1",
    "the ledger in a commit of its own": "reply_accepted 1 was told 0 times",
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_desk_with_this_mistake_is_caught(mistake: str, database: Database, tmp_path: Path) -> None:
    deaths = die_everywhere(WRONG[mistake].flow, database, tmp_path, fault=mistake, until=SAYS[mistake])
    assert any(SAYS[mistake] in violation for violation in deaths.violations), deaths.violations


def test_each_mistake_has_the_sentence_that_betrays_it() -> None:
    assert SAYS.keys() == WRONG.keys()
