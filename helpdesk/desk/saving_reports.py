"""Keeping a report under a name, renaming it, showing it to other managers, having it mailed, and letting go of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.events import record
from helpdesk.records.saved_reports import MAIL_CHOSEN, MAILED, NEVER, SavedReport
from helpdesk.records.staff import ADMIN, MANAGER, Staff

MAY_KEEP: Final = (MANAGER, ADMIN)
PAGES: Final = ("response-times", "volume", "changed")
LONGEST: Final = 60  # characters of a name
LONGEST_QUERY: Final = 2_000
MOST: Final = 50  # of one person
HOURS: Final = range(24)
MORNING: Final = 8


class Saved(NamedTuple):
    """A kept report; `mine` is false for one that a colleague shares, who is named."""

    id: int
    name: str
    page: str
    query: str
    shared: bool
    mailed: str
    mail_hour: int
    mine: bool
    owner: str


def save(
    connection: Connection, name: str, page: str, query: str, *, shared: bool, acting: int, at: datetime
) -> None:  # fmt: skip
    """Keeps a report; one of that name of the same person is replaced, and goes on being mailed as it was.

    For managers. Raises Refused for a name that is none or too long, another page, and when there are too many.
    """
    permitted(connection, acting, *MAY_KEEP)
    name = _sound(name)
    if page not in PAGES or len(query) > LONGEST_QUERY or not query.isprintable():
        raise Refused(_("This can't be kept as a report."), status=UNPROCESSABLE)
    same = update(SavedReport).where(SavedReport.staff_id == acting, SavedReport.name == name)
    if connection.execute(same.values(page=page, query=query, shared=shared)).rowcount:
        return
    mine = select(func.count()).select_from(SavedReport).where(SavedReport.staff_id == acting)
    if connection.execute(mine).scalar_one() >= MOST:
        raise Refused(_("You have %(most)s reports already: let one go first.", most=MOST), status=UNPROCESSABLE)
    connection.execute(
        insert(SavedReport).values(
            staff_id=acting, name=name, page=page, query=query, shared=shared, mailed=NEVER, mail_hour=MORNING,
            mailed_for="", created_at=at,
        )
    )  # fmt: skip


def rename(connection: Connection, report_id: int, name: str, *, acting: int, at: datetime) -> None:
    """Gives one's own report another name; its mails go on, under that one.

    Raises Refused for a name that is none, too long or taken by another of one's own, and for a colleague's report.
    """
    permitted(connection, acting, *MAY_KEEP)
    name = _sound(name)
    mine = update(SavedReport).where(SavedReport.id == report_id, SavedReport.staff_id == acting)
    try:
        changed = connection.execute(mine.values(name=name)).rowcount
    except IntegrityError:
        raise Refused(_("Another report of yours has this name already."), status=UNPROCESSABLE) from None
    if not changed:
        raise Refused(_("Only your own reports can be renamed."), status=UNPROCESSABLE)
    record(connection, "report_renamed", at, staff_id=acting, report=report_id, name=name)


def mail(connection: Connection, report_id: int, mailed: str, hour: int, *, acting: int, at: datetime) -> None:
    """How often one's own report of response times is mailed to oneself, from which hour of the office's day on.

    What would be due already is left out: the first mail comes next time (`reports.mailing`). Raises Refused.
    """
    permitted(connection, acting, *MAY_KEEP)
    if mailed not in MAILED or hour not in HOURS:
        raise Refused(_("Say never, daily or weekly, and an hour from 0 to 23."), status=UNPROCESSABLE)
    mine = update(SavedReport).where(
        SavedReport.id == report_id, SavedReport.staff_id == acting, SavedReport.page == PAGES[0]
    )
    if not connection.execute(mine.values(mailed=mailed, mail_hour=hour, mailed_for="")).rowcount:
        raise Refused(_("Only your own reports of response times can be mailed."), status=UNPROCESSABLE)
    record(connection, MAIL_CHOSEN, at, staff_id=acting, report=report_id, mailed=mailed, hour=hour)


def remove(connection: Connection, report_id: int, *, acting: int) -> None:
    """Lets go of one's own report, and of its mails."""
    connection.execute(delete(SavedReport).where(SavedReport.id == report_id, SavedReport.staff_id == acting))


def saved(connection: Connection, staff_id: int) -> list[Saved]:
    """One's own reports and those that colleagues with a seat share, by name."""
    mine = SavedReport.staff_id == staff_id
    found = connection.execute(
        select(SavedReport, mine.label("mine"), Staff.name.label("owner"))
        .join(Staff, Staff.id == SavedReport.staff_id)
        .where(or_(mine, SavedReport.shared & Staff.active & Staff.role.in_(MAY_KEEP)))
        .order_by(func.lower(SavedReport.name), SavedReport.id)
    )
    return [
        Saved(
            row.id, row.name, row.page, row.query, row.shared, row.mailed, row.mail_hour, bool(row.mine), row.owner
        )
        for row in found
    ]  # fmt: skip


def _sound(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Refused(_("The name of a report has 1 to %(longest)s letters.", longest=LONGEST), status=UNPROCESSABLE)
    return name
