"""What every page says before anything else: what stands still, is stopped or silent, and the count at the bell."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, exists, select

from helpdesk.desk import alarms
from helpdesk.desk.health import Silence, silence
from helpdesk.desk.listeners import Silent, silent
from helpdesk.desk.person import Person
from helpdesk.desk.stopping import Stopped, in_force
from helpdesk.records.outages import Outage
from helpdesk.records.stops import Stop

STOPPED = exists().where(Stop.ended_at.is_(None)).label("stopped")
SILENT = exists().where(Outage.ended_at.is_(None)).label("silent")


class Banner(NamedTuple):
    """`silence` is None while the worker works; `new_alarms` are those of whoever looks."""

    silence: Silence | None = None
    stops: tuple[Stopped, ...] = ()
    silent: tuple[Silent, ...] = ()
    new_alarms: int = 0

    @property
    def of_all(self) -> tuple[object, ...]:
        """What is the same for everybody."""
        return self[:3]


def banner(connection: Connection, person: Person | None, now: datetime, every: float) -> Banner:
    """Reads it, in two statements while all is well. `every`: the seconds between two scans of the worker."""
    found = connection.execute(_found(person is not None), alarms.whose(person) if person else {}).one()
    return Banner(
        silence(connection, now, every),
        in_force(connection) if found.stopped else (),
        tuple(silent(connection)) if found.silent else (),
        found.unseen if person else 0,
    )


@cache
def _found(counted: bool) -> Select[*tuple[Any, ...]]:
    return select(STOPPED, SILENT, *((alarms.unseen().label("unseen"),) if counted else ()))
