"""`keys rotate` dies between any two of its statements, COMMITs and file writes; after each death everything opens."""

from __future__ import annotations

import shutil
from multiprocessing.connection import Connection
from pathlib import Path

from helpdesk.records.database import Database
from helpdesk.records.rotation import rotate, sealed
from helpdesk.records.safe import Safe, session_of, token_of
from helpdesk.sealing import KEYS, split
from helpdesk.secret_files import Secrets
from tests.cast import NOON
from tests.crashes.boundaries import DIED, Boundaries
from tests.crashes.harness import PROCESSES
from tests.crashes.keeping import keep

KEPT = {token_of(1): "of the shop", token_of(2): "of the offers", session_of(1): '{"access": "…"}'}


def keys(data: Path) -> list[str]:
    return split((data / "secrets" / KEYS).read_text())


def everything(safe: Safe) -> dict[str, str | None]:
    return {name: safe.read(name) for name in KEPT}


def test_a_rotation_that_dies_anywhere_leaves_everything_readable_and_is_finished_by_the_next(
    database: Database, tmp_path: Path
) -> None:
    before, data = tmp_path / "before", tmp_path / "data"
    safe = Safe(database, Secrets(before))
    for name, value in KEPT.items():
        safe.write(name, value)
    first, kept = keys(before), keep(database)
    deaths: list[str] = []
    while True:
        safe = Safe(kept.put_back(), Secrets(data))
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(before, data)
        died = _died_at(len(deaths) + 1, database, data)
        assert everything(safe) == KEPT, died
        safe.write(token_of(2), KEPT[token_of(2)])  # the worker goes on with whichever keys there are
        rotate(safe, NOON)
        assert everything(safe) == KEPT, died
        assert len(keys(data)) == 1, died
        assert keys(data) != first
        if died is None:
            break
        deaths.append(died)
        assert len(deaths) < 200
    print(f"{len(deaths)} deaths")  # noqa: T201 - shown when it fails, with -s when it doesn't
    assert sum("COMMIT" in where for where in deaths) >= 2
    assert sum("rename" in where for where in deaths) >= 2


def _died_at(number: int, database: Database, data: Path) -> str | None:
    ours, theirs = PROCESSES.Pipe(duplex=False)
    url = database.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=run, args=(url, data, number, theirs))
    process.start()
    theirs.close()
    process.join(30)
    assert process.exitcode in (0, DIED), f"failed at boundary {number}: exit status {process.exitcode}"
    where: str | None = ours.recv()
    ours.close()
    process.close()
    return where


def run(database_url: str, data: Path, number: int, told: Connection) -> None:
    """What the process does that dies."""
    database = Database(database_url)
    boundaries = Boundaries(number, lambda where, _requests: told.send(where))
    boundaries.watch_database(database)
    boundaries.watch_files()
    rotate(Safe(database, Secrets(data)), NOON)
    told.send(None)


def test_a_rotation_changes_every_text_in_the_safe(database: Database, tmp_path: Path) -> None:
    safe = Safe(database, Secrets(tmp_path))
    for name, value in KEPT.items():
        safe.write(name, value)
    with database.reading() as connection:
        before = sealed(connection)
    assert rotate(safe, NOON) == len(KEPT)
    with database.reading() as connection:
        after = sealed(connection)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    assert everything(safe) == KEPT
