"""The two doors: what is kept, what is refused, and who wins."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from helpdesk.records import rested, schema
from helpdesk.records.database import Database, UnsafeDatabase, claim
from helpdesk.records.events import Event, newest, record
from helpdesk.records.staff import Staff
from tests.cast import NOON, Office, SetClock


def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.reading() as connection:
        assert schema.drift(connection) == []
        assert schema.revision(connection) == schema.head()


def test_the_settings_that_make_a_commit_durable_are_read_back(database: Database) -> None:
    assert schema.check(database) is None
    with database.reading() as connection:
        name = "synchronous" if database.is_sqlite else "synchronous_commit"
        shown = connection.exec_driver_sql(f"{'PRAGMA' if database.is_sqlite else 'SHOW'} {name}").scalar_one()
    assert str(shown) in ("2", "on")


def test_migrating_twice_changes_nothing(office: Office) -> None:
    schema.migrate(office.database)
    with office.database.reading() as connection:
        assert connection.execute(select(Staff.name).order_by(Staff.id)).scalars().all() == ["Ada", "Ben", "Mona"]


def test_a_database_from_a_newer_version_is_refused_with_one_sentence(sqlite_database: Database) -> None:
    with sqlite_database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnsafeDatabase, match="newer version of the desk"):
        schema.migrate(sqlite_database)


def test_a_folder_that_cannot_be_written_is_one_clear_sentence() -> None:
    with pytest.raises(UnsafeDatabase, match=r"can't be (made|opened)"):
        schema.migrate(Database("sqlite:////proc/nowhere/helpdesk.db"))


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "oracle://x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(UnsafeDatabase, match=r"SQLite or PostgreSQL|no database address"):
        Database(url)


def test_the_ledger_can_be_added_to_but_not_changed(database: Database) -> None:
    with database.writing() as connection:
        record(connection, "opened", NOON, conversation_id=1, topic="refunds")
    for statement in ("UPDATE events SET kind = 'closed'", "DELETE FROM events"):
        with pytest.raises(DBAPIError, match="ledger of events only grows"), database.writing() as connection:
            connection.execute(text(statement))
    with database.reading() as connection:
        assert connection.execute(select(Event.kind, Event.data, Event.at)).one() == (
            "opened",
            {"topic": "refunds"},
            NOON,
        )
        assert newest(connection) == 1


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def fail_after_writing() -> None:
        with database.writing() as connection:
            record(connection, "opened", NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    with database.reading() as connection:
        assert newest(connection) == 0


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a time zone"), database.writing() as connection:
        record(connection, "opened", NOON.replace(tzinfo=None))


def test_of_many_claims_on_one_row_exactly_one_wins(office: Office) -> None:
    won: list[int] = []

    def want(mine: int) -> None:
        change = update(Staff).where(Staff.id == office.ada, Staff.holding == 0).values(holding=mine)
        with office.database.writing() as connection:
            if claim(connection, change):
                won.append(mine)

    threads = [threading.Thread(target=want, args=(number,)) for number in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.reading() as connection:
        holding = connection.execute(select(Staff.holding).where(Staff.id == office.ada)).scalar_one()
    assert won == [holding]


def test_writers_queue_up_and_no_update_is_lost(office: Office) -> None:
    def count_up() -> None:
        for _ in range(25):
            with office.database.writing() as connection:
                found = connection.execute(
                    select(Staff.holding).where(Staff.id == office.ada).with_for_update()
                ).scalar_one()
                connection.execute(update(Staff).where(Staff.id == office.ada).values(holding=found + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.reading() as connection:
        assert connection.execute(select(Staff.holding).where(Staff.id == office.ada)).scalar_one() == 100


def test_a_reader_cannot_write_on_postgresql(postgres: Database, clock: SetClock) -> None:
    with pytest.raises(DBAPIError, match="read-only"), postgres.reading() as connection:
        connection.execute(insert(Event).values(at=clock.now(), kind="opened", data={}))


def test_a_connection_that_its_server_ended_while_it_rested_is_replaced(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restarted server, or a firewall that forgets."""
    monkeypatch.setattr(rested, "RESTED_SECONDS", 0)
    mine = Database(postgres.url.render_as_string(hide_password=False))
    with mine.reading() as connection:
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with postgres.writing() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({number})")
    with mine.reading() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != number
    mine.close()
