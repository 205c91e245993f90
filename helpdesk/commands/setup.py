"""What most commands begin with: the options they share, the configuration, the database."""

from __future__ import annotations

import functools
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from helpdesk.cli import FAILED
from helpdesk.config import Config
from helpdesk.config_file import load
from helpdesk.records import schema
from helpdesk.records.database import Database, UnsafeDatabase


class Stop(Exception):
    """The command can't go on; the sentence says why and what to do."""


def desk_command(name: str, *, port: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """A click command with --config, --database and, when `port` names a section, --port.

    Its function gets `config` first. Stop and trouble with the database become one sentence and exit status 1.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def run(config_file: Path, database_url: str | None, port_number: int | None = None, **rest: Any) -> None:
            overrides = {"database": {"url": database_url} if database_url else {}}
            if port and port_number is not None:
                overrides[port] = {"port": port_number}  # type: ignore[dict-item]  # text and numbers alike
            try:
                function(load(config_file, overrides=overrides), **rest)
            except (Stop, UnsafeDatabase) as reason:
                click.echo(" ".join(str(reason).split()), err=True)  # drivers explain themselves in several lines
                sys.exit(FAILED)
            except DatabaseError as error:
                if isinstance(error, IntegrityError | ProgrammingError):
                    raise  # a fault of ours, which keeps its traceback
                click.echo(f"The database can't be used now: {error.orig}.", err=True)
                sys.exit(FAILED)

        options = [
            click.option("--config", "config_file", type=click.Path(path_type=Path), default=Path("config.toml"),
                         show_default=True, help="The configuration file."),
            click.option("--database", "database_url", help="Use this database instead of the configured one."),
        ]  # fmt: skip
        if port:
            options.append(click.option("--port", "port_number", type=click.IntRange(0, 65_535), help="Listen here."))
        for option in reversed(options):
            run = option(run)
        return click.command(name)(run)

    return decorate


def data_folder(config: Config) -> Path:
    """The data folder, made for us alone when it isn't there. Raises Stop when it can't be written."""
    folder = config.desk.data
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise Stop(
            f"The folder {folder} can't be written: {error.strerror}. Set [desk] data to one that can."
        ) from None


def existing(config: Config) -> Database:
    """The configured database as it is: not made, not migrated, closed with the command. Raises UnsafeDatabase."""
    database = Database(config.database_url, busy_seconds=config.database.busy_seconds)
    click.get_current_context().call_on_close(database.close)
    file = database.url.database
    if database.is_sqlite and not (file and Path(file).is_file()):
        raise UnsafeDatabase(f"There is no database {file} yet; ./run serve makes it, or helpdesk migrate.")
    return database


def opened(config: Config) -> Database:
    """The configured database, migrated and durable, closed with the command. Raises UnsafeDatabase."""
    database = Database(config.database_url, busy_seconds=config.database.busy_seconds)
    click.get_current_context().call_on_close(database.close)
    schema.migrate(database)
    schema.check(database)
    return database
