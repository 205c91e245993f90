"""Putting a policy in force, and going back to an earlier one: for managers, on what they last saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.policy import revisions
from helpdesk.policy.history import BACK_TO
from helpdesk.policy.revisions import NoPolicy, Policy
from helpdesk.records.staff import ADMIN, MANAGER, Staff, Team
from helpdesk.records.turns import take_turn

MAY_PUBLISH = (MANAGER, ADMIN)
LONGEST_NOTE = 300  # characters


def teams(connection: Connection) -> frozenset[str]:
    """The keys of the desk's teams, to which topics can be given."""
    return frozenset(connection.execute(select(Team.key)).scalars())


def people(connection: Connection) -> frozenset[str]:
    """The addresses of all who have, or had, a seat: a policy may go on naming somebody who left."""
    return frozenset(connection.execute(select(Staff.email)).scalars())


def publish(
    connection: Connection, policy: Policy, *, base: int, acting: int | None, at: datetime, note: str = "",
    ordered_by: str | None = None,
) -> int:  # fmt: skip
    """Puts a checked policy in force as the next revision; gives its number. Clocks that run keep their promise.

    Raises Refused: 403 for who may not, 409 when another than `base` is in force by now or nothing would change, 422
    for a team that is gone or a note that is too long.
    """
    permitted(connection, acting, *MAY_PUBLISH)
    take_turn(connection, "triage")  # before looking what is in force: of two who publish at once one is refused
    newest = revisions.newest_number(connection)
    if newest != base:
        raise Refused(_("Revision %(newest)s was published meanwhile. Look at it, and publish again.", newest=newest))
    words = " ".join("".join(each if each.isprintable() else " " for each in note).split())
    if len(words) > LONGEST_NOTE:
        raise Refused(
            _(
                "The note has %(count)s characters; %(longest_note)s are the most.",
                count=len(words),
                longest_note=LONGEST_NOTE,
            ),
            status=UNPROCESSABLE,
        )
    gone = sorted({topic.team for topic in policy.topics} - teams(connection))
    if gone:
        raise Refused(_("The desk has no team %(gone)s.", gone=", ".join(gone)), status=UNPROCESSABLE)
    if newest and revisions.in_force(connection) == replace(policy, revision=newest):
        raise Refused(_("Nothing differs from revision %(newest)s, which is in force.", newest=newest))
    return revisions.publish(connection, policy, at=at, staff_id=acting, note=words, ordered_by=ordered_by)


def roll_back(
    connection: Connection, to: int, *, base: int, acting: int | None, at: datetime, ordered_by: str | None = None
) -> int:
    """Publishes what revision `to` said, holidays included, as the next number. Raises Refused, as `publish` does."""
    permitted(connection, acting, *MAY_PUBLISH)
    try:
        policy = revisions.numbered(connection, to)
    except NoPolicy:
        raise Refused(_("There is no revision %(to)s.", to=to), status=UNPROCESSABLE) from None
    return publish(
        connection, policy, base=base, acting=acting, at=at, note=BACK_TO % {"number": to}, ordered_by=ordered_by
    )
