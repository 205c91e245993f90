"""A week of what customers really wrote to airlines: over the practice network, and from the file."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from helpdesk.records.accounts import Account
from helpdesk.records.clocks import FIRST_RESPONSE, RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.mentions import NEW, SET_ASIDE, SORTED, Mention
from tests.commands.shell import ROOT, Shell

DATA = Path(os.environ.get("HELPDESK_DATA", ROOT.parent / "shared" / "data"))
AIRLINES = DATA / "airline_2015.jsonl"
BY_KEYWORD = 0.6  # of these posts docs/airline.toml knows the topic by a word of theirs; the rest is "other"

pytestmark = pytest.mark.skipif(not AIRLINES.exists(), reason=f"the airline posts are not at {AIRLINES}")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in AIRLINES.read_text(encoding="utf-8").splitlines()]


def count(connection: Connection, *conditions: Any) -> int:
    return connection.execute(select(func.count()).select_from(Mention).where(*conditions)).scalar_one()


def check_sorted(database: Database) -> None:
    """Every post is in a conversation with a clock and a person, or is set aside for a reason."""
    with database.reading() as connection:
        everything, aside = count(connection), count(connection, Mention.state == SET_ASIDE)
        assert count(connection, Mention.state == SORTED) == everything - aside
        assert count(connection, Mention.state == SET_ASIDE, Mention.remark.is_(None)) == 0
        conversations = connection.execute(select(Conversation.id, Conversation.staff_id, Conversation.topic)).all()
        clocks = select(Clock.conversation_id).where(Clock.kind == FIRST_RESPONSE, Clock.state == RUNNING)
        assert sorted(connection.execute(clocks).scalars()) == sorted(row.id for row in conversations)
        assert all(row.staff_id for row in conversations)
    topics = Counter(row.topic for row in conversations)
    share = 1 - topics["other"] / len(conversations)
    print(f"{share:.0%} by keyword: {dict(topics.most_common())}")  # noqa: T201 - a figure to read with pytest -s
    assert share >= BY_KEYWORD
    assert min(topics[key] for key in ("cancelled", "late", "lost-baggage", "booking", "hold", "attendants")) > 20


def rows_by_post(database: Database) -> Counter[tuple[str, str]]:
    """How many rows of the queue there are by account and post."""
    with database.reading() as connection:
        rows = select(Account.handle, Mention.remote_id).join(Account, Account.id == Mention.account_id)
        return Counter((handle, remote_id) for handle, remote_id in connection.execute(rows))


def test_a_replayed_week_becomes_one_row_for_each_post(shell: Shell, lines: list[dict[str, Any]]) -> None:
    shell.config = ROOT / "docs" / "airline.toml"
    with shell.serving("--replay", str(AIRLINES), "--speed", "10000") as desk:
        database = shell.database()

        def all_sorted() -> bool:
            with database.reading() as connection:
                return count(connection) >= len(lines) and count(connection, Mention.state == NEW) == 0

        desk.until(all_sorted, seconds=150)
        desk.until(lambda: _all_fetched(shell, rows_by_post(database)), seconds=20)
        check_sorted(database)
        found = rows_by_post(database)
        database.close()
        assert shell.process("doctor").status == 0
        assert desk.stop(signal.SIGTERM) == 0
        assert "Traceback" not in desk.errors.read_text()
    posts = _published(shell)
    assert len(posts) == len(lines) == 2912
    own = {(line["account"], posts[line["id"]]) for line in lines}
    assert [found[each] for each in own] == [1] * len(lines)
    named = {posts[line["id"]]: line["text"].casefold() for line in lines}
    # A post that names a second account of ours may be in that one's queue too, and nothing else may be in any.
    others = {each: number for each, number in found.items() if each not in own}
    assert all(number == 1 and handle.casefold() in named[post] for (handle, post), number in others.items())


def _published(shell: Shell) -> dict[str, str]:
    """The practice network's own id of each line of the file."""
    with closing(sqlite3.connect(shell.data / "replay.db")) as store:
        played = store.execute("SELECT key, post_id FROM played").fetchall()
    return {key.split(":")[1]: str(post) for key, post in played}


def _all_fetched(shell: Shell, found: Counter[tuple[str, str]]) -> bool:
    with closing(sqlite3.connect(shell.data / "replay.db")) as store:
        heard = store.execute("SELECT count(*) FROM mention").fetchone()[0]
    return len(found) == heard and len(_published(shell)) == 2912


def test_the_same_week_from_the_file_is_the_same_and_twice_adds_nothing(
    each_shell: Shell, lines: list[dict[str, Any]]
) -> None:
    each_shell.config = ROOT / "docs" / "airline.toml"
    first = each_shell.run("import", str(AIRLINES))
    assert (first.exit_code, first.stdout) == (0, "2911 queued, 1 set aside, 0 seen before, 0 refused\n")
    assert each_shell.run("triage").stdout == "2911 sorted\n"
    again = each_shell.run("import", str(AIRLINES))
    assert (again.exit_code, again.stdout) == (0, "0 queued, 0 set aside, 2912 seen before, 0 refused\n")
    assert each_shell.run("triage").stdout == "0 sorted\n"
    database = each_shell.database()
    assert rows_by_post(database) == Counter({(line["account"], line["id"]): 1 for line in lines})
    check_sorted(database)
    database.close()
