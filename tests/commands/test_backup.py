"""`helpdesk backup` and `helpdesk migrate`."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from helpdesk.records import schema
from helpdesk.records.database import Database
from helpdesk.records.events import record
from tests.cast import NOON
from tests.commands.shell import Shell


class Writer(threading.Thread):
    """Writes two events a transaction, as fast as it can, until told to stop."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database, self.enough, self.busy = database, threading.Event(), threading.Event()
        self.written = 0

    def run(self) -> None:
        while not self.enough.is_set():
            with self.database.writing() as connection:
                record(connection, "first_half", NOON)
                record(connection, "second_half", NOON)
            self.written += 2
            if self.written >= 50:
                self.busy.set()


def events(file: Path) -> tuple[int, int]:
    """How many events a copy has, and how many transactions they are of."""
    with closing(sqlite3.connect(file)) as copy:
        found = copy.execute("SELECT count(*), sum(kind = 'first_half') FROM events").fetchone()
    return int(found[0]), int(found[1])


def test_a_copy_is_whole_although_somebody_writes(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    database = shell.database()
    writer = Writer(database)
    writer.start()
    assert writer.busy.wait(30)
    before = writer.written
    file = shell.folder / "copy.db"
    try:
        answer = shell.run("backup", str(file))
    finally:
        writer.enough.set()
        writer.join()
        database.close()
    assert answer.exit_code == 0, answer.stderr
    copied, transactions = events(file)
    assert before <= copied <= writer.written
    assert copied == 2 * transactions
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = Database(f"sqlite:///{file}")
    schema.check(restored)
    restored.close()


def test_a_file_that_is_there_is_never_overwritten(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    file = shell.folder / "precious"
    file.write_text("precious")
    answer = shell.run("backup", str(file))
    assert answer.exit_code == 1
    assert "is there already" in answer.stderr
    assert file.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_one_sentence(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    answer = shell.run("backup", str(shell.folder / "nowhere" / "copy.db"))
    assert answer.exit_code == 1
    assert answer.stderr.endswith("can't be written: No such file or directory.\n")


def test_there_is_nothing_to_copy_before_the_first_start(shell: Shell) -> None:
    answer = shell.run("backup", str(shell.folder / "copy.db"))
    assert answer.exit_code == 1
    assert "There is no database" in answer.stderr
    assert not shell.data.exists()
    assert not (shell.folder / "copy.db").exists()


def test_a_backup_before_an_upgrade_is_of_the_old_database(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    database = shell.database()
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    database.close()
    file = shell.folder / "copy.db"
    assert shell.run("backup", str(file)).exit_code == 0
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("older",)


def test_postgresql_has_its_own_tool(on_postgres: Shell) -> None:
    answer = on_postgres.run("backup", str(on_postgres.folder / "copy.db"))
    assert answer.exit_code == 1
    assert "pg_dump" in answer.stderr


def test_migrate_says_where_the_database_stands_and_may_be_run_again(each_shell: Shell) -> None:
    first, again = each_shell.run("migrate"), each_shell.run("migrate")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout == f"The database is at migration {schema.head()}.\n"
