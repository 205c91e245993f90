"""Whose answers a colleague must approve before they are public: all of a trainee's, the first ones of an outsider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.events import record
from helpdesk.records.staff import ADMIN, ALL, MANAGER, Staff

MOST = 100  # answers of an outsider; for more they are a trainee


def supervised(connection: Connection, staff_id: int) -> bool:
    """Whether this person's next answer needs approval."""
    return bool(connection.execute(select(Staff.supervised).where(Staff.id == staff_id)).scalar())


def supervise(
    connection: Connection, staff_id: int, answers: int, now: datetime, *, acting: int | None = None
) -> None:  # fmt: skip
    """The next so many answers of this person need approval: 0 for none, ALL for every one. For managers and admins.

    Raises Refused for oneself, for a number that is none, and for somebody without a seat.
    """
    permitted(connection, acting, MANAGER, ADMIN)
    if acting == staff_id:
        raise Refused(_("Whether your answers need approval is for somebody else to say."), status=FORBIDDEN)
    if not ALL <= answers <= MOST:
        raise Refused(_("Say none, all, or how many answers: 1 to %(most)s.", most=MOST), status=UNPROCESSABLE)
    changed = connection.execute(
        update(Staff).where(Staff.id == staff_id, Staff.active).values(supervised=answers).returning(Staff.id)
    ).one_or_none()
    if changed is None:
        raise Refused(_("This person has no seat at the desk."))
    record(connection, "staff_supervised", now, staff_id=acting, member=staff_id, answers=answers)


def asked_for(words: str) -> int:
    """How many answers `words` mean: none, all, or a number. Raises Refused (422) for anything else."""
    known = {"none": 0, "all": ALL}
    words = words.strip().lower()
    if words in known:
        return known[words]
    if not (words.isascii() and words.isdigit() and 0 < int(words[:9]) <= MOST):
        raise Refused(_("Say none, all, or how many answers: 1 to %(most)s.", most=MOST), status=UNPROCESSABLE)
    return int(words)
