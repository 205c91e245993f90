"""`helpdesk restore`: the desk is as it was, and nothing that has left since leaves again."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from helpdesk.clock import SystemClock
from helpdesk.leadership import Leadership
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.replies import CHAINED, SENT, UNKNOWN, Reply
from helpdesk.records.sign_ins import SignInLink
from tests.cast import Office, SetClock
from tests.commands.shell import Shell
from tests.outbox.test_parts import LONG, answers
from tests.outbox.test_sender import answer, work
from tests.town import Town, town


@pytest.fixture
def place(shell: Shell, tmp_path: Path) -> Iterator[Town]:
    """Carl has written to a desk in a file, and nobody has answered yet."""
    assert shell.run("migrate").exit_code == 0
    database, clock = shell.database(), SetClock(SystemClock().now())  # the command has no other clock
    with town(Office.opened(database, clock), tmp_path, timeout_seconds=2) as opened:
        opened.carl_writes("@brightbyte I want a refund")
        opened.poll()
        opened.sort()
        yield opened
    opened.office.database.close()


def states(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(Reply.state).order_by(Reply.id)).scalars())


def restored(shell: Shell, place: Town, file: Path) -> str:
    place.office.database.close()
    done = shell.run("restore", str(file))
    assert done.exit_code == 0, done.stderr
    return done.stdout


def copied(shell: Shell) -> Path:
    file = shell.folder / "copy.db"
    assert shell.run("backup", str(file)).exit_code == 0
    return file


def test_an_answer_that_left_after_the_backup_does_not_leave_again(shell: Shell, place: Town) -> None:
    answer(place)
    file = copied(shell)
    work(place)
    assert len(place.said_by_us()) == 1
    said = restored(shell, place, file)
    assert "1 answers may have left" in said
    assert states(place.office.database) == [UNKNOWN]
    place.office.clock.forward(minutes=1)
    work(place)
    assert states(place.office.database) == [SENT], "found on the network"
    assert len(place.said_by_us()) == 1


def test_one_that_had_not_left_waits_for_a_person(shell: Shell, place: Town) -> None:
    answer(place)
    restored(shell, place, copied(shell))
    for _ in range(5):
        place.office.clock.forward(minutes=10)
        work(place)
    assert states(place.office.database) == [UNKNOWN]
    assert place.said_by_us() == []


def test_each_part_of_a_long_answer_is_looked_for_in_its_turn(shell: Shell, place: Town) -> None:
    answers(place)
    file = copied(shell)
    assert place.sender.send_next()
    assert place.sender.send_next()
    assert states(place.office.database)[:2] == [SENT, SENT]
    restored(shell, place, file)
    assert states(place.office.database) == [UNKNOWN, CHAINED, CHAINED]
    for _ in range(5):
        place.office.clock.forward(minutes=10)
        work(place)
    assert states(place.office.database) == [SENT, SENT, UNKNOWN], "the last one had not left: a person decides"
    assert len(place.said_by_us()) == 2
    assert LONG.startswith(place.said_by_us()[0]["text"].removeprefix("@carl ")[:20])


def test_the_desk_is_as_it_was_and_what_was_there_is_kept(shell: Shell, place: Town) -> None:
    file = copied(shell)
    answer(place)
    said = restored(shell, place, file)
    assert states(place.office.database) == []
    (kept,) = shell.data.glob("helpdesk.db.before-*")
    assert str(kept) in said
    with closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT count(*) FROM replies").fetchone() == (1,)
    assert stat.S_IMODE((shell.data / "helpdesk.db").stat().st_mode) == 0o600
    assert not list(shell.data.glob("*.restoring*"))
    with place.office.database.reading() as connection:
        assert connection.execute(select(Event.data).where(Event.kind == "restored")).scalar_one() == {"doubtful": 0}
        assert not connection.execute(select(SignInLink.id).where(SignInLink.used_at.is_(None))).all()


def test_a_desk_that_works_is_not_restored_under_its_hands(shell: Shell, place: Town) -> None:
    file, leader = copied(shell), Leadership(place.office.database)
    assert leader.take()
    refused = shell.run("restore", str(file))
    leader.release()
    assert (refused.exit_code, "Stop `helpdesk serve`" in refused.stderr) == (1, True)
    with place.office.database.reading():  # as a `helpdesk web` would
        refused = shell.run("restore", str(file))
    assert (refused.exit_code, "Stop `helpdesk serve`" in refused.stderr) == (1, True)
    answer(place)
    assert states(place.office.database) == ["queued"], "it is the database it was"


def test_what_is_no_backup_is_refused_and_nothing_is_lost(shell: Shell, place: Town) -> None:
    answer(place)
    place.office.database.close()
    words, other, newer = shell.folder / "words", shell.folder / "other.db", copied(shell)
    words.write_text("nothing of the kind" * 100)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE accounts (id)")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
    for file, sentence in ((words, "no backup of a desk"), (other, "no migration"), (newer, "newer version")):
        refused = shell.run("restore", str(file))
        assert (refused.exit_code, sentence in refused.stderr) == (1, True), refused.stderr
    assert states(place.office.database) == ["queued"]
    assert shell.run("restore").exit_code == 1


def test_an_interrupted_restore_is_simply_done_again(shell: Shell, place: Town) -> None:
    file = copied(shell)
    place.office.database.close()
    for left in ("", "-wal", "-shm"):
        (shell.data / f"helpdesk.db.restoring{left}").write_text("half")
    restored(shell, place, file)
    assert states(place.office.database) == []


def test_a_desk_that_was_lost_altogether_comes_back(shell: Shell, place: Town) -> None:
    answer(place)
    file = copied(shell)
    place.office.database.close()
    for left in shell.data.glob("helpdesk.db*"):
        os.unlink(left)
    assert "is kept as" not in restored(shell, place, file)
    assert states(place.office.database) == [UNKNOWN]


def test_on_postgresql_it_comes_after_its_own_tool(on_postgres: Shell, tmp_path: Path) -> None:
    assert on_postgres.run("migrate").exit_code == 0
    file = tmp_path / "copy"
    file.write_text("x")
    assert "pg_restore" in on_postgres.run("restore", str(file)).stderr
    database = on_postgres.database()
    with town(Office.opened(database, SetClock()), tmp_path, timeout_seconds=2) as place:
        place.carl_writes("@brightbyte I want a refund")
        place.poll()
        place.sort()
        answer(place)
        assert on_postgres.run("restore").exit_code == 0
        assert states(database) == [UNKNOWN]
        leader = Leadership(database)
        assert leader.take()
        assert on_postgres.run("restore").exit_code == 1
        leader.release()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM events WHERE kind = 'restored'")).scalar_one() == 1
    database.close()
