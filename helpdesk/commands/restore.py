"""`helpdesk restore`: puts a backup in the place of the database, and lets nothing leave twice because of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, data_folder, desk_command
from helpdesk.config import Config
from helpdesk.desk import signing_in
from helpdesk.leadership import Leadership
from helpdesk.outbox.restored import doubt_what_waits
from helpdesk.records import schema
from helpdesk.records.database import Database, UnsafeDatabase
from helpdesk.records.events import record
from helpdesk.records.staff import Staff

IN_USE = "The desk is working on this database. Stop `helpdesk serve`, `work` and `web` first."
NOT_OURS = "is no backup of a desk"


@desk_command("restore")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
def command(config: Config, file: Path | None) -> None:
    """Restores a desk that stands still from FILE; the database before it is kept beside.

    PostgreSQL is restored with pg_restore; then this command, without a file, does what comes after.
    """
    now = SystemClock().now()
    database = Database(config.database_url, busy_seconds=config.database.busy_seconds)
    click.get_current_context().call_on_close(database.close)
    if database.is_sqlite:
        if file is None:
            raise Stop("Name the backup: helpdesk restore FILE.")
        data_folder(config)
    elif file is not None:
        raise Stop("PostgreSQL is restored with pg_restore. Then run `helpdesk restore` without a file.")
    alone = Leadership(database)
    if not alone.take():
        raise Stop(IN_USE)
    try:
        kept, doubtful = _exchanged(database, file, now) if file else (None, _come_after(database, now))
    finally:
        alone.release()
    _tell(kept, doubtful)


def _exchanged(database: Database, file: Path, now: datetime) -> tuple[Path | None, int]:
    place = Path(str(database.url.database))
    ready = place.with_name(f"{place.name}.restoring")
    _copy(file, ready)
    copy = Database(f"sqlite:///{ready}")
    try:
        doubtful = _come_after(copy, now)
    finally:
        copy.close()
    kept = place.with_name(f"{place.name}.before-{now:%Y%m%dT%H%M%S}") if place.exists() else None
    if kept:
        _settle_journal(place)
        os.link(place, kept)  # so that there is a whole database at this place at every instant
    os.replace(ready, place)
    _settle_folder(place.parent)
    return kept, doubtful


def _copy(file: Path, ready: Path) -> None:
    for stale in (ready, *(ready.with_name(ready.name + end) for end in ("-wal", "-shm"))):
        stale.unlink(missing_ok=True)  # of a restore that was interrupted
    os.close(os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as backup:
            verdict = backup.execute("PRAGMA integrity_check").fetchone()[0]
            ours = backup.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise Stop(f"{file} {NOT_OURS}: {error}.") from None
    if verdict != "ok" or not ours:
        raise Stop(f"{file} {NOT_OURS}: {verdict if verdict != 'ok' else 'it has no migration'}.")
    shutil.copyfile(file, ready)


def _come_after(database: Database, now: datetime) -> int:
    """Migrates, ends every sign-in, and makes what waited to leave unconfirmed; gives how many answers that are."""
    schema.migrate(database)
    with database.writing() as connection:
        for staff_id in connection.execute(select(Staff.id)).scalars().all():
            signing_in.end_all(connection, staff_id, now)  # one that was ended after the backup would be good again
        doubtful = doubt_what_waits(connection, now)
        record(connection, "restored", now, doubtful=doubtful)
    if database.is_sqlite:
        database.close()
        _settle_journal(Path(str(database.url.database)))
    return doubtful


def _settle_journal(file: Path) -> None:
    """Brings all that is in the journal into the file. SQLite does it only for who is alone with the database."""
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                raise Stop(IN_USE)
    except sqlite3.OperationalError:
        raise Stop(IN_USE) from None
    except sqlite3.DatabaseError as error:
        raise UnsafeDatabase(f"{file} can't be put aside: {error}. Move it away yourself, then restore.") from None


def _settle_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tell(kept: Path | None, doubtful: int) -> None:
    click.echo("The backup is in place; the next start goes on from it.")
    if kept:
        click.echo(f"What was there before is kept as {kept}.")
    if doubtful:
        click.echo(f"{doubtful} answers may have left since the backup: they are looked for, and never sent again.")
    click.echo("Everybody signs in anew. Who was added or left since is to be seen with `helpdesk staff list`.")
