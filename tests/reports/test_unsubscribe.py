"""A mailed report is stopped from the mail itself, without a sign-in: by one click, and by nobody else's link."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import Signer
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

from helpdesk.desk import saving_reports
from helpdesk.records.events import Event
from helpdesk.records.saved_reports import DAILY, MAIL_CHOSEN, NEVER, WEEKLY, SavedReport
from helpdesk.records.staff import Staff
from tests.alarms.receivers import Received
from tests.cast import Office
from tests.reports.mornings import Morning, words
from tests.web.browser import ADDRESS, SECRET_KEY, Browser, desk_app

DESK = "https://desk.example"


@pytest.fixture
def app(office: Office) -> Flask:
    """The web process, with the key that the worker has, too."""
    return desk_app(office.database, office.clock)


def path_in(mail: EmailMessage) -> str:
    """The link as it went over the wire: what is parsed is put together again."""
    written = dict(mail.raw_items())["List-Unsubscribe"]
    found = re.fullmatch(rf"<{DESK}(/unsubscribe/\S+)>", str(written).strip())
    assert found, written
    return found[1]


def clicked(app: Flask, path: str) -> TestResponse:
    """What a mail program sends: no cookie, no form token."""
    return app.test_client().post(path, base_url=ADDRESS, data={"List-Unsubscribe": "One-Click"})


def chosen(office: Office, number: int, mailed: str) -> None:
    with office.database.writing() as connection:
        saving_reports.mail(connection, number, mailed, 8, acting=office.mona, at=office.clock.now())


def test_one_click_in_the_mail_program_stops_them_and_keeps_the_report(
    app: Flask, office: Office, morning: Morning
) -> None:
    morning.keeps()
    (mail,) = morning.works(days=1)
    path = path_in(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{DESK}{path}" in words(mail, "plain")
    assert f'href="{DESK}{path}"' in words(mail, "html")
    stopped = clicked(app, path)
    assert stopped.status_code == 200
    assert "These mails are stopped" in stopped.text
    assert morning.works(days=3) == []
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    page = mona.open("/reports/saved").text
    assert "Mornings" in page
    assert '<option value="never" selected>' in page
    with office.database.reading() as connection:
        chosen_so_far = select(Event.staff_id, Event.data).where(Event.kind == MAIL_CHOSEN).order_by(Event.id)
        told = connection.execute(chosen_so_far).all()[-1]
    assert told == (office.mona, {"report": 1, "mailed": "never", "by": "link"})


def test_opening_the_link_asks_and_changes_nothing(app: Flask, morning: Morning) -> None:
    morning.keeps()
    path = path_in(morning.works(days=1)[0])
    scanner = app.test_client()
    asked = scanner.get(path, base_url=ADDRESS, headers={"Accept-Language": "de"})
    assert scanner.head(path, base_url=ADDRESS).status_code == 200
    assert asked.status_code == 200
    assert "Die Mails von <bdi>Mornings</bdi> abbestellen?" in asked.text
    assert f'<form method="post" action="{path}">' in asked.text
    assert len(morning.works(days=1)) == 1


def test_a_link_that_is_not_ours_stops_nothing(app: Flask, morning: Morning) -> None:
    morning.keeps()
    path = path_in(morning.works(days=1)[0])
    choice, signature = path.removeprefix("/unsubscribe/").split(".")
    forged = [
        "", ".", choice, f"{choice}.", f"{int(choice) + 1}.{signature}", f"0{choice}.{signature}", f".{signature}",
        f"{choice}.{signature[:-2]}", f"{choice}.{signature}x", "%00", "\u202e.\u00e4", "%ff.%fe", "9" * 5_000,
        Signer("another key", salt="unsubscribe").sign(choice).decode(),
        Signer(SECRET_KEY, salt="cookie-session").sign(choice).decode(),
    ]  # fmt: skip
    for token in forged:
        assert clicked(app, f"/unsubscribe/{token}").status_code == 404, token
        assert app.test_client().get(f"/unsubscribe/{token}", base_url=ADDRESS).status_code == 404, token
    assert len(morning.works(days=1)) == 1
    assert clicked(app, path).status_code == 200
    assert morning.works(days=1) == []


def test_an_old_link_holds_until_the_mails_end_and_never_stops_those_chosen_anew(
    app: Flask, office: Office, morning: Morning
) -> None:
    number = morning.keeps()
    old = path_in(morning.works(days=1)[0])
    chosen(office, number, WEEKLY)
    chosen(office, number, DAILY)
    morning.works()
    assert clicked(app, old).status_code == 200
    assert morning.works(days=1) == [], "it stops them also after another day or hour was chosen"
    chosen(office, number, DAILY)
    morning.works()
    assert "These mails are stopped" in clicked(app, old).text
    (mail,) = morning.works(days=1)
    new = path_in(mail)
    chosen(office, number, NEVER)
    chosen(office, number, DAILY)
    morning.works()
    clicked(app, new)
    assert len(morning.works(days=1)) == 1


def test_a_link_stops_the_mails_of_its_own_report_alone(app: Flask, office: Office, morning: Morning) -> None:
    number = morning.keeps()
    old = path_in(morning.works(days=1)[0])
    with office.database.writing() as connection:
        saving_reports.remove(connection, number, acting=office.mona)
    office.clock.forward(minutes=1)
    with office.database.writing() as connection:  # another one, which SQLite gives the number that became free
        row = {"name": "Later", "page": "response-times", "query": "span=yesterday", "shared": False, "mailed": DAILY}
        connection.execute(
            insert(SavedReport).values(
                id=number, staff_id=office.mona, mail_hour=8, mailed_for="", created_at=office.clock.now(), **row
            )
        )
    chosen(office, number, DAILY)
    morning.works()
    clicked(app, old)
    assert len(morning.works(days=1)) == 1
    with office.database.writing() as connection:
        connection.execute(update(SavedReport).values(staff_id=office.ben))
        connection.execute(update(Staff).where(Staff.id == office.ben).values(role="manager"))
    clicked(app, path_in(morning.mails.mails[-1]))
    with office.database.reading() as connection:
        assert connection.execute(select(SavedReport.mailed)).scalar_one() == DAILY, "Mona's link is none for Ben's"


def test_who_left_stops_theirs_and_finds_it_stopped_when_they_come_back(
    app: Flask, office: Office, morning: Morning
) -> None:
    morning.keeps()
    path = path_in(morning.works(days=1)[0])
    office.leaves(office.mona)
    assert "Mornings" in app.test_client().get(path, base_url=ADDRESS).text
    assert clicked(app, path).status_code == 200
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(active=True))
    assert morning.works(days=2) == []


@pytest.mark.parametrize(
    ("address", "key", "has_link", "one_click"),
    [("http://desk.example/", SECRET_KEY, True, False), ("", SECRET_KEY, False, False), (DESK, None, False, False)],
)
def test_a_mail_promises_no_click_that_could_not_work(
    office: Office, tmp_path: Path, mails: Received, address: str, key: str | None, has_link: bool, one_click: bool
) -> None:
    """RFC 8058 wants https; a worker without the key of the pages can make no link that they know."""
    morning = Morning(office, tmp_path, mails, address=address, session_key=key)
    morning.keeps()
    (mail,) = morning.works(days=1)
    assert (mail["List-Unsubscribe"] is not None) == has_link
    assert (mail["List-Unsubscribe-Post"] is not None) == one_click
    assert ("/unsubscribe/" in words(mail, "plain")) == has_link
    assert "//unsubscribe" not in words(mail, "html")


def test_a_link_is_one_word_of_the_header_however_long_it_is(office: Office, tmp_path: Path, mails: Received) -> None:
    address = f"https://{'desk-' * 30}.example"
    morning = Morning(office, tmp_path, mails, address=address)
    morning.keeps()
    (mail,) = morning.works(days=1)
    written = str(dict(mail.raw_items())["List-Unsubscribe"])
    assert re.fullmatch(rf"<{address}/unsubscribe/\d+\.[\w-]+>", written.strip())
