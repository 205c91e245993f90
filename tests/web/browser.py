"""A browser without a screen: keeps cookies, and fills in the hidden token of a form as a person's browser would."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from helpdesk.app import create_app
from helpdesk.config import Config
from helpdesk.config import Desk as DeskConfig
from helpdesk.config import Server as ServerConfig
from helpdesk.desk import staffing
from helpdesk.records.database import Database
from tests.cast import Office, SetClock

SECRET_KEY = "only-for-tests"
ADDRESS = "http://127.0.0.1"
PASSWORD = "correct horse battery"


def desk_app(
    database: Database, clock: SetClock, *, undo_seconds: int = 0, kept_seconds: float = 0, **server: object
) -> Flask:
    """The web process over a database, with the shipped configuration, but that answers leave at once."""
    desk = DeskConfig(undo_seconds=undo_seconds)
    config = Config(server=ServerConfig.model_validate(server), desk=desk)
    return create_app(config, database, clock, secret_key=SECRET_KEY, kept_seconds=kept_seconds)


class Browser:
    """One browser of one person."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def open(self, path: str, **headers: str) -> TestResponse:
        """Opens an address, without following where it leads."""
        return self.client.get(path, base_url=ADDRESS, headers=headers)

    def token(self, page: str = "/sign-in/link/none") -> str:
        """The CSRF token that a page carries."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.open(page).text)
        assert found, f"{page} carries no token"
        return unescape(found[1])

    def send(self, path: str, **fields: str) -> TestResponse:
        """Sends a form of ours."""
        return self.client.post(path, base_url=ADDRESS, data={"csrf_token": self.token(), **fields})

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """By password."""
        return self.send("/sign-in", email=email, password=password, **fields)

    def follow_link(self, office: Office, staff_id: int) -> TestResponse:
        """Signs in by a new one-time link."""
        with office.database.writing() as connection:
            token = staffing.sign_in_link(connection, staff_id, office.clock.now())
        return self.send(f"/sign-in/link/{token}")

    @property
    def cookie(self) -> str:
        """The session cookie, as a thief would copy it."""
        found = self.client.get_cookie("helpdesk", domain="127.0.0.1")
        assert found is not None
        return found.value

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.set_cookie("helpdesk", value, domain="127.0.0.1")

    def is_signed_in(self) -> bool:
        """Whether the account page opens."""
        return self.open("/account").status_code == 200
