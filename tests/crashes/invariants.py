"""What must hold between the desk's records and the network's own log. Each broken one is a sentence.

`always` holds at every instant at which the desk can die; `settled` when it has had the time to finish.
"""

from __future__ import annotations

from typing import Any

from helpdesk.records.database import Database
from tests.crashes import mentions_kept, promises_told, records_agree, replies_honest
from tests.crashes.dialects import Simulated


def always(database: Database, network: Simulated) -> list[str]:
    """What is wrong already, although nothing was finished."""
    truth = network.truth()
    with database.reading() as connection:
        return [
            *mentions_kept.none_false(connection, truth),
            *mentions_kept.cursor_behind(connection, network.notifications(), truth),
            *mentions_kept.sums(connection),
            *replies_honest.always(connection, truth),
            *records_agree.always(connection, is_sqlite=database.is_sqlite),
            *promises_told.always(connection),
        ]


def settled(database: Database, network: Simulated, now: Any) -> list[str]:
    """What is wrong when everything had its time."""
    truth = network.truth()
    with database.reading() as connection:
        return [
            *mentions_kept.none_lost(connection, truth),
            *replies_honest.settled(connection, truth),
            *promises_told.settled(connection, now),
        ]
