"""The long kill -9 loop:

python -m tests.crashes.kills --rounds 1000 [--database URL] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict

from sqlalchemy import func, select

from helpdesk.records.staff import Staff
from tests.crashes.killing import kill_again_and_again
from tests.databases import fast_folder, migrated


def main() -> int:
    """The command: prints the counts as JSON; the exit status is 1 when anything was violated."""
    asked = argparse.ArgumentParser(prog="python -m tests.crashes.kills", description=__doc__)
    asked.add_argument("--rounds", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--database", default="", help="an empty database; a new SQLite file when not given")
    given = asked.parse_args()
    folder = fast_folder()
    database = migrated(given.database or f"sqlite:///{folder / 'helpdesk.db'}")
    with database.reading() as connection:
        if connection.execute(select(func.count()).select_from(Staff)).scalar_one():
            sys.stderr.write("People work at this desk. Give an empty database: this one would be filled with tests.\n")
            return 2
    killed = kill_again_and_again(database, folder, rounds=given.rounds, seed=given.seed)
    database.close()
    sys.stdout.write(json.dumps(asdict(killed), indent=2) + "\n")
    shutil.rmtree(folder)
    return 1 if killed.violations else 0


if __name__ == "__main__":
    sys.exit(main())
