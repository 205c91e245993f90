"""Joining the desk by oneself: with a work address, a link that only its mailbox gets, and the rules read.

What the page says never depends on whether somebody has a seat. Whose seat was taken away can't join again by
themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, func, insert, select, update

from helpdesk.desk import signing_in, staffing, supervising
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.staff_details import checked_email, checked_initials, checked_name
from helpdesk.language import current
from helpdesk.language import gettext as _
from helpdesk.records.database import claim
from helpdesk.records.enrolments import ASKED, ENDED, GOOD_FOR, INVITED, JOINED, WAITING, Enrolment
from helpdesk.records.events import record
from helpdesk.records.sign_ins import hashed
from helpdesk.records.staff import ADMIN, AGENT, Staff

MOST_ASKED: Final = 3  # by one address ...
WITHIN: Final = timedelta(hours=1)  # ... in this time: its mailbox is not ours to fill
MOST_A_DAY: Final = 10_000
MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a link would let in."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms people join, as the configuration says: teams by key, answers to be approved (or ALL)."""

    teams: tuple[str, ...]
    approval: int
    rules: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who asked and has not joined yet."""

    id: int
    name: str
    email: str
    asked_at: datetime
    invited: bool


def ask(connection: Connection, name: str, email: str, *, domains: Sequence[str], now: datetime) -> None:
    """Notes that somebody wants to join, so that their mailbox gets a link. A newer request ends the one before.

    The mail will be in the language that is spoken now.
    Raises Refused (422) for a name or address that is none, and one of another domain than `domains`; nothing else
    is told, and who asks too often is not heard.
    """
    name, email = checked_name(name), checked_email(email)
    checked_initials("", name)  # said now, and not to somebody who has the link already
    if email.rpartition("@")[2] not in domains:
        raise Refused(
            _("Only addresses of %(domains)s can join.", domains=_(" or ").join(domains)), status=UNPROCESSABLE
        )
    seated = select(exists().where(Staff.email == email))
    asked = select(func.count()).where(Enrolment.email == email, Enrolment.asked_at > now - WITHIN)
    if connection.execute(seated).scalar() or connection.execute(asked).scalar_one() >= MOST_ASKED:
        return
    before = update(Enrolment).where(Enrolment.email == email, Enrolment.state.in_(WAITING))
    connection.execute(before.values(state=ENDED, token_hash=None))
    asks = {"email": email, "name": name, "language": current(), "asked_at": now}
    connection.execute(insert(Enrolment).values(state=ASKED, tries=0, not_before=now, **asks))


def guest(connection: Connection, token: str, now: datetime) -> Guest | None:
    """Whom the link lets in; None when it is wrong, used, replaced or too old."""
    found = connection.execute(
        select(Enrolment.name, Enrolment.email).where(
            Enrolment.token_hash == hashed(token), Enrolment.state.in_(WAITING), Enrolment.expires_at > now
        )
    ).one_or_none()
    return None if found is None else Guest(found.name, found.email)


def join(
    connection: Connection, token: str, *, terms: Terms, read_rules: bool, topics: Collection[str],
    known_topics: Collection[str], daily_ceiling: int | None, now: datetime,
) -> int | None:  # fmt: skip
    """Uses the link up and gives its person a seat; their number, or None when the link is good for nobody.

    Raises Refused (422) when the rules were not read, and for a ceiling or topic that is none.
    """
    if not read_rules:
        raise Refused(_("Read the rules, and say that you have."), status=UNPROCESSABLE)
    if daily_ceiling is None or not 1 <= daily_ceiling <= MOST_A_DAY:
        raise Refused(_("Say how many conversations a day you take: a number from 1."), status=UNPROCESSABLE)
    if set(topics) - set(known_topics):
        raise Refused(_("One of these topics is not there any more. Choose again."), status=UNPROCESSABLE)
    person = guest(connection, token, now)
    mine = (Enrolment.token_hash == hashed(token), Enrolment.state.in_(WAITING), Enrolment.expires_at > now)
    if person is None or not claim(connection, update(Enrolment).where(*mine).values(state=JOINED)):
        return None
    staff_id = staffing.add(
        connection, name=person.name, email=person.email, role=AGENT, teams=terms.teams, now=now
    )  # fmt: skip
    if terms.approval:
        supervising.supervise(connection, staff_id, terms.approval, now)
    own = {"own_topics": " ".join(sorted(topics)), "own_daily_ceiling": daily_ceiling}
    connection.execute(update(Staff).where(Staff.id == staff_id).values(**own))
    connection.execute(
        update(Enrolment).where(Enrolment.token_hash == hashed(token)).values(staff_id=staff_id, token_hash=None)
    )
    rules = hashlib.sha256(terms.rules.encode()).hexdigest()
    record(connection, "enrolled", now, staff_id=staff_id, rules=rules, topics=sorted(topics), ceiling=daily_ceiling)
    return staff_id


def waiting(connection: Connection) -> list[Waiting]:
    """Who asked and has not joined yet, the newest first."""
    found = connection.execute(
        select(Enrolment.id, Enrolment.name, Enrolment.email, Enrolment.asked_at, Enrolment.state)
        .where(Enrolment.state.in_(WAITING))
        .order_by(Enrolment.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Waiting(row.id, row.name, row.email, row.asked_at, row.state == INVITED) for row in found]


def hand_over_link(connection: Connection, enrolment_id: int, *, acting: int, now: datetime) -> str:
    """A link for an admin to give to who asked; one that was mailed stops working. Raises Refused."""
    permitted(connection, acting, ADMIN)
    token = signing_in.new_token()
    asked = update(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.state.in_(WAITING))
    if not claim(connection, asked.values(state=INVITED, token_hash=hashed(token), expires_at=now + GOOD_FOR)):
        raise Refused(_("This person does not wait any more."))
    record(connection, "enrolment_link_made", now, staff_id=acting, enrolment=enrolment_id)
    return token


def refuse(connection: Connection, enrolment_id: int, *, acting: int, now: datetime) -> None:
    """They don't join; nobody tells them. Raises Refused."""
    permitted(connection, acting, ADMIN)
    asked = update(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.state.in_(WAITING))
    if not claim(connection, asked.values(state=ENDED, token_hash=None)):
        raise Refused(_("This person does not wait any more."))
    record(connection, "enrolment_refused", now, staff_id=acting, enrolment=enrolment_id)
