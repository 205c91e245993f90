"""A simulated week of a large desk, each of its steps watched:

python -m tests.triage.week [--staff 200] [--mentions 100000] [--days 7] [--seed N] [--database URL]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from helpdesk.records.database import Database
from tests.cast import Office, SetClock
from tests.crashes import records_agree
from tests.long_runs import asks_for_a_database, of_its_own
from tests.triage.day import DAY, TICK, Day
from tests.triage.rebuilt import differences
from tests.triage.witness import Witness, Wrong


@dataclass
class Lived:
    """What came of a week. `wrong` must be empty; the week ends with the first of it."""

    rounds: int = 0
    written: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    still_open: int = 0
    most_held: int = 0
    rebuilt: int = 0  # how often the tables were compared with what the events alone tell
    wrong: list[str] = field(default_factory=list)


def live(day: Day, told: Callable[[str], object] = lambda _: None) -> Lived:
    """Lives through the time of `day`; every round is checked, and at the end of each day the whole state."""
    witness, lived = Witness(day), Lived()
    try:
        for tick in day.ticks():
            witness.follow(day.tick())
            lived.rounds += 1
            if (tick + 1) % (DAY // TICK) == 0:
                lived.wrong += _whole(day)
                lived.rebuilt += 1
                told(f"day {lived.rebuilt}: {day.written} posts, {len(witness.open)} conversations open\n")
            if lived.wrong:
                break
    except Wrong as wrong:
        lived.wrong += [str(wrong), *_whole(day)]
    lived.written, lived.steps = day.written, dict(witness.seen)
    lived.still_open, lived.most_held = len(witness.open), witness.most_held
    return lived


def _whole(day: Day) -> list[str]:
    database = day.office.database
    with database.reading() as connection:
        return [*differences(connection), *records_agree.always(connection, is_sqlite=database.is_sqlite)]


def main() -> int:
    """The command: prints the counts as JSON; the exit status is 1 when anything was wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.triage.week", description=__doc__)
    asked.add_argument("--staff", type=int, default=200)
    asked.add_argument("--mentions", type=int, default=100_000)
    asked.add_argument("--days", type=int, default=7)
    asked.add_argument("--seed", type=int, default=1)
    asks_for_a_database(asked)
    given = asked.parse_args()
    with of_its_own(given.database) as (database, _):
        return _lived(database, given)


def _lived(database: Database, given: argparse.Namespace) -> int:
    began = time.monotonic()
    office = Office.opened(database, SetClock())
    day = Day(office, given.seed, mentions=given.mentions, staff=given.staff, days=given.days)
    lived = live(day, sys.stderr.write)
    told = {"database": "SQLite" if database.is_sqlite else "PostgreSQL", "staff": given.staff}
    told |= {"seconds": round(time.monotonic() - began), **asdict(lived)}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if lived.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
