"""The people of our tests, and an office in which they work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from helpdesk.policy.revisions import Policy, publish
from helpdesk.policy.topics import Topic
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.staff import Staff, Team, TeamMember

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


@dataclass
class SetClock:
    """A clock that stands still until a test sets it forward."""

    moment: datetime = NOON
    ticks: float = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, **by: float) -> datetime:
        """Sets the clock forward, e.g. `forward(minutes=5)`; gives the new moment."""
        step = timedelta(**by)
        self.moment += step
        self.ticks += step.total_seconds()
        return self.moment


TOPICS = (
    Topic("refunds", "Refunds", "orders", "high", 30, 45, ("refund", "money back"), ()),
    Topic("delivery", "Delivery", "orders", "normal", 60, 60, ("delivery", "parcel", "shipped"), ()),
    Topic("repairs", "Repairs", "technicians", "normal", 60, 60, ("repair", "broken", "screen"), ("screenshot",)),
    Topic("other", "Everything else", "orders", "normal", 60, 60, (), (), catch_all=True),
)


@dataclass
class Office:
    """Ada (orders), Ben (orders and technicians), Mona (manager) and the account @brightbyte."""

    database: Database
    clock: SetClock
    ada: int = 0
    ben: int = 0
    mona: int = 0
    account: int = 0
    teams: dict[str, int] = field(default_factory=dict)

    @classmethod
    def opened(cls, database: Database, clock: SetClock) -> Office:
        office = cls(database, clock)
        with database.writing() as connection:

            def add(model: type, **values: object) -> int:
                made = connection.execute(insert(model).values(**values)).inserted_primary_key
                assert made is not None
                return int(made[0])

            def person(name: str, initials: str, role: str) -> int:
                return add(
                    Staff,
                    email=f"{name.lower()}@brightbyte.example",
                    name=name,
                    initials=initials,
                    role=role,
                    active=True,
                    on_duty=True,
                    holding=0,
                    created_at=clock.now(),
                )

            office.ada, office.ben = person("Ada", "AL", "agent"), person("Ben", "BK", "agent")
            office.mona = person("Mona", "MR", "manager")
            office.teams = {key: add(Team, key=key, name=key.title()) for key in ("orders", "technicians")}
            for team, who in (("orders", office.ada), ("orders", office.ben), ("technicians", office.ben)):
                connection.execute(insert(TeamMember).values(team_id=office.teams[team], staff_id=who))
            office.account = add(
                Account,
                network="practice",
                handle="@brightbyte",
                purpose="service",
                base_url="http://127.0.0.1:1",
                secret="practice",
                listen_only=False,
                remote_id="our-own-id",
                created_at=clock.now(),
            )
            connection.execute(insert(Listener).values(account_id=office.account))
            publish(connection, Policy(topics=TOPICS), at=clock.now(), staff_id=None)
        return office

    def leaves(self, staff_id: int) -> None:
        """Somebody works here no longer."""
        with self.database.writing() as connection:
            connection.execute(update(Staff).where(Staff.id == staff_id).values(active=False))
