"""The long kill -9 loop:

python -m tests.crashes.kills --rounds 1000 [--network mastodon|mastodon-keys|bluesky|x] [--database URL] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import func, select

from helpdesk.records.database import Database
from helpdesk.records.staff import Staff
from tests.crashes.dialects import NETWORKS, WITH_KEYS
from tests.crashes.killing import kill_again_and_again
from tests.databases import fast_folder, migrated, postgres_server


def main() -> int:
    """The command: prints the counts as JSON; the exit status is 1 when anything was violated."""
    asked = argparse.ArgumentParser(prog="python -m tests.crashes.kills", description=__doc__)
    asked.add_argument("--rounds", type=int, default=1000)
    asked.add_argument("--minutes", type=float, default=math.inf, help="begin no round after so many")
    asked.add_argument("--network", choices=sorted(NETWORKS | WITH_KEYS), default="mastodon")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument(
        "--database",
        default="",
        help='an empty database, or "postgresql" for a new one; a new SQLite file if not given',
    )
    given = asked.parse_args()
    folder = fast_folder()
    with postgres_server() if given.database == "postgresql" else nullcontext(given.database) as url:
        return _killed(migrated(url or f"sqlite:///{folder / 'helpdesk.db'}"), folder, given)


def _killed(database: Database, folder: Path, given: argparse.Namespace) -> int:
    with database.reading() as connection:
        if connection.execute(select(func.count()).select_from(Staff)).scalar_one():
            sys.stderr.write("People work at this desk. Give an empty database: this one would be filled with tests.\n")
            return 2
    began = time.monotonic()
    killed = kill_again_and_again(
        database, folder, rounds=given.rounds, seed=given.seed, network=given.network, minutes=given.minutes
    )
    database.close()
    told = {"network": given.network, "database": "SQLite" if database.is_sqlite else "PostgreSQL"}
    told |= {"seconds": round(time.monotonic() - began), **asdict(killed)}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    shutil.rmtree(folder)
    return 1 if killed.violations else 0


if __name__ == "__main__":
    sys.exit(main())
