"""The long kill -9 loop:

python -m tests.crashes.kills --rounds 1000 [--network mastodon|mastodon-keys|bluesky|x] [--database URL] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import asdict
from pathlib import Path

from helpdesk.records.database import Database
from tests.crashes.dialects import NETWORKS, WITH_KEYS
from tests.crashes.killing import kill_again_and_again
from tests.long_runs import asks_for_a_database, of_its_own

EVERY = 50  # rounds


def main() -> int:
    """The command: prints the counts as JSON; the exit status is 1 when anything was violated."""
    asked = argparse.ArgumentParser(prog="python -m tests.crashes.kills", description=__doc__)
    asked.add_argument("--rounds", type=int, default=1000)
    asked.add_argument("--minutes", type=float, default=math.inf, help="begin no round after so many")
    asked.add_argument("--network", choices=sorted(NETWORKS | WITH_KEYS), default="mastodon")
    asked.add_argument("--seed", type=int, default=1)
    asks_for_a_database(asked)
    given = asked.parse_args()
    with of_its_own(given.database) as (database, folder):
        return _killed(database, folder, given)


def _tells_of(rounds: int, began: float) -> None:
    """A line now and then on standard error: it takes long, and the counts come at the end."""
    if rounds % EVERY == 0:
        sys.stderr.write(f"{rounds} rounds in {time.monotonic() - began:.0f} s\n")


def _killed(database: Database, folder: Path, given: argparse.Namespace) -> int:
    began = time.monotonic()
    killed = kill_again_and_again(
        database, folder, rounds=given.rounds, seed=given.seed, network=given.network, minutes=given.minutes,
        tell=lambda rounds: _tells_of(rounds, began),
    )  # fmt: skip
    told = {"network": given.network, "database": "SQLite" if database.is_sqlite else "PostgreSQL"}
    told |= {"seconds": round(time.monotonic() - began), **asdict(killed)}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if killed.violations else 0


if __name__ == "__main__":
    sys.exit(main())
