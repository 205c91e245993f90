"""Who gets in, and who no longer does."""

from __future__ import annotations

import pytest
from flask import Flask

from helpdesk.desk import staffing
from tests.cast import Office
from tests.web.browser import PASSWORD, Browser

ADA = "ada@brightbyte.example"


def new_link(office: Office, staff_id: int) -> str:
    with office.database.writing() as connection:
        return staffing.sign_in_link(connection, staff_id, office.clock.now())


def test_ada_signs_in_with_her_password(app: Flask, ada: Browser) -> None:
    elsewhere = Browser(app)
    answer = elsewhere.sign_in("  ADA@brightbyte.example ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Ada" in elsewhere.open("/account").text


def test_a_stranger_is_sent_to_sign_in_and_brought_back(app: Flask, ada: Browser) -> None:
    stranger = Browser(app)
    answer = stranger.open("/account?tab=1")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/account?tab%3D1")
    assert 'value="/account?tab=1"' in stranger.open(answer.location).text
    assert stranger.sign_in(ADA, next="/account?tab=1").location == "/account?tab=1"


@pytest.mark.parametrize("headers", [{"X-Requested-With": "fetch"}, {"Accept": "application/json"}])
def test_our_javascript_gets_a_401_instead_of_a_page(browser: Browser, headers: dict[str, str]) -> None:
    answer = browser.open("/account", **headers)
    assert answer.status_code == 401
    assert answer.json == {"title": "You are signed out", "error": "Sign in, then do it again."}


def test_an_unknown_address_reads_like_a_wrong_password(app: Flask, ada: Browser) -> None:
    known, unknown = Browser(app), Browser(app)
    wrong = known.sign_in(ADA, "wrong password")
    nobody = unknown.sign_in("eve@brightbyte.example", "wrong password")
    assert wrong.status_code == nobody.status_code == 422
    tokens = (known.token(), unknown.token())

    def body(text: str, address: str) -> str:
        lines = [line for line in text.replace(address, "…").splitlines() if "csrf" not in line]
        return "\n".join(lines)

    assert all(tokens)
    assert body(wrong.text, ADA) == body(nobody.text, "eve@brightbyte.example")
    assert set(wrong.headers.keys()) == set(nobody.headers.keys())


def test_the_next_request_of_a_deactivated_person_is_refused(office: Office, ada: Browser) -> None:
    assert ada.is_signed_in()
    with office.database.writing() as connection:
        staffing.deactivate(connection, office.ada, office.clock.now())
    assert ada.open("/account").location.startswith("/sign-in")
    assert ada.open("/account", Accept="application/json").status_code == 401
    assert ada.sign_in(ADA).status_code == 422


def test_a_new_role_means_signing_in_anew(office: Office, ada: Browser) -> None:
    with office.database.writing() as connection:
        staffing.change_role(connection, office.ada, "manager", office.clock.now())
    assert not ada.is_signed_in()


def test_a_new_password_signs_out_everybody_else(app: Flask, office: Office, ada: Browser) -> None:
    thief = Browser(app)
    thief.cookie = ada.cookie
    link = new_link(office, office.ada)
    answer = ada.send("/account/password", current=PASSWORD, password="another long password")
    assert answer.status_code == 302
    assert ada.is_signed_in()
    assert not thief.is_signed_in()
    assert thief.open(f"/sign-in/link/{link}").status_code == 404
    assert Browser(app).sign_in(ADA, "another long password").status_code == 302


def test_somebody_without_a_password_has_none_that_works(browser: Browser) -> None:
    for guess in (" ", "None", "ada", PASSWORD):
        assert browser.sign_in(ADA, guess).status_code == 422


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "a" * 10_000, "' OR 1=1 --", "%", "\u202eada", "ada\x00@brightbyte.example"]
)
def test_odd_addresses_are_wrong_addresses(browser: Browser, email: str) -> None:
    assert browser.sign_in(email, "x").status_code == 422
