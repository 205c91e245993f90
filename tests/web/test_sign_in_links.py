"""One-time links: for whoever has no password yet, or has forgotten it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.desk import staffing
from helpdesk.records.events import Event
from helpdesk.records.sign_ins import SignInLink
from tests.cast import Office
from tests.web.browser import ADDRESS, Browser


def new_link(office: Office, staff_id: int) -> str:
    with office.database.writing() as connection:
        return staffing.sign_in_link(connection, staff_id, office.clock.now())


def test_opening_a_link_uses_nothing_up(office: Office, browser: Browser) -> None:
    token = new_link(office, office.ada)
    for _ in range(3):
        robot = browser.open(f"/sign-in/link/{token}")
        assert robot.status_code == 200
        assert "Sign in as Ada" in robot.text
        assert browser.client.head(f"/sign-in/link/{token}", base_url=ADDRESS).status_code == 200
    assert browser.send(f"/sign-in/link/{token}").location == "/account"
    assert "Set a password" in browser.open("/account").text


def test_a_link_works_once(app: Flask, office: Office, browser: Browser) -> None:
    token = new_link(office, office.ada)
    assert browser.send(f"/sign-in/link/{token}").status_code == 302
    second = Browser(app).send(f"/sign-in/link/{token}")
    wrong = Browser(app).open("/sign-in/link/no-such-link")
    assert (second.status_code, wrong.status_code) == (404, 404)
    assert "used already, is too old" in second.text


def test_a_link_is_good_for_a_day_and_kept_as_a_hash(office: Office, browser: Browser) -> None:
    token = new_link(office, office.ada)
    office.clock.forward(hours=24)
    assert browser.open(f"/sign-in/link/{token}").status_code == 404
    assert browser.send(f"/sign-in/link/{token}").status_code == 404
    with office.database.reading() as connection:
        kept = connection.execute(select(SignInLink.token_hash)).scalars().all()
        said = connection.execute(select(Event.data)).scalars().all()
    assert token not in str(kept) + str(said)


@pytest.mark.parametrize("token", ["%20", "[]", "null", "%00", "../x", "a" * 3_000])
def test_a_link_that_is_none_leads_nowhere(office: Office, browser: Browser, token: str) -> None:
    new_link(office, office.ada)
    assert browser.open(f"/sign-in/link/{token}").status_code == 404
