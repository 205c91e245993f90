"""Sign-in plumbing: the only module that knows Flask-Security.

Flask-Security hashes and checks passwords, takes the same time for unknown addresses as for wrong passwords, and keeps
`current_user`. Its session cookie holds our own random token instead of a person's number: the token's row in
`sign_ins` says who it is, and ending the row ends the session everywhere. Its own views are not registered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, session
from flask_security import (
    LoginForm,
    RoleMixin,
    Security,
    UserDatastore,
    UserMixin,
    current_user,
    hash_password,
    login_user,
    logout_user,
)
from sqlalchemy import Connection, select, update
from wtforms import StringField
from wtforms.validators import InputRequired

from helpdesk.desk import signing_in
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.desk.signing_in import SignedIn
from helpdesk.language import gettext as _
from helpdesk.records.staff import Staff
from helpdesk.web.bearer import bearer
from helpdesk.web.context import Desk, desk_of_request

SHORTEST_PASSWORD = 12
# The least that OWASP's password storage sheet asks of argon2id: 19 MiB and 2 passes on one core. The library's own
# 64 MiB on four would let a few guessers take memory and cores away from everybody's inbox.
ARGON2 = {"argon2__memory_cost": 19_456, "argon2__time_cost": 2, "argon2__parallelism": 1}
TOKEN = "_user_id"  # noqa: S105 - the name under which Flask-Login keeps what `get_id` gave it


class Role(RoleMixin):
    """Flask-Security asks for a kind of role; ours are checked by `person.requires`."""


class User(UserMixin):
    """A member of staff in Flask-Security's eyes; `fs_uniquifier` is what its cookie holds."""

    fs_uniquifier = ""
    active = True  # nobody else is ever found

    def __init__(
        self, staff_id: int, *, password: str | None = None, token: str = "", signed_in: SignedIn | None = None
    ):
        self.id = staff_id
        self.password = password
        self.fs_uniquifier = token
        self.signed_in = signed_in

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Counts a wrong password."""
        _count_failure(self.id)

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Asked after the password was right, so that it can't be used to probe who has an account."""
        desk = desk_of_request()
        with desk.database.reading() as connection:
            return signing_in.locked(connection, self.id, desk.clock.now())


class StaffDatastore(UserDatastore):
    """Finds staff for Flask-Security in our own tables. No session, nothing left to commit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(User, Role)
        self.desk = desk

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:
        """Somebody by the token in their cookie, or by their address."""
        if "fs_uniquifier" in by:
            found = bearer(self.desk, by["fs_uniquifier"])
            return User(found.person.id, token=by["fs_uniquifier"], signed_in=found) if found else None
        email = by["email"].strip().lower()
        if not email.isprintable():
            return None  # PostgreSQL refuses a NUL
        with self.desk.database.reading() as connection:
            row = connection.execute(
                select(Staff.id, Staff.password).where(Staff.email == email, Staff.active)
            ).one_or_none()
        return row and User(row.id, password=row.password)

    def put(self, model: User) -> None:
        """Keeps a password whose hash was brought up to date while checking it."""
        with self.desk.database.writing() as connection:
            connection.execute(update(Staff).where(Staff.id == model.id).values(password=model.password))


class SignInForm(LoginForm):
    """Flask-Security's form, without its ideas of an address, "remember me" and where to go next."""

    email = StringField(validators=[InputRequired()])
    remember = None

    def who(self) -> int | None:
        """The number of the person whose address and password these are; None when they are not."""
        return self.user.id if self.validate() and self.user else None

    def validate_next(self, field: Any) -> None:
        """Any is taken here: `local_path` decides."""

    def validate(self, **named: Any) -> bool:
        """Also counts failures for addresses nobody has: as much work as for one somebody has."""
        valid: bool = super().validate(**named)
        if not valid and self.user is None:
            _count_failure(None)
        return valid


def set_up(app: Flask, desk: Desk) -> None:
    """Puts Flask-Security behind an app. CSRFProtect must be there already."""
    app.config.update(
        SECURITY_PASSWORD_SINGLE_HASH=True,  # argon2 alone: a lost secret key must not cost every password
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST_PASSWORD,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_FRESHNESS=timedelta(-1),
        SESSION_PROTECTION=None,  # it binds to the browser's name for itself, which proves nothing
    )
    security = Security(app, StaffDatastore(desk), register_blueprint=False)
    security.login_manager.request_loader(lambda request: None)  # no tokens in headers or addresses
    security.principal.identity_loaders.clear()  # it would look the person up for every file


def signed_in() -> SignedIn | None:
    """Who this request is from, if their sign-in is alive; asked of the database once a request."""
    user = current_user._get_current_object()
    return user.signed_in if isinstance(user, User) else None


def start(connection: Connection, staff_id: int, now: datetime) -> None:
    """Signs a person in with a new token, and ends what this browser had before."""
    if TOKEN in session:
        signing_in.end(connection, session[TOKEN], now)
    token = signing_in.begin(connection, staff_id, now)
    session.clear()
    login_user(User(staff_id, token=token))


def stop(connection: Connection, now: datetime) -> None:
    """Signs this browser out."""
    signing_in.end(connection, session.get(TOKEN, ""), now)
    logout_user()
    session.clear()


def hashed_password(password: str) -> str:
    """The hash to keep of a new password. Raises Refused when it is too short or too long."""
    problems, normalised = _security().password_util.validate(password, False)
    if problems:
        raise Refused(
            _("A password has %(shortest_password)s to 128 characters.", shortest_password=SHORTEST_PASSWORD),
            status=UNPROCESSABLE,
        )
    return hash_password(normalised)


def check_password(email: str, password: str) -> None:
    """Asks a signed-in person for their password again. Raises Refused (403) when it is wrong, or was too often."""
    user = _security().datastore.find_user(email=email)
    if user is None or user.is_locked():
        raise Refused(_("Too many wrong passwords: wait 15 minutes, then try again."), status=FORBIDDEN)
    if not user.verify_and_update_password(_security().password_util.normalize(password)):
        user.track_failed_authn("password")
        raise Refused(_("This is not your current password. Nothing was changed."), status=FORBIDDEN)


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security


def _count_failure(staff_id: int | None) -> None:
    desk = desk_of_request()
    with desk.database.writing() as connection:
        signing_in.failed(connection, staff_id, desk.clock.now())
