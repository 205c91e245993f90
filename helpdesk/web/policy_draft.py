"""The draft of the policy that a request changes: what is kept of it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpdesk.desk import policy_drafting, publishing
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import Draft
from helpdesk.policy.revisions import NoPolicy, Policy, in_force
from helpdesk.triage.draft_check import checked
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import the_person


@dataclass(frozen=True, slots=True)
class ToChange:
    """The text a change begins with, and the revision it is of; `saved_at` is None before there is a draft."""

    text: str
    base: int
    saved_at: datetime | None


def before_it() -> Policy | None:
    """The policy in force; None on a desk that has none yet."""
    with desk_of_request().database.reading() as connection:
        try:
            return in_force(connection)
        except NoPolicy:
            return None


def to_change() -> ToChange:
    """This person's draft, else the policy in force."""
    with desk_of_request().database.reading() as connection:
        kept = policy_drafting.kept(connection, the_person().id)
    if kept is not None:
        return ToChange(kept.text, kept.base, kept.saved_at)
    policy = before_it()
    return ToChange(as_toml(policy) if policy else "", policy.revision if policy else 0, None)


def read(text: str) -> Draft:
    """A draft with everything that is wrong with it, for this desk's teams and people."""
    with desk_of_request().database.reading() as connection:
        teams, people = publishing.teams(connection), publishing.people(connection)
    return checked(text, today=moment().date(), teams=teams, people=people)


def keep(text: str, base: int) -> None:
    """Keeps this person's draft. Raises Refused."""
    me, at = the_person().id, moment()
    with desk_of_request().database.writing() as connection:
        policy_drafting.keep(connection, text, base=base, acting=me, at=at)
