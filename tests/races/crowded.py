"""A crowd's desk: the office, a practice network that forgets keys, and as many colleagues as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, update

from helpdesk.desk.person import Person
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database
from helpdesk.records.staff import Staff
from tests.cast import Office, SetClock
from tests.crashes.desk import Desk, Place
from tests.crashes.invariants import always, settled
from tests.crashes.network import PracticeNetwork, practice_network


@dataclass
class Crowded:
    """A desk in this process, and what others need to join in."""

    desk: Desk
    network: PracticeNetwork
    colleagues: list[Person]

    @property
    def database(self) -> Database:
        return self.desk.database

    @property
    def place(self) -> Place:
        return self.desk.place

    def wrong(self, *, finished: bool = True) -> list[str]:
        """What contradicts the network's own log, or itself."""
        found = always(self.database, self.network)
        return found + settled(self.database, self.network, self.desk.clock.now()) if finished else found


@contextmanager
def crowded_desk(database: Database, folder: Path, colleagues: int) -> Iterator[Crowded]:
    """The desk on an empty database, with its network in `folder`."""
    office = Office.opened(database, SetClock())
    with practice_network(folder, office.clock) as network:
        unknown = Place(network.url, office.account, "", office.ada, office.clock.now())
        own_id = Desk.opened(database, unknown).network.whoami().remote_id
        with database.writing() as connection:
            connection.execute(update(Account).values(remote_id=own_id, base_url=network.url))
        desk = Desk.opened(database, Place(network.url, office.account, own_id, office.ada, office.clock.now()))
        desk.clock = office.clock
        yield Crowded(desk, network, _colleagues(database, office, colleagues))
        desk.network.close()


def _colleagues(database: Database, office: Office, count: int) -> list[Person]:
    with database.writing() as connection:
        for number in range(count):
            connection.execute(
                insert(Staff).values(
                    email=f"colleague{number}@brightbyte.example", name=f"Colleague {number}", initials=f"C{number}",
                    role="agent", active=True, on_duty=False, holding=0, created_at=office.clock.now(),
                )
            )  # fmt: skip
        rows = connection.execute(select(Staff).where(Staff.name.startswith("Colleague")).order_by(Staff.id)).all()
    return [Person(row.id, row.name, row.initials, row.email, row.role, (), False) for row in rows]
