"""What a cookie is good for, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select

from helpdesk.records.sign_ins import SignIn
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import ADDRESS, Browser, desk_app

ADA = "ada@brightbyte.example"


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, ada: Browser) -> None:
    thief = Browser(app)
    thief.cookie = ada.cookie
    assert thief.is_signed_in()
    assert ada.send("/sign-out").location == "/sign-in"
    assert not ada.is_signed_in()
    assert not thief.is_signed_in()


def test_signing_in_gives_a_new_cookie_and_ends_the_old_one(app: Flask, office: Office, ada: Browser) -> None:
    planted = ada.cookie
    ada.follow_link(office, office.ben)
    thief = Browser(app)
    thief.cookie = planted
    assert "Ben" in ada.open("/account").text
    assert not thief.is_signed_in()


def test_a_token_planted_before_signing_in_gains_nothing(app: Flask, office: Office, browser: Browser) -> None:
    browser.open("/sign-in")
    planted = browser.cookie
    browser.follow_link(office, office.ada)
    thief = Browser(app)
    thief.cookie = planted
    assert browser.is_signed_in()
    assert not thief.is_signed_in()


def test_signing_out_everywhere_means_everywhere(app: Flask, ada: Browser) -> None:
    elsewhere = Browser(app)
    elsewhere.sign_in(ADA)
    assert elsewhere.is_signed_in()
    ada.send("/account/sign-out-everywhere")
    assert not ada.is_signed_in()
    assert not elsewhere.is_signed_in()


def test_a_sign_in_ends_when_it_is_not_used(office: Office, ada: Browser) -> None:
    office.clock.forward(hours=7, minutes=59)
    assert ada.is_signed_in()
    office.clock.forward(hours=7, minutes=59)
    assert ada.is_signed_in()
    office.clock.forward(hours=8)
    assert not ada.is_signed_in()


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(office: Office, ada: Browser) -> None:
    for _ in range(2):
        office.clock.forward(hours=4)
        ada.open("/account", **{"X-Requested-With": "fetch"})
    assert not ada.is_signed_in()


def test_a_sign_in_ends_after_a_week_however_much_it_is_used(office: Office, ada: Browser) -> None:
    for _ in range(27):
        office.clock.forward(hours=6)
        assert ada.is_signed_in()
    office.clock.forward(hours=6)
    assert not ada.is_signed_in()


def test_only_hashes_are_kept(office: Office, ada: Browser) -> None:
    with office.database.reading() as connection:
        hashes = connection.execute(select(SignIn.token_hash)).scalars().all()
    with ada.client.session_transaction(base_url=ADDRESS) as cookie:
        token = cookie["_user_id"]
    assert len(token) >= 43, "256 bits"
    assert token not in hashes
    assert all(len(kept) == 64 for kept in hashes)


def test_being_seen_is_written_down_every_few_minutes_only(office: Office, ada: Browser) -> None:
    def last_seen() -> timedelta:
        with office.database.reading() as connection:
            newest = connection.execute(select(func.max(SignIn.seen_at))).scalar_one()
        return office.clock.now() - newest

    office.clock.forward(minutes=4)
    ada.open("/account")
    assert last_seen() == timedelta(minutes=4)
    office.clock.forward(minutes=1)
    ada.open("/account")
    assert last_seen() == timedelta(0)


def test_over_https_the_cookie_belongs_to_this_host_alone(office: Office) -> None:
    app = desk_app(office.database, office.clock, https=True)
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-helpdesk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_who_it_is_costs_one_query_a_request(office: Office, ada: Browser) -> None:
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "sign_ins" in statement:
            asked.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", listen)
    ada.open("/account")
    event.remove(office.database.engine, "before_cursor_execute", listen)
    assert len(asked) == 1
    assert asked[0].startswith("SELECT")
    assert "staff.active" in asked[0]


def test_a_form_token_from_before_signing_in_is_worthless_afterwards(office: Office, browser: Browser) -> None:
    planted = browser.token()
    browser.follow_link(office, office.ada)
    answer = browser.client.post("/account/duty", base_url=ADDRESS, data={"csrf_token": planted})
    assert answer.status_code == 400
    assert browser.is_signed_in()


def test_a_password_is_kept_as_argon2id_of_the_strength_we_ask_for(office: Office, ada: Browser) -> None:
    with office.database.reading() as connection:
        kept = connection.execute(select(Staff.password).where(Staff.id == office.ada)).scalar_one()
    assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert ada.is_signed_in()
