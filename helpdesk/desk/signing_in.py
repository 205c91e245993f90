"""Who is signed in, in which browser: the rows behind the cookies.

A cookie carries a random token, the table its hash. A sign-in ends by itself when it was not used for `IDLE` or is
older than `LONGEST`, and at once when its row is ended, whatever copies of the cookie there are (OWASP ASVS 5.0 7.4.1).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, exists, func, insert, select, update

from helpdesk.desk.person import Person
from helpdesk.records import events
from helpdesk.records.database import claim
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.sign_ins import SignIn, SignInFailure, SignInLink, hashed
from helpdesk.records.staff import Staff, TeamMember

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
NOTED_EVERY = timedelta(minutes=5)  # a request only writes down that it was seen when this much time has passed
FAILURES = 10  # wrong passwords for one person ...
WITHIN = timedelta(minutes=15)  # ... in this time close the door, until the first of them is older than that

PERSON = (
    Staff.id, Staff.name, Staff.initials, Staff.email, Staff.role, Staff.on_duty, Staff.supervised, Staff.language,
    Staff.zone,
)  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    person: Person
    has_password: bool
    seen_at: datetime


def new_token() -> str:
    """256 random bits, in characters that fit a cookie and an address."""
    return secrets.token_urlsafe(32)


def begin(connection: Connection, staff_id: int, now: datetime) -> str:
    """Signs a person in and gives the token for the cookie. Takes away what they left behind long ago."""
    token = new_token()
    connection.execute(delete(SignIn).where(SignIn.staff_id == staff_id, SignIn.started_at < now - LONGEST - LONGEST))
    connection.execute(insert(SignIn).values(token_hash=hashed(token), staff_id=staff_id, started_at=now, seen_at=now))
    events.record(connection, "signed_in", now, staff_id=staff_id)
    return token


def whose(connection: Connection, token: str, now: datetime) -> SignedIn | None:
    """Whose live token this is, if anybody's. One query, which also asks whether they still work here."""
    asked = {"token": hashed(token), "oldest": now - LONGEST, "idle": now - IDLE}
    found = connection.execute(_whose(), asked).all()
    if not found:
        return None
    teams = tuple(row.team_id for row in found if row.team_id is not None)
    first = found[0]._mapping
    person = Person(**{column.key: first[column.key] for column in PERSON}, team_ids=teams)
    return SignedIn(person, first["has_password"], first["seen_at"])


@cache  # every request asks
def _whose() -> Select[*tuple[Any, ...]]:
    return (
        select(*PERSON, Staff.password.is_not(None).label("has_password"), SignIn.seen_at, TeamMember.team_id)
        .join(SignIn, SignIn.staff_id == Staff.id)
        .outerjoin(TeamMember, TeamMember.staff_id == Staff.id)
        .where(
            SignIn.token_hash == bindparam("token"),
            SignIn.ended_at.is_(None),
            SignIn.started_at > bindparam("oldest", type_=UtcDateTime),
            SignIn.seen_at > bindparam("idle", type_=UtcDateTime),
            Staff.active,
        )
    )


def seen(connection: Connection, token: str, now: datetime) -> None:
    """Notes that a sign-in is being used."""
    connection.execute(update(SignIn).where(SignIn.token_hash == hashed(token)).values(seen_at=now))


def end(connection: Connection, token: str, now: datetime) -> None:
    """Signs out one browser. A token that is unknown or has ended changes nothing."""
    row = SignIn.token_hash == hashed(token)
    staff_id = connection.execute(select(SignIn.staff_id).where(row)).scalar()
    if claim(connection, update(SignIn).where(row, SignIn.ended_at.is_(None)).values(ended_at=now)):
        events.record(connection, "signed_out", now, staff_id=staff_id)


def end_all(connection: Connection, staff_id: int, now: datetime) -> None:
    """Signs a person out everywhere, and spends the sign-in links they have not used."""
    theirs = update(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None))
    if connection.execute(theirs.values(ended_at=now)).rowcount:
        events.record(connection, "signed_out", now, staff_id=staff_id)  # open pages hear of it by this
    connection.execute(
        update(SignInLink).where(SignInLink.staff_id == staff_id, SignInLink.used_at.is_(None)).values(used_at=now)
    )


def guest(connection: Connection, link_token: str, now: datetime) -> str | None:
    """The name of the person a one-time link would sign in; None when it is wrong, used or too old."""
    return connection.execute(
        select(Staff.name)
        .join(SignInLink, SignInLink.staff_id == Staff.id)
        .where(
            SignInLink.token_hash == hashed(link_token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Staff.active,
        )
    ).scalar()


def use_link(connection: Connection, link_token: str, now: datetime) -> int | None:
    """Uses a one-time link up and gives whose it was; None when it is wrong, used or too old."""
    mine = SignInLink.token_hash == hashed(link_token)
    active = exists().where(Staff.id == SignInLink.staff_id, Staff.active)
    change = (
        update(SignInLink)
        .where(mine, SignInLink.used_at.is_(None), SignInLink.expires_at > now, active)
        .values(used_at=now)
    )
    if not claim(connection, change):
        return None
    return connection.execute(select(SignInLink.staff_id).where(mine)).scalar()


def failed(connection: Connection, staff_id: int | None, now: datetime) -> None:
    """Counts one wrong password, also when nobody has that address, so that both take the same time."""
    connection.execute(delete(SignInFailure).where(SignInFailure.at <= now - WITHIN))
    connection.execute(insert(SignInFailure).values(staff_id=staff_id, at=now))


def locked(connection: Connection, staff_id: int, now: datetime) -> bool:
    """Whether a password is not taken from this person for now. One-time links still are, so nobody is locked out."""
    counted = select(func.count()).where(SignInFailure.staff_id == staff_id, SignInFailure.at > now - WITHIN)
    return connection.execute(counted).scalar_one() >= FAILURES


def has_password(connection: Connection, staff_id: int) -> bool:
    """Whether this person can come back without a link."""
    return connection.execute(select(Staff.password.is_not(None)).where(Staff.id == staff_id)).scalar_one()
