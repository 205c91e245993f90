"""Reports that are kept: Mona gives one a name, opens it next week, shows it to Olga, and has it mailed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.desk import saving_reports, staffing
from helpdesk.records.saved_reports import SavedReport
from tests.cast import Office
from tests.web.browser import Browser


def signed_in(app: Flask, office: Office, staff_id: int) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, staff_id)
    return browser


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    return signed_in(app, office, office.mona)


def kept(browser: Browser, address: str, name: str = "Weeks", **more: str) -> int:
    """Presses the button on a page; the status of the answer."""
    page = browser.open(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(page|query)" value="([^"]*)">', page))
    fields = {field: unescape(value) for field, value in hidden.items()}
    return browser.send("/reports/saved", name=name, **fields, **more).status_code


def link(page: str, name: str) -> str:
    found = re.search(rf'<a href="([^"]+)"><bdi>{name}</bdi>', page)
    assert found
    return unescape(found[1])


def test_a_kept_report_is_of_the_days_it_was_asked_for_whenever_it_is_opened(
    app: Flask, office: Office, mona: Browser
) -> None:
    assert kept(mona, "/reports/response-times?by=topic&span=week&kind=any&team=1") == 303
    address = link(mona.open("/reports/saved").text, "Weeks")
    assert address == "/reports/response-times?by=topic&span=week&kind=any&team=1"
    assert "2026-02-23 to 2026-03-01" in mona.open(address).text
    office.clock.forward(days=7)
    later = signed_in(app, office, office.mona)
    assert "2026-03-02 to 2026-03-08" in later.open(address).text


@pytest.mark.parametrize("page", ["/reports/volume?span=month", "/reports/changed?from=2026-02-01&to=2026-02-02"])
def test_other_reports_can_be_kept_too(mona: Browser, page: str) -> None:
    assert kept(mona, page) == 303
    listed = mona.open("/reports/saved").text
    assert link(listed, "Weeks") == page
    assert "only response times can be mailed" in listed


def test_one_is_for_oneself_unless_it_is_shared(app: Flask, office: Office, mona: Browser) -> None:
    with office.database.writing() as connection:
        number = staffing.add(
            connection, name="Olga", email="olga@brightbyte.example", role="admin", now=office.clock.now()
        )
    olga = signed_in(app, office, number)
    assert kept(mona, "/reports/response-times?by=team", "Mine") == 303
    assert kept(mona, "/reports/response-times?by=team", "Ours <b>", shared="yes") == 303
    page = olga.open("/reports/saved").text
    assert "Mine" not in page
    assert "Ours &lt;b&gt;" in page
    with office.database.reading() as connection:
        ours = connection.execute(select(SavedReport.id).where(SavedReport.shared)).scalar_one()
    assert olga.send(f"/reports/saved/{ours}/mail", mailed="daily", hour="8").status_code == 422
    olga.send(f"/reports/saved/{ours}/removal")
    assert "Ours" in mona.open("/reports/saved").text, "only hers to let go of"
    mona.send(f"/reports/saved/{ours}/removal")
    assert "Ours" not in mona.open("/reports/saved").text


def test_mona_says_how_often_it_is_mailed(office: Office, mona: Browser) -> None:
    kept(mona, "/reports/response-times?span=week")
    assert mona.send("/reports/saved/1/mail", mailed="weekly", hour="7").status_code == 303
    page = mona.open("/reports/saved").text
    assert re.search(r'<option value="weekly" selected>weekly', page)
    assert "No mail server is set up" in page
    kept(mona, "/reports/response-times?span=month")
    with office.database.reading() as connection:
        (row,) = connection.execute(select(SavedReport)).all()
    assert (row.query, row.mailed, row.mail_hour) == ("span=month", "weekly", 7), "the same name is the same report"


def test_mona_gives_hers_another_name_and_nobody_elses(app: Flask, office: Office, mona: Browser) -> None:
    kept(mona, "/reports/response-times?span=week", "Weeks")
    mona.send("/reports/saved/1/mail", mailed="weekly", hour="7")
    kept(mona, "/reports/volume?span=month", "Months", shared="yes")
    assert 'action="/reports/saved/1/name"' in mona.open("/reports/saved").text
    assert mona.send("/reports/saved/1/name", name="  Weeks <b> of  us ").status_code == 303
    page = mona.open("/reports/saved").text
    assert link(page, "Weeks &lt;b&gt; of us") == "/reports/response-times?span=week"
    assert re.search(r'<option value="weekly" selected>weekly', page), "it is mailed as before"
    with office.database.writing() as connection:
        number = staffing.add(
            connection, name="Olga", email="olga@brightbyte.example", role="admin", now=office.clock.now()
        )
    olga = signed_in(app, office, number)
    assert "/name" not in olga.open("/reports/saved").text
    assert olga.send("/reports/saved/2/name", name="Olga's").status_code == 422
    assert link(olga.open("/reports/saved").text, "Months")


@pytest.mark.parametrize("wrong", ["", " ", "x" * 61, "a\u202eb", "Months"])
def test_what_is_no_name_leaves_the_old_one(mona: Browser, wrong: str) -> None:
    kept(mona, "/reports/response-times", "Weeks")
    kept(mona, "/reports/volume", "Months")
    refused = mona.send("/reports/saved/1/name", name=wrong)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert link(refused.text, "Weeks")
    assert link(refused.text, "Months")
    assert mona.send("/reports/saved/1/name", name="Weeks").status_code == 303, "its own name is no other's"


def test_what_was_done_is_told_in_german(mona: Browser) -> None:
    mona.send("/account/language", language="de")
    mona.open("/account")
    told = []
    kept(mona, "/reports/response-times", "Weeks")
    for path, fields in (("name", {"name": "Days"}), ("mail", {"mailed": "daily", "hour": "8"}), ("removal", {})):
        told.append(re.search(r'role="status"><span>(.*?)</span>', mona.open("/reports/saved").text))
        assert mona.send(f"/reports/saved/1/{path}", **fields).status_code == 303
    assert [found and found[1] for found in told] == [
        "Der Bericht ist gemerkt.", "Der Bericht hat seinen neuen Namen.", "Das gilt ab dem nächsten Mal.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "x" * 61}, {"name": "a\u202eb"}, {"page": "people"}, {"page": ""},
        {"query": "q=" + "x" * 3_000},
    ],
)  # fmt: skip
def test_what_is_no_report_is_not_kept(mona: Browser, wrong: dict[str, str]) -> None:
    assert mona.send("/reports/saved", **{"name": "A", "page": "volume", "query": "", **wrong}).status_code == 422


@pytest.mark.parametrize("wrong", [{"mailed": "hourly"}, {"hour": "24"}, {"hour": "x"}, {"hour": "-1"}])
def test_what_is_no_rhythm_is_not_kept(mona: Browser, wrong: dict[str, str]) -> None:
    kept(mona, "/reports/response-times")
    assert mona.send("/reports/saved/1/mail", **{"mailed": "daily", "hour": "8", **wrong}).status_code == 422


def test_nobody_keeps_without_end(office: Office, mona: Browser) -> None:
    with office.database.writing() as connection:
        for number in range(saving_reports.MOST):
            given = {"shared": False, "acting": office.mona, "at": office.clock.now()}
            saving_reports.save(connection, f"No. {number}", "volume", "", **given)  # type: ignore[arg-type]
    assert kept(mona, "/reports/volume", "One more") == 422


def test_agents_keep_no_reports(ada: Browser) -> None:
    assert ada.open("/reports/saved").status_code == 403
    assert ada.send("/reports/saved", name="A", page="volume", query="").status_code == 403
