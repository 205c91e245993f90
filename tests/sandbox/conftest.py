"""The practice network for tests: a clock that is set by hand, a store, an application, a server over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient

from helpdesk.commands.serving import InBackground
from helpdesk.sandbox.publishing import NewPost, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.sandbox.practice import BRIGHTBYTE, DEALS, Caller, nine_o_clock


@pytest.fixture
def clock() -> SetClock:
    return nine_o_clock()


@pytest.fixture
def store(tmp_path: Path, clock: SetClock) -> Iterator[Store]:
    opened = Store(tmp_path / "practice.sqlite3", clock)
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, clock: SetClock) -> Flask:
    return create_app(store, accounts=[BRIGHTBYTE, DEALS], clock=clock, faults=True)


@pytest.fixture
def service(app: Flask) -> Caller:
    return Caller(app.test_client(), BRIGHTBYTE.token)


@pytest.fixture
def offers(app: Flask) -> Caller:
    return Caller(app.test_client(), DEALS.token)


@pytest.fixture
def carl(store: Store, app: Flask, clock: SetClock) -> Callable[..., str]:
    """Carl writes a post; gives its id."""

    def write(text: str, **more: object) -> str:
        return str(publish(store, NewPost("carl", "Carl", text, **more), clock.now()).id)

    return write


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serves an application as the desk does, on a free port; gives its address."""
    running = []

    def start(application: Flask) -> str:
        server = waitress.create_server(application, host="127.0.0.1", port=0, threads=8)
        running.append(InBackground(server, "practice network"))
        return f"http://127.0.0.1:{server.effective_port}"

    yield start
    for serving in running:
        serving.stop()


@pytest.fixture
def wire(app: Flask, serve: Callable[[Flask], str]) -> Iterator[httpx2.Client]:
    """The service account over real HTTP."""
    headers = {"Authorization": f"Bearer {BRIGHTBYTE.token}"}
    with httpx2.Client(base_url=serve(app), headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who opens the page for the first time."""
    return app.test_client()
