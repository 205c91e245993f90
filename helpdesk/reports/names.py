"""What people call the groups of a report: labels for keys, also of people who left."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection, select

from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.accounts import Account
from helpdesk.records.clocks import Clock
from helpdesk.records.settled_waits import WaitBlock
from helpdesk.records.staff import Staff, Team
from helpdesk.reports.periods import hour_name
from helpdesk.reports.question import BANDS, NONE, By, Dimension, band_name
from helpdesk.reports.waits import GOING_ON, changed_since_kept, settled_lately

GROUPINGS_NAMED: dict[By, str] = {
    "day": N_("Day"), "week": N_("Week"), "hour": N_("Hour of the week"), "staff": N_("Person"), "team": N_("Team"),
    "topic": N_("Topic"),
    "account": N_("Account"), "network": N_("Network"), "priority": N_("Priority"), "target": N_("Target"),
    "language": N_("Language"), "followers": N_("Followers"),
}  # fmt: skip
NOBODY = {"staff": N_("Nobody yet"), "language": N_("Not said"), "followers": N_("Not known")}

PRIORITIES = {"urgent": N_("urgent"), "high": N_("high"), "normal": N_("normal"), "low": N_("low")}


def names(connection: Connection, by: By) -> dict[str, str]:
    """The label of each key of a grouping; a key that is missing here is its own label."""
    match by:
        case "staff":
            people = connection.execute(select(Staff.id, Staff.name, Staff.active))
            known = {str(row.id): row.name if row.active else _("%(name)s (left)", name=row.name) for row in people}
        case "team":
            known = {str(number): name for number, name in connection.execute(select(Team.id, Team.name))}
        case "account":
            known = {str(number): handle for number, handle in connection.execute(select(Account.id, Account.handle))}
        case "topic":
            known = _topics(connection)
        case "followers":
            known = {str(band): band_name(str(band)) for band in BANDS}
        case "target":
            known = {str(number): target_name(number) for number in _targets(connection)}
        case "hour":
            known = {str(hour): hour_name(hour) for hour in range(168)}
        case "priority":
            known = {key: _(word) for key, word in PRIORITIES.items()}
        case _:
            known = {}
    return known | {NONE: _(NOBODY.get(by, N_("(none)")))}


def choices(connection: Connection, dimension: Dimension) -> dict[str, str]:
    """What can be chosen to filter by, in the order of the labels."""
    known = names(connection, dimension)
    if dimension == "priority":
        known = {key: _(key.title()) for key in ("urgent", "high", "normal", "low")}
    if dimension == "network":
        networks = connection.execute(select(Account.network).distinct()).scalars()
        known = {network: network for network in networks}
    return known if dimension == "followers" else dict(sorted(known.items(), key=lambda pair: pair[1].casefold()))


def target_name(minutes: int) -> str:
    """ "45 min", "4 h"."""
    if minutes >= 60 and minutes % 60 == 0:
        return _("%(hours)s h", hours=in_digits(minutes // 60))
    return _("%(minutes)d min", minutes=minutes)


def _targets(connection: Connection) -> set[int]:
    """Every target of a wait, without reading all of them: what the blocks say of themselves, and who still waits."""
    kept = connection.execute(select(WaitBlock.targets).distinct()).scalars()
    going_on = connection.execute(select(Clock.target_minutes).where(GOING_ON).distinct()).scalars()
    changed = {"changed": changed_since_kept(connection)}
    lately = connection.execute(settled_lately(lambda of: of.id.is_not(None), "target").distinct(), changed).scalars()
    return {*(minutes for block in kept for minutes in orjson.loads(block)), *going_on, *lately}


def _topics(connection: Connection) -> dict[str, str]:
    try:
        return {topic.key: topic.name for topic in in_force(connection).topics}
    except NoPolicy:
        return {}
