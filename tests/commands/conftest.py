"""Shells for the tests of the commands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from helpdesk.records.database import Database
from tests.commands.shell import Shell
from tests.databases import emptied, fast_folder


@pytest.fixture
def shell() -> Iterator[Shell]:
    """A desk on SQLite that nobody has started yet."""
    folder = fast_folder()
    yield Shell(folder)
    shutil.rmtree(folder)


@pytest.fixture
def on_postgres(shell: Shell, postgres: Database) -> Shell:
    """A desk on an empty PostgreSQL."""
    emptied(postgres)
    shell.database_url = postgres.url.render_as_string(hide_password=False)
    return shell


@pytest.fixture(params=["sqlite", "postgresql"])
def each_shell(request: pytest.FixtureRequest) -> Shell:
    """The same on either database."""
    found: Shell = request.getfixturevalue("shell" if request.param == "sqlite" else "on_postgres")
    return found
