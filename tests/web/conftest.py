"""The desk's pages, and Ada's browser."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Office
from tests.web.browser import PASSWORD, Browser, desk_app


@pytest.fixture
def app(office: Office) -> Flask:
    """The web process of the office."""
    return desk_app(office.database, office.clock)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app)


@pytest.fixture
def ada(app: Flask, office: Office) -> Browser:
    """The browser in which Ada signed in with a link and set her password."""
    browser = Browser(app)
    browser.follow_link(office, office.ada)
    assert browser.send("/account/password", password=PASSWORD).status_code == 302
    return browser
