"""What people set for themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.desk import signing_in
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import PASSWORD, Browser


def kept(office: Office) -> tuple[str, str, str, bool]:
    with office.database.reading() as connection:
        row = connection.execute(
            select(Staff.name, Staff.initials, Staff.role, Staff.on_duty).where(Staff.id == office.ada)
        ).one()
    return row.name, row.initials, row.role, row.on_duty


def test_ada_changes_her_name_and_initials(office: Office, ada: Browser) -> None:
    assert ada.send("/account", name=" Ada  <Lovelace> ", initials="ALo").status_code == 302
    assert kept(office)[:2] == ("Ada <Lovelace>", "ALo")
    assert "Ada &lt;Lovelace&gt;" in ada.open("/account").text


def test_fields_that_the_form_does_not_have_change_nothing(office: Office, ada: Browser) -> None:
    ada.send("/account", name="Ada", initials="AL", role="admin", active="0", id="2", on_duty="no")
    assert kept(office) == ("Ada", "AL", "agent", True)


@pytest.mark.parametrize(("name", "initials"), [("", "A"), ("Ada", "ABCDE"), ("Ada", "^A"), ("A" * 81, "A")])
def test_a_name_that_is_none_is_refused(office: Office, ada: Browser, name: str, initials: str) -> None:
    assert ada.send("/account", name=name, initials=initials).status_code == 422
    assert kept(office)[:2] == ("Ada", "AL")


def test_ada_goes_off_duty_and_comes_back(office: Office, ada: Browser) -> None:
    ada.send("/account/duty", on_duty="no")
    assert kept(office)[3] is False
    assert "Go on duty" in ada.open("/account").text
    ada.send("/account/duty", on_duty="yes")
    assert kept(office)[3] is True


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 129])
def test_a_password_of_the_wrong_length_is_refused(ada: Browser, password: str) -> None:
    answer = ada.send("/account/password", current=PASSWORD, password=password)
    assert answer.status_code == 422
    assert "12 to 128" in answer.text


def test_any_character_may_be_part_of_a_password(ada: Browser) -> None:
    odd = "\x00 ♥ ﬁ \u202e 👩‍💻 é"
    assert ada.send("/account/password", current=PASSWORD, password=odd).status_code == 302
    assert Browser(ada.app).sign_in("ada@brightbyte.example", odd).status_code == 302


def test_changing_a_password_needs_the_current_one(ada: Browser) -> None:
    for current in ("", "not her password"):
        answer = ada.send("/account/password", current=current, password="another long password")
        assert answer.status_code == 403
    assert Browser(ada.app).sign_in("ada@brightbyte.example").status_code == 302


def test_the_current_password_can_not_be_guessed_at_leisure(ada: Browser) -> None:
    for _ in range(signing_in.FAILURES):
        ada.send("/account/password", current="not her password", password="another long password")
    answer = ada.send("/account/password", current=PASSWORD, password="another long password")
    assert answer.status_code == 403
    assert "wait 15 minutes" in answer.text


def test_nobody_sets_anything_without_signing_in(browser: Browser) -> None:
    for path in ("/account", "/account/zone", "/account/duty", "/account/password", "/account/sign-out-everywhere"):
        assert browser.send(path, name="Eve", initials="EV").location == "/sign-in"
