"""Brings a database to the newest schema, and says what is wrong with one that can't be brought there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from helpdesk.folders import migrations_folder
from helpdesk.records.database import Database, UnsafeDatabase
from helpdesk.records.search import WORDS
from helpdesk.records.tables import metadata

ONE_AT_A_TIME = 4_719_001  # PostgreSQL advisory lock: two programs that start together migrate one after the other


def migrate(database: Database) -> None:
    """Runs the migrations that are missing, in one transaction. Does nothing on a database that is up to date.

    Raises UnsafeDatabase when the database is newer than this program, or can't be opened.
    """
    with _opened(database) as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")


def revision(connection: Connection) -> str | None:
    """The migration the database stands at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest migration of this program."""
    newest = ScriptDirectory(str(migrations_folder())).get_current_head()
    assert newest is not None, "the program comes with migrations"  # noqa: S101 - a broken installation, not an input
    return newest


def drift(connection: Connection) -> list[object]:
    """How the tables differ from what the program declares; empty when they agree."""
    opts = {"compare_type": True, "include_name": _is_declared}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def _is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """The words of the search index are each database's own affair."""
    return kind != "table" or name is None or not name.startswith(WORDS)


def check(database: Database) -> None:
    """Raises UnsafeDatabase unless the database is durable and at this program's own migration."""
    with _opened(database) as connection:
        _refuse_newer(connection)
        if revision(connection) != head():
            raise UnsafeDatabase("The database is older than this program; run `helpdesk migrate` first.")
    database.check()


def _refuse_newer(connection: Connection) -> None:
    found = revision(connection)
    known = {script.revision for script in ScriptDirectory(str(migrations_folder())).walk_revisions()}
    if found is not None and found not in known:
        raise UnsafeDatabase(
            f"The database is from a newer version of the desk (its migration {found} is not known here). "
            "Start that version, or restore the backup made before it was upgraded."
        )


@contextmanager
def _opened(database: Database) -> Iterator[Connection]:
    if database.is_sqlite and database.url.database not in (None, "", ":memory:"):
        _make_folder(Path(database.url.database))
    try:
        with database.writing() as connection:
            yield connection
    except OperationalError as error:
        where = database.url.render_as_string(hide_password=True)
        raise UnsafeDatabase(f"The database {where} can't be opened for writing: {error.orig}.") from error


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnsafeDatabase(
            f"The folder {file.parent} can't be made: {error.strerror}. Set [desk] data to one that can."
        ) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config
