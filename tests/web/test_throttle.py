"""Guessing leads nowhere, and locks nobody out for good."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from helpdesk.desk import signing_in
from helpdesk.records.sign_ins import SignInFailure
from helpdesk.web.throttle import FAILURES_BY_ADDRESS
from tests.cast import Office
from tests.web.browser import ADDRESS, Browser

ADA = "ada@brightbyte.example"


def test_a_password_is_not_taken_after_ten_wrong_ones_until_some_time_has_passed(
    app: Flask, office: Office, ada: Browser
) -> None:
    guesser = Browser(app)
    for _ in range(signing_in.FAILURES):
        assert guesser.sign_in(ADA, "a wrong password").status_code == 422
    locked = guesser.sign_in(ADA)
    assert locked.status_code == 422, "the right password, too late"
    assert ada.is_signed_in(), "whoever is in stays in"
    assert Browser(app).follow_link(office, office.ada).status_code == 302, "a link still works"
    office.clock.forward(minutes=15)
    assert Browser(app).sign_in(ADA).status_code == 302


def test_guessing_one_name_locks_no_other_and_success_clears_nothing(app: Flask, office: Office, ada: Browser) -> None:
    browser = Browser(app)
    for _ in range(signing_in.FAILURES - 1):
        browser.sign_in(ADA, "a wrong password")
    assert Browser(app).sign_in(ADA).status_code == 302
    browser.sign_in(ADA, "a wrong password")
    assert Browser(app).sign_in(ADA).status_code == 422
    with office.database.reading() as connection:
        assert not signing_in.locked(connection, office.ben, office.clock.now())


def test_failures_are_counted_for_a_while_also_those_for_nobody(office: Office, browser: Browser) -> None:
    def counted() -> list[int | None]:
        with office.database.reading() as connection:
            return list(connection.execute(select(SignInFailure.staff_id).order_by(SignInFailure.id)).scalars())

    for email in (ADA, "nobody@brightbyte.example"):
        browser.sign_in(email, "a wrong password")
    assert counted() == [office.ada, None], "as much work for either, or the time it takes would tell"
    office.clock.forward(minutes=15)
    browser.sign_in(ADA, "a wrong password")
    assert counted() == [office.ada]


def test_one_address_can_not_try_many_names(app: Flask, ada: Browser) -> None:
    allowed = int(FAILURES_BY_ADDRESS.split()[0])
    guesser = Browser(app)
    token = guesser.token()

    def guess(number: int) -> int:
        form = {"csrf_token": token, "email": f"staff{number}@brightbyte.example", "password": "guess" * 3}
        spoofed = {"X-Forwarded-For": f"10.0.0.{number}"}
        return guesser.client.post("/sign-in", base_url=ADDRESS, data=form, headers=spoofed).status_code

    answers = [guess(number) for number in range(allowed + 1)]
    assert answers == [422] * allowed + [429]
    assert guesser.open("/sign-in").status_code == 200
    assert ada.send("/sign-out").status_code == 302, "who is in may leave"


def test_signing_in_well_uses_up_no_tries(app: Flask, office: Office) -> None:
    answers = [Browser(app).follow_link(office, office.ada).status_code for _ in range(25)]
    assert answers == [302] * 25
