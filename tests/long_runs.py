"""Long runs that fill a database of their own: `--database`, and what it stands for."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import func, select

from helpdesk.records.database import Database
from helpdesk.records.staff import Staff
from tests.databases import fast_folder, migrated, postgres_server


def asks_for_a_database(command: argparse.ArgumentParser) -> None:
    """Gives a long run its option `--database`."""
    command.add_argument(
        "--database",
        default="",
        help='an empty database, or "postgresql" for a new one; a new SQLite file if not given',
    )


@contextmanager
def of_its_own(asked: str) -> Iterator[tuple[Database, Path]]:
    """The database that a long run asked for, and a folder beside it. Ends the program (2) where people work."""
    folder = fast_folder()
    try:
        with postgres_server() if asked == "postgresql" else nullcontext(asked) as url:
            database = migrated(url or f"sqlite:///{folder / 'helpdesk.db'}")
            with database.reading() as connection:
                people = connection.execute(select(func.count()).select_from(Staff)).scalar_one()
            if people:
                sys.stderr.write(
                    "People work at this desk. Give an empty database: this one would be filled with tests.\n"
                )
                raise SystemExit(2)
            try:
                yield database, folder
            finally:
                database.close()
    finally:
        shutil.rmtree(folder)
