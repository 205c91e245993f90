"""What a list can be narrowed to: the choices beside it, with the words for them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from helpdesk.desk.tagging import used
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.policy.topics import PRIORITIES
from helpdesk.records.accounts import Account
from helpdesk.records.staff import MAY_ANSWER, Staff, Team

MOST_PEOPLE = 200
PRIORITY_WORDS = {"urgent": N_("Urgent"), "high": N_("High"), "normal": N_("Normal"), "low": N_("Low")}


class Choice(NamedTuple):
    """One filter: its name in the address, its title, and its values with their words."""

    name: str
    title: str
    values: dict[str, str]


Choices = tuple[Choice, ...]


def choices(connection: Connection, topics: dict[str, str]) -> Choices:
    """Every filter with what it can be set to."""
    networks = connection.execute(select(Account.network).distinct().order_by(Account.network)).scalars()
    teams = connection.execute(select(Team.id, Team.name).order_by(Team.name))
    people = connection.execute(
        select(Staff.id, Staff.name)
        .where(Staff.active, Staff.role.in_(MAY_ANSWER))
        .order_by(Staff.name)
        .limit(MOST_PEOPLE)
    )
    return (
        Choice("topic", N_("Topic"), topics),
        Choice("priority", N_("Priority"), {priority: _(PRIORITY_WORDS[priority]) for priority in PRIORITIES}),
        Choice("team", N_("Team"), {str(number): name for number, name in teams}),
        Choice("owner", N_("Owner"), {str(number): name for number, name in people}),
        Choice("network", N_("Network"), {network: network for network in networks}),
        Choice("tag", N_("Tag"), {tag: tag for tag in used(connection)}),
    )
