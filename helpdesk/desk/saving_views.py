"""Keeping a list under a name, and letting go of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.saved_views import SavedView
from helpdesk.records.staff import ROLES

LONGEST = 40
MOST = 12  # of one person: the rail has room for so many

KEPT = (  # each page of the inbox asks
    select(SavedView.id, SavedView.name, SavedView.query)
    .where(SavedView.staff_id == bindparam("person"))
    .order_by(SavedView.name)
)


class Saved(NamedTuple):
    """A kept list."""

    id: int
    name: str
    query: str


def save(connection: Connection, name: str, query: str, *, acting: int, at: datetime) -> None:
    """Keeps the list `query` as `name`; one of that name is replaced."""
    permitted(connection, acting, *ROLES)
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Refused(_("The name of a view has 1 to %(longest)s letters.", longest=LONGEST), status=UNPROCESSABLE)
    connection.execute(delete(SavedView).where(SavedView.staff_id == acting, SavedView.name == name))
    mine = select(func.count()).select_from(SavedView).where(SavedView.staff_id == acting)
    if connection.execute(mine).scalar_one() >= MOST:
        raise Refused(_("You have %(most)s views already: remove one first.", most=MOST), status=UNPROCESSABLE)
    connection.execute(insert(SavedView).values(staff_id=acting, name=name, query=query, created_at=at))


def remove(connection: Connection, saved_id: int, *, acting: int) -> None:
    """Lets go of one's own view."""
    connection.execute(delete(SavedView).where(SavedView.id == saved_id, SavedView.staff_id == acting))


def saved(connection: Connection, staff_id: int) -> list[Saved]:
    """The views of one person, by name."""
    return [Saved(*row) for row in connection.execute(KEPT, {"person": staff_id})]
