"""`helpdesk backup`: a copy that is whole although the desk goes on working."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from helpdesk.commands.setup import Stop, desk_command, existing
from helpdesk.config import Config
from helpdesk.records.database import Database


@desk_command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(config: Config, file: Path) -> None:
    """Writes the database to FILE, then checks the copy. Copying the file itself would miss what is in its journal."""
    database = existing(config)
    if not database.is_sqlite:
        raise Stop("A PostgreSQL database is backed up with pg_dump.")
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Stop(f"{file} is there already; name a new file.") from None
    except OSError as error:
        raise Stop(f"{file} can't be written: {error.strerror}.") from None
    try:
        _copy(database, file)
    except sqlite3.Error as error:
        file.unlink()
        raise Stop(f"The copy could not be made: {error}.") from None
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, checked.")


def _copy(database: Database, file: Path) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - is_sqlite says so
        driver.execute("VACUUM INTO ?", (str(file),))
    with closing(sqlite3.connect(file)) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")
