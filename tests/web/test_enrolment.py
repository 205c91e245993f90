"""Joining by oneself: Dora from the shop floor answers customers an hour a day, and nobody had to make her a seat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from helpdesk.alarms import outgoing
from helpdesk.alarms.inviting import Inviting
from helpdesk.app import create_app
from helpdesk.config import Config
from helpdesk.desk import staffing
from helpdesk.records.enrolments import Enrolment
from helpdesk.records.events import Event
from helpdesk.records.staff import Staff, TeamMember
from helpdesk.secret_files import Secrets
from tests.alarms.receivers import Received, mail_server
from tests.cast import Office
from tests.web.browser import SECRET_KEY, Browser
from tests.web.customers import writes

ADDRESS = "dora@brightbyte.example"


class Desk:
    """A desk that people may join."""

    def __init__(self, office: Office, folder: Path, mails: Received, **enrolment: Any) -> None:
        self.office, self.mails = office, mails
        self.config = Config.model_validate(
            {"desk": {"name": "Brightbyte", "data": folder, "undo_seconds": 0},
             "mail": {"host": "127.0.0.1", "port": mails.port, "security": "none", "sender": "desk@brightbyte.example"},
             "alarms": {"address": "http://127.0.0.1"},
             "enrolment": {"domains": ["brightbyte.example"], "teams": ["orders"], **enrolment}}
        )  # fmt: skip
        self.app = create_app(self.config, office.database, office.clock, secret_key=SECRET_KEY)
        inviting = outgoing.inviting(self.config, office.database, office.clock, Secrets(folder))
        assert inviting is not None
        self.inviting: Inviting = inviting

    def asks(self, email: str = ADDRESS, name: str = "Dora") -> str:
        """Somebody asks; where the link in their mail leads, "" when none came."""
        before = len(self.mails.mails)
        answer = Browser(self.app).send("/join", name=name, email=email)
        assert answer.status_code == 200, answer.text
        while self.inviting.step():
            pass
        (found,) = [self._link(mail) for mail in self.mails.mails[before:]] or [""]
        return found

    @staticmethod
    def _link(mail: Any) -> str:
        found = re.search(r"http://127\.0\.0\.1(/join/\S+)", str(mail.get_content()))
        assert found
        return found[1]

    def joins(self, link: str, **form: str) -> tuple[Browser, int]:
        browser = Browser(self.app)
        answer = browser.send(link, **{"rules": "read", "daily_ceiling": "2", "topic": "delivery", **form})
        return browser, answer.status_code

    def person(self, email: str = ADDRESS) -> Any:
        with self.office.database.reading() as connection:
            return connection.execute(select(Staff).where(Staff.email == email)).one_or_none()


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Any:
    with mail_server() as mails:
        yield Desk(office, tmp_path, mails)


def test_dora_joins_with_her_work_address_and_has_read_the_rules(desk: Desk) -> None:
    link = desk.asks()
    page = Browser(desk.app).open(link).text
    assert "Never write names, addresses" in page
    assert "your first 5 answers" in page
    assert "Everything else" not in page, "nobody knows everything else best"
    browser, status = desk.joins(link)
    assert status == 303
    assert browser.is_signed_in()
    dora = desk.person()
    assert (dora.name, dora.role, dora.supervised, dora.own_topics, dora.own_daily_ceiling) == (
        "Dora", "agent", 5, "delivery", 2,
    )  # fmt: skip
    with desk.office.database.reading() as connection:
        teams = connection.execute(select(TeamMember.team_id).where(TeamMember.staff_id == dora.id)).scalars().all()
        event = connection.execute(select(Event).where(Event.kind == "enrolled")).one()
    assert teams == [desk.office.teams["orders"]]
    assert (event.staff_id, len(event.data["rules"])) == (dora.id, 64)
    assert desk.joins(link)[1] == 404, "a link works once"


@pytest.mark.parametrize(
    ("asked", "subject", "words"),
    [
        ("de-AT,de;q=0.9", "Am Desk von Brightbyte mitmachen", "Er gilt einmal, binnen 24 Stunden."),
        ("en", "Join the desk of Brightbyte", "It works once, within 24 hours."),
    ],
)
def test_the_mail_is_in_the_language_of_the_page_on_which_she_asked(
    desk: Desk, asked: str, subject: str, words: str
) -> None:
    browser = Browser(desk.app)
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    browser.send("/join", name="Dora", email=ADDRESS)
    assert desk.inviting.step()
    (mail,) = desk.mails.mails
    assert mail["Subject"] == subject
    assert words in mail.get_content()
    assert desk.joins(desk._link(mail))[1] == 303


def test_the_house_s_own_rules_are_told_as_they_are_written_and_ours_in_her_language(desk: Desk) -> None:
    browser = Browser(desk.app)
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    link = desk.asks()
    assert "Schreiben Sie nie öffentlich Namen" in browser.open(link).text
    own = Desk(desk.office, desk.config.desk.data, desk.mails, rules="Be kind.")
    browser.app = own.app
    browser.client = own.app.test_client()
    assert "<li>Be kind.</li>" in browser.open(link, **{"Accept-Language": "de"}).text


def test_she_gets_what_she_knows_best_and_no_more_a_day_than_she_said(desk: Desk) -> None:
    desk.joins(desk.asks())
    dora = desk.person()
    for number in range(6):
        writes(desk.office, f"@brightbyte where is my parcel {number}", handle=f"carl{number}")
    assert desk.person().holding == 2
    desk.office.clock.forward(hours=24)
    writes(desk.office, "@brightbyte my parcel, please", handle="eve")
    assert desk.person().holding == 3
    assert dora.id


@pytest.mark.parametrize("form", [{"rules": ""}, {"daily_ceiling": "0"}, {"daily_ceiling": "x"}, {"topic": "nothing"}])
def test_nobody_joins_without_the_rules_or_with_what_is_no_answer(desk: Desk, form: dict[str, str]) -> None:
    link = desk.asks()
    assert desk.joins(link, **form)[1] == 422
    assert desk.person() is None
    assert desk.joins(link)[1] == 303, "the link is still good"


def test_the_page_does_not_tell_who_has_a_seat(desk: Desk) -> None:
    browser = Browser(desk.app)
    known = browser.send("/join", name="Ada", email="ada@brightbyte.example").text
    unknown = browser.send("/join", name="Ada", email="nobody@brightbyte.example").text
    assert re.sub(r'content="[^"]+"|value="[^"]+"', "", known) == re.sub(r'content="[^"]+"|value="[^"]+"', "", unknown)


def test_whose_seat_was_taken_away_cannot_join_again(desk: Desk, office: Office) -> None:
    with office.database.writing() as connection:
        staffing.deactivate(connection, office.ben, office.clock.now())
    assert desk.asks("ben@brightbyte.example") == ""


def test_only_addresses_of_the_house_can_join(desk: Desk) -> None:
    for email in ("dora@elsewhere.example", "dora@brightbyte.example.evil.example", "a@b@elsewhere.example", "dora"):
        assert Browser(desk.app).send("/join", name="Dora", email=email).status_code == 422
    assert desk.asks("Dora@BRIGHTBYTE.example") != ""


def test_a_mailbox_is_not_filled_and_an_old_link_ends_with_the_next_one(desk: Desk, office: Office) -> None:
    links = [desk.asks() for _ in range(5)]
    assert [bool(link) for link in links] == [True, True, True, False, False]
    assert desk.joins(links[0])[1] == 404
    office.clock.forward(hours=25)
    assert desk.joins(links[2])[1] == 404, "too old"
    assert desk.joins(desk.asks())[1] == 303


def test_no_token_is_written_anywhere(desk: Desk, office: Office) -> None:
    token = desk.asks().rpartition("/")[2]
    with office.database.reading() as connection:
        for table in (Enrolment, Event):
            assert token not in str(connection.execute(select(table.__table__)).all())


def test_a_mail_that_was_not_taken_is_sent_again_with_a_new_link(desk: Desk, office: Office) -> None:
    desk.mails.answers = [451]
    assert desk.asks() == ""
    office.clock.forward(minutes=1)
    assert desk.inviting.step()
    assert len(desk.mails.mails) == 1
    assert desk.joins(desk._link(desk.mails.mails[0]))[1] == 303


def test_a_worker_that_died_while_mailing_is_followed_by_another_link(desk: Desk, office: Office) -> None:
    Browser(desk.app).send("/join", name="Dora", email=ADDRESS)
    with office.database.writing() as connection:
        connection.execute(update(Enrolment).values(state="inviting", tries=1, token_hash="gone"))
    assert not desk.inviting.step()
    office.clock.forward(minutes=6)
    assert desk.inviting.step()
    assert desk.joins(desk._link(desk.mails.mails[0]))[1] == 303


def test_without_mail_an_admin_hands_the_link_over(desk: Desk, office: Office) -> None:
    with office.database.writing() as connection:
        number = staffing.add(
            connection, name="Olga", email="olga@brightbyte.example", role="admin", now=office.clock.now()
        )
    olga, mona, asking = Browser(desk.app), Browser(desk.app), Browser(desk.app)
    olga.follow_link(office, number)
    mona.follow_link(office, office.mona)
    asking.send("/join", name="<i>Dora", email=ADDRESS)
    assert "&lt;i&gt;Dora" in olga.open("/staff").text
    assert "Who wants to join" not in mona.open("/staff").text
    assert mona.send("/staff/enrolments/1/link").status_code == 403
    shown = olga.send("/staff/enrolments/1/link").text
    found = re.search(r'value="http://127\.0\.0\.1(/join/[^"]+)"', shown)
    assert found
    assert desk.joins(found[1])[1] == 303
    assert olga.send("/staff/enrolments/1/link").status_code == 409


def test_an_admin_says_no(desk: Desk, office: Office) -> None:
    with office.database.writing() as connection:
        number = staffing.add(
            connection, name="Olga", email="olga@brightbyte.example", role="admin", now=office.clock.now()
        )
    olga = Browser(desk.app)
    olga.follow_link(office, number)
    link = desk.asks()
    assert olga.send("/staff/enrolments/1/end").status_code == 303
    assert desk.joins(link)[1] == 404


def test_where_nobody_may_join_there_is_no_such_page(app: Flask, browser: Browser) -> None:
    for path in ("/join", "/join/token"):
        assert browser.open(path).status_code == 404
        assert browser.send(path).status_code == 404
    assert "Join with your work address" not in browser.open("/sign-in").text
