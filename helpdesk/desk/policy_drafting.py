"""Keeping a manager's draft of the policy on the desk until it is published or let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from helpdesk.desk.permission import permitted
from helpdesk.desk.publishing import MAY_PUBLISH
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.policy.draft import LONGEST
from helpdesk.records.policy_drafts import PolicyDraft
from helpdesk.records.staff import Staff
from helpdesk.records.upsert import upsert


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept. `base` is the revision that it was begun on."""

    text: str
    base: int
    saved_at: datetime


def kept(connection: Connection, staff_id: int) -> Kept | None:
    """This person's draft, if there is one."""
    found = connection.execute(select(PolicyDraft).where(PolicyDraft.staff_id == staff_id)).one_or_none()
    return None if found is None else Kept(found.text, found.base, found.saved_at)


def others(connection: Connection, staff_id: int) -> list[tuple[str, datetime]]:
    """Who else is writing one, and since when it is as it is; the newest first."""
    found = connection.execute(
        select(Staff.name, PolicyDraft.saved_at)
        .join(Staff, Staff.id == PolicyDraft.staff_id)
        .where(PolicyDraft.staff_id != staff_id, Staff.active)
        .order_by(PolicyDraft.saved_at.desc())
    )
    return [(row.name, row.saved_at) for row in found]


def keep(connection: Connection, text: str, *, base: int, acting: int, at: datetime) -> None:
    """Keeps a draft in the place of the one before, sound or not. Raises Refused when it is too long to be one."""
    permitted(connection, acting, *MAY_PUBLISH)
    if len(text) > LONGEST:
        raise Refused(
            _(
                "It has %(count)s characters; %(longest)s are the most.",
                count=in_digits(len(text)),
                longest=in_digits(LONGEST),
            ),
            status=UNPROCESSABLE,
        )
    words = text.replace("\0", "\ufffd")  # which PostgreSQL can't keep, and no policy may hold
    upsert(connection, PolicyDraft, {"staff_id": acting, "text": words, "base": base, "saved_at": at})


def let_go(connection: Connection, *, acting: int) -> None:
    """Forgets this person's draft: it was published, or they want to begin anew."""
    connection.execute(delete(PolicyDraft).where(PolicyDraft.staff_id == acting))
