"""An agent's browser: a client of the pages, signed in by a one-time link as everybody is."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from helpdesk.app import create_app
from helpdesk.clock import SystemClock
from helpdesk.config import Config
from helpdesk.desk.staffing import sign_in_link
from helpdesk.records.database import Database

KEY = "the key of a benchmark"


def pages(database: Database) -> Flask:
    """The desk's own pages, as shipped."""
    return create_app(Config(), database, SystemClock(), secret_key=KEY)


def link(database: Database, staff_id: int) -> str:
    """The path of a one-time link for this person."""
    with database.writing() as connection:
        return f"/sign-in/link/{sign_in_link(connection, staff_id, SystemClock().now())}"


def sign_in(app: Flask, database: Database, staff_id: int) -> FlaskClient:
    """A client that has pressed the button behind the link."""
    client = app.test_client()
    path = link(database, staff_id)
    answer = client.post(path, data=hidden(client.get(path).text))
    assert answer.status_code == 302, answer.text
    return client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    named = [(re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)) for field in found]
    return {name.group(1): value.group(1) for name, value in named if name and value}
