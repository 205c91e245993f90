"""Who is on duty: by their own switch and, when the policy gives them a shift, within it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, select

from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import NoPolicy, Policy, in_force
from helpdesk.records.staff import MAY_ANSWER, Staff
from helpdesk.sla.shifts import Shifts

ON_DUTY: Final = "on duty"
AWAY: Final = "away"  # by their own switch
OFF_SHIFT: Final = "off shift"  # the switch says on, the shift says not now
GONE: Final = "gone"  # has no seat any more

NO_POLICY: Final = Shifts(Policy(()))


def shifts_in_force(connection: Connection) -> Shifts:
    """The shifts of the policy in force; nobody's on a desk without one."""
    try:
        policy = in_force(connection)
    except NoPolicy:
        return NO_POLICY
    # Without its topics: a policy of hundreds of them takes long to be looked up in a cache.
    return _shifts(policy.revision, policy.ceiling, policy.shifts, policy.duties)


@lru_cache(maxsize=4)
def _shifts(revision: int, ceiling: int | None, shifts: tuple[Calendar, ...], duties: tuple[Duty, ...]) -> Shifts:
    return Shifts(Policy((), revision, ceiling=ceiling, shifts=shifts, duties=duties))


def state(shifts: Shifts, email: str, now: datetime, *, active: bool, on_duty: bool) -> str:
    """One person's state; a switch that says away goes before the shift."""
    if not active:
        return GONE
    if not on_duty:
        return AWAY
    return ON_DUTY if shifts.stint(email, now).working else OFF_SHIFT


def on_duty(connection: Connection, now: datetime, among: Iterable[int] | None = None) -> set[int]:
    """Who can be given something now: active, may answer, by switch and shift on duty. `among`: only of these."""
    people = select(Staff.id, Staff.email).where(Staff.active, Staff.on_duty, Staff.role.in_(MAY_ANSWER))
    if among is not None:
        people = people.where(Staff.id.in_(list(among)))
    shifts = shifts_in_force(connection)
    return {number for number, email in connection.execute(people) if shifts.stint(email, now).working}
