"""Which revisions were published when, by whom and why, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from sqlalchemy import Connection, select

from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.revisions import Policy
from helpdesk.recognised import Recognised
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.records.staff import Staff

SHOWN = 100  # of the newest revisions
BACK_TO = N_("back to %(number)s")  # the note of a revision that went back; kept in English, as all that is kept
_NOTES = Recognised(BACK_TO)


@dataclass(frozen=True, slots=True)
class Published:
    """One revision. `who` is a member of staff, somebody on the command line, or the configuration file."""

    number: int
    at: datetime
    who: str
    note: str


def history(connection: Connection) -> list[Published]:
    """The revisions, the newest first."""
    rows = connection.execute(
        select(
            PolicyRevision.number,
            PolicyRevision.published_at,
            Staff.name,
            PolicyRevision.body["ordered_by"].as_string().label("ordered_by"),
            PolicyRevision.body["note"].as_string().label("note"),
        )
        .outerjoin(Staff, Staff.id == PolicyRevision.staff_id)
        .order_by(PolicyRevision.number.desc())
        .limit(SHOWN)
    )
    return [
        Published(
            row.number,
            row.published_at,
            row.name or row.ordered_by or _("the configuration file"),
            _NOTES.told(row.note or ""),
        )
        for row in rows
    ]


def difference(before: Policy, after: Policy) -> list[str]:
    """What changed, as lines of their TOML that begin with -, + or a space; empty when nothing did."""
    lines = unified_diff(as_toml(before).splitlines(), as_toml(after).splitlines(), lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]
