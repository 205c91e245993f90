"""Whether the person who acts may do so, asked in the transaction in which they act."""

from __future__ import annotations

from sqlalchemy import Connection, select

from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.language import gettext as _
from helpdesk.records.staff import ROLE_NAMES, Staff


def permitted(connection: Connection, acting: int | None, *roles: str, own: int | None = None) -> None:
    """Lets pass: the desk itself (`acting` is None), active staff with one of `roles`, or the person `own` themselves.

    Raises Refused (403) for everybody else.
    """
    if acting is None:
        return
    role = connection.execute(select(Staff.role).where(Staff.id == acting, Staff.active)).scalar()
    if role is None:
        raise Refused(_("You no longer have a seat at this desk."), status=FORBIDDEN)
    if role not in roles and acting != own:
        raise Refused(
            _(
                "This needs the role %(roles)s; yours is %(role)s.",
                roles=_(" or ").join(_(ROLE_NAMES[each]) for each in roles),
                role=_(ROLE_NAMES[role]),
            ),
            status=FORBIDDEN,
        )
