"""The seats at the desk as the staff pages show them: who has one, in which teams, and where they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, or_, select

from helpdesk.records.staff import Staff, Team, TeamMember
from helpdesk.sla.duty import shifts_in_force, state

ON_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Membership:
    """One team of somebody; `leads` says whether they are told when its colleagues could not help."""

    team_id: int
    key: str
    name: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One person. `here` is where they are (`sla.duty`), `supervised` how many answers need approval, or ALL."""

    id: int
    name: str
    initials: str
    email: str
    role: str
    here: str
    active: bool
    on_duty: bool
    holding: int
    supervised: int
    teams: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """A page of seats by name; `many` is how many match on all pages."""

    seats: tuple[Seat, ...]
    many: int
    number: int
    pages: int


def seats(connection: Connection, now: datetime, *, words: str = "", gone: bool = False, number: int = 1) -> SeatsPage:
    """Page `number` of those with a seat, or of those who are `gone`, whose name or address holds `words`."""
    found = select(Staff).where(Staff.active.is_(not gone))
    if words := words.strip().lower():
        found = found.where(or_(_holds(func.lower(Staff.name), words), _holds(Staff.email, words)))
    many = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    pages = max(1, -(-many // ON_A_PAGE))
    number = min(max(1, number), pages)
    page = found.order_by(func.lower(Staff.name), Staff.id).limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)
    return SeatsPage(_read(connection, page, now), many, number, pages)


def seat(connection: Connection, staff_id: int, now: datetime) -> Seat | None:
    """One person, with a seat or gone; None for a number that was never anybody's."""
    found = _read(connection, select(Staff).where(Staff.id == staff_id), now)
    return found[0] if found else None


def all_teams(connection: Connection) -> list[tuple[str, str]]:
    """Key and name of each team, by name."""
    return [(row.key, row.name) for row in connection.execute(select(Team.key, Team.name).order_by(Team.name))]


def _read(connection: Connection, wanted: Select[Any], now: datetime) -> tuple[Seat, ...]:
    rows = connection.execute(wanted).all()
    teams, shifts = _teams(connection, (row.id for row in rows)), shifts_in_force(connection)

    def made(row: Row[Any]) -> Seat:
        here = state(shifts, row.email, now, active=row.active, on_duty=row.on_duty)
        return Seat(
            row.id, row.name, row.initials, row.email, row.role, here, row.active, row.on_duty, row.holding,
            row.supervised, tuple(teams.get(row.id, ())),
        )  # fmt: skip

    return tuple(made(row) for row in rows)


def _teams(connection: Connection, people: Iterable[int]) -> dict[int, list[Membership]]:
    teams: dict[int, list[Membership]] = {}
    of = (
        select(TeamMember.staff_id, Team.id, Team.key, Team.name, TeamMember.leads)
        .join(Team, Team.id == TeamMember.team_id)
        .where(TeamMember.staff_id.in_(list(people)))
        .order_by(Team.name)
    )
    for row in connection.execute(of):
        teams.setdefault(row.staff_id, []).append(Membership(row.id, row.key, row.name, row.leads))
    return teams


def _holds(text: Any, words: str) -> Any:
    return text.contains(words, autoescape=True)
