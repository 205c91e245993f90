"""Who has a seat at the desk: adding people, taking their seat away, and what they may do.

`acting` is the member of staff who does it; None is the desk itself, that is somebody with a shell on its machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from helpdesk.desk import signing_in
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.desk.staff_details import checked_email, checked_initials, checked_name
from helpdesk.language import LANGUAGES
from helpdesk.language import gettext as _
from helpdesk.records import conversations, events
from helpdesk.records.conversations import Conversation
from helpdesk.records.sign_ins import SignInLink, hashed
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER, ROLES, Staff, Team, TeamMember


def add(
    connection: Connection,
    *,
    name: str,
    email: str,
    role: str,
    now: datetime,
    initials: str = "",
    teams: Iterable[str] = (),
    acting: int | None = None,
) -> int:
    """Gives somebody a seat, and gives their number. `teams` are keys; initials come from the name when empty.

    Who comes back after their seat was taken away is the same person as before, with what they did then, and signs in
    by a new link. Raises Refused when the address has a seat already, or a role, team or detail isn't valid. For
    admins.
    """
    permitted(connection, acting, ADMIN)
    details = {"name": checked_name(name), "email": checked_email(email), "role": _checked_role(role)}
    details["initials"] = checked_initials(initials, details["name"])
    team_ids = _team_ids(connection, teams)
    back = update(Staff).where(Staff.email == details["email"], Staff.active.is_(False)).returning(Staff.id)
    staff_id = connection.execute(back.values(**details, active=True, on_duty=True, password=None)).scalar()
    if staff_id is None:
        staff_id = _new(connection, details, now)
    connection.execute(delete(TeamMember).where(TeamMember.staff_id == staff_id))
    for team_id in team_ids:
        connection.execute(insert(TeamMember).values(team_id=team_id, staff_id=staff_id))
    events.record(connection, "staff_added", now, staff_id=acting, member=staff_id, role=role)
    return staff_id


def deactivate(connection: Connection, staff_id: int, now: datetime, *, acting: int | None = None) -> None:
    """Takes a seat away: signed out everywhere at once, links spent, open conversations back in their team's queue.

    Raises Refused for the last admin and for oneself. For admins.
    """
    permitted(connection, acting, ADMIN)
    if acting == staff_id:
        raise Refused(_("You can't take away your own seat; ask another admin."), status=FORBIDDEN)
    _keep_an_admin(connection, staff_id)
    _member(connection, staff_id)
    connection.execute(update(Staff).where(Staff.id == staff_id).values(active=False, on_duty=False))
    signing_in.end_all(connection, staff_id, now)
    _give_back(connection, staff_id, now, acting)
    events.record(connection, "staff_deactivated", now, staff_id=acting, member=staff_id)


def change_role(connection: Connection, staff_id: int, role: str, now: datetime, *, acting: int | None = None) -> None:
    """Gives another role. The person signs in anew, so that no cookie from before gains rights (OWASP ASVS 5.0 7.2.4).

    Whoever may not answer any more gives their open conversations back to the team's queue.
    Raises Refused for the last admin and for oneself. For admins.
    """
    permitted(connection, acting, ADMIN)
    if acting == staff_id:
        raise Refused(_("You can't change your own role; ask another admin."), status=FORBIDDEN)
    if _checked_role(role) != ADMIN:
        _keep_an_admin(connection, staff_id)
    member = _member(connection, staff_id)
    if role == member.role:
        return
    connection.execute(update(Staff).where(Staff.id == staff_id).values(role=role))
    signing_in.end_all(connection, staff_id, now)
    if role not in MAY_ANSWER:
        _give_back(connection, staff_id, now, acting)
    events.record(
        connection, "staff_role_changed", now, staff_id=acting, member=staff_id, before=member.role, after=role
    )


def set_on_duty(
    connection: Connection, staff_id: int, on_duty: bool, now: datetime, *, acting: int | None = None
) -> int | None:
    """Says whether new conversations come to somebody. For themselves, managers and admins.

    Gives the event's number, None when it was so already.
    """
    permitted(connection, acting, MANAGER, ADMIN, own=staff_id)
    member = _member(connection, staff_id)
    if member.on_duty == on_duty:
        return None
    connection.execute(update(Staff).where(Staff.id == staff_id).values(on_duty=on_duty))
    return events.record(connection, "staff_on_duty", now, staff_id=acting, member=staff_id, on_duty=on_duty)


def rename(
    connection: Connection, staff_id: int, name: str, initials: str, now: datetime, *, acting: int | None = None
) -> None:
    """Changes the name and the initials that sign off an answer. For themselves and admins."""
    permitted(connection, acting, ADMIN, own=staff_id)
    _member(connection, staff_id)
    name = checked_name(name)
    connection.execute(
        update(Staff).where(Staff.id == staff_id).values(name=name, initials=checked_initials(initials, name))
    )
    events.record(connection, "staff_renamed", now, staff_id=acting, member=staff_id)


def set_language(connection: Connection, staff_id: int, language: str | None, now: datetime) -> None:
    """Says in which language somebody reads pages; None: as their browser says. Each sets their own.

    Raises Refused for a language that the desk does not speak.
    """
    _member(connection, staff_id)
    if language is not None and language not in LANGUAGES:
        raise Refused(_("The desk does not speak that language."), status=UNPROCESSABLE)
    connection.execute(update(Staff).where(Staff.id == staff_id).values(language=language))
    events.record(connection, "staff_language_chosen", now, staff_id=staff_id)


def set_zone(connection: Connection, staff_id: int, zone: str, now: datetime) -> None:
    """Says in which time zone somebody reads times; "": in the office's. Each sets their own.

    Raises Refused for a name that is no IANA time zone's.
    """
    _member(connection, staff_id)
    known: dict[str, str | None] = {"": None, **{each.casefold(): each for each in available_timezones()}}
    name = zone.strip().replace(" ", "_").casefold()
    if name not in known:
        raise Refused(_("There is no time zone of that name; give one such as Europe/Brussels."), status=UNPROCESSABLE)
    connection.execute(update(Staff).where(Staff.id == staff_id).values(zone=known[name]))
    events.record(connection, "staff_zone_chosen", now, staff_id=staff_id)


def set_password(connection: Connection, staff_id: int, password_hash: str, now: datetime) -> None:
    """Keeps a new password's hash, and signs the person out everywhere. Only they themselves set it."""
    _member(connection, staff_id)
    connection.execute(update(Staff).where(Staff.id == staff_id).values(password=password_hash))
    signing_in.end_all(connection, staff_id, now)
    events.record(connection, "staff_password_set", now, staff_id=staff_id)


def sign_in_link(
    connection: Connection, staff_id: int, now: datetime, hours: float = 24, *, acting: int | None = None
) -> str:
    """Makes a one-time sign-in token, good for `hours`; earlier unused ones of that person stop working. For admins."""
    permitted(connection, acting, ADMIN)
    _member(connection, staff_id)
    connection.execute(
        update(SignInLink).where(SignInLink.staff_id == staff_id, SignInLink.used_at.is_(None)).values(used_at=now)
    )
    token = signing_in.new_token()
    connection.execute(
        insert(SignInLink).values(
            token_hash=hashed(token), staff_id=staff_id, created_at=now, expires_at=now + timedelta(hours=hours)
        )
    )
    events.record(connection, "sign_in_link_made", now, staff_id=acting, member=staff_id)
    return token


def _new(connection: Connection, details: dict[str, str], now: datetime) -> int:
    try:
        return connection.execute(insert(Staff).values(**details, created_at=now).returning(Staff.id)).scalar_one()
    except IntegrityError:
        raise Refused(_("%(email)s has a seat already.", email=details["email"])) from None


def _checked_role(role: str) -> str:
    if role not in ROLES:
        raise Refused(
            _("There is no role %(role)s; there are %(roles)s.", role=repr(role), roles=", ".join(ROLES)),
            status=UNPROCESSABLE,
        )
    return role


def _member(connection: Connection, staff_id: int) -> Row[str, bool]:
    """The role and duty of somebody with a seat, their row held until the end of the transaction."""
    found = connection.execute(
        select(Staff.role, Staff.on_duty).where(Staff.id == staff_id, Staff.active).with_for_update()
    ).one_or_none()
    if found is None:
        raise Refused(_("This person has no seat at the desk."))
    return found


def _keep_an_admin(connection: Connection, staff_id: int) -> None:
    # The rows are held, always in one order, so that of two admins who unseat each other at once only one succeeds.
    admins = connection.execute(
        select(Staff.id).where(Staff.role == ADMIN, Staff.active).order_by(Staff.id).with_for_update()
    ).scalars()
    if admins.all() == [staff_id]:
        raise Refused(_("The desk needs an admin; make somebody else one first."))


def _team_ids(connection: Connection, keys: Iterable[str]) -> list[int]:
    known = {row.key: row.id for row in connection.execute(select(Team.key, Team.id))}
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        if key not in known:
            raise Refused(_("There is no team %(key)s.", key=repr(key)), status=UNPROCESSABLE)
    return [known[key] for key in wanted]


def _give_back(connection: Connection, staff_id: int, now: datetime, acting: int | None) -> None:
    returned = connection.execute(
        update(Conversation)
        .where(Conversation.staff_id == staff_id, Conversation.status != conversations.CLOSED)
        .values(staff_id=None, version=Conversation.version + 1)
        .returning(Conversation.id)
    ).scalars()
    for conversation_id in returned.all():
        events.record(
            connection, "put_back", now, conversation_id=conversation_id, staff_id=acting, to=None, previous=staff_id
        )
    connection.execute(update(Staff).where(Staff.id == staff_id).values(holding=0))
