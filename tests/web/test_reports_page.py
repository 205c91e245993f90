"""What Mona reads about response times."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update

from helpdesk.desk import closing
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes

REPORT = "/reports/response-times?from=2026-03-02&to=2026-03-02"


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def tiles(page: str) -> dict[str, str]:
    """The figures at the top."""
    shown = page[page.index('class="tiles"') :].split("</dl>")[0]
    return {text(name): text(value) for name, value in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown)}


def answered_after(office: Office, browser: Browser, minutes: float, handle: str) -> int:
    conversation = writes(office, "@brightbyte refund?", handle=handle)
    office.clock.forward(minutes=minutes)
    assert answer(browser, conversation, "It left today.").status_code == 303
    becomes(office, "sent")
    return conversation


def test_agents_read_no_reports(ada: Browser) -> None:
    assert ada.open(REPORT).status_code == 403
    assert "Reports" not in ada.open("/inbox").text


def test_without_customers_there_is_no_data_and_no_zero(mona: Browser) -> None:
    page = mona.open(REPORT).text
    shown = tiles(page)
    assert (shown["Median wait"], shown["9 of 10 within"], shown["In time"]) == ("no data before no data",) * 3
    assert "Nobody wrote in these days." in page


def test_the_waiting_are_counted_in(office: Office, ada: Browser, mona: Browser) -> None:
    answered_after(office, ada, 12, "carl")
    answered_after(office, ada, 40, "dora")
    writes(office, "@brightbyte refund? me too", handle="eve")
    office.clock.forward(minutes=90)
    page = mona.open(REPORT).text
    shown = tiles(page)
    counts = ("3 before 0", "2 before 0", "1 before 0")
    assert (shown["Customers who wrote"], shown["Answered"], shown["Still waiting"]) == counts
    assert shown["Median wait"] == "40 min 00 s before no data"
    assert shown["9 of 10 within"] == "not reached before no data"
    assert shown["In time"] == "33.3% 1 of 3 before no data"
    assert "Every wait here is of 2 answered customers and 1 customer still waiting." in text(page)


def test_who_needed_no_answer_is_left_out_and_named(office: Office, ada: Browser, mona: Browser) -> None:
    conversation = writes(office, "@brightbyte thanks!", handle="eve")
    with office.database.writing() as connection:
        closing.close(connection, conversation, "no_reply_needed", acting=office.ada, at=office.clock.now())
    page = mona.open(REPORT).text
    assert tiles(page)["Customers who wrote"] == "0 before 0"
    assert text(page[page.index("<tfoot>") : page.index("</tfoot>")]).endswith("1 0")


@pytest.mark.parametrize(
    ("by", "label"),
    [
        ("day", "2026-03-02"),
        ("week", "2026-03-02"),
        ("staff", "Ada"),
        ("team", "Orders"),
        ("topic", "Refunds"),
        ("account", "@brightbyte"),
        ("network", "practice"),
        ("priority", "high"),
        ("language", "en"),
        ("followers", "0 to 99"),
    ],
)
def test_every_grouping_has_its_table_and_its_chart(
    office: Office, ada: Browser, mona: Browser, by: str, label: str
) -> None:
    answered_after(office, ada, 5, "carl")
    page = mona.open(f"{REPORT}&by={by}").text
    table = page[page.index('<caption class="unseen">First responses') :].split("</tbody>")[0]
    assert label in table
    assert "5 min 00 s" in table
    assert re.search(
        r'<a class="chart-link"[^>]*aria-label="[^"]*: 5 min 00 s \(1 answered, 0 open\)"><rect class="chart-bar"', page
    )


@pytest.mark.parametrize(
    "period",
    [
        *(
            "from=yesterday",
            "from=2026-03-09&to=2026-03-02",
            "from=1900-01-01",
            "from=1826-01-01&to=2026-01-01",
            "to=%00",
        ),
        *("zone=Mars/Olympus", "kind=mood", "hour=168", "hour=-1", "hour=²", "topic=%00", f"language={'x' * 400}"),
    ],
)
def test_a_period_that_is_none_is_explained(mona: Browser, period: str) -> None:
    answer = mona.open(f"/reports/response-times?{period}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "What the figures mean" in answer.text
    assert mona.open(f"/reports/conversations?{period}").status_code == 422


def test_a_grouping_that_is_none_is_not_there(mona: Browser) -> None:
    assert mona.open("/reports/response-times?by=mood").status_code == 404


def test_one_click_leads_to_other_periods(mona: Browser) -> None:
    page = mona.open("/reports/response-times?by=staff").text
    assert "by=staff&amp;span=7" in page
    week = mona.open("/reports/response-times?by=staff&span=7").text
    assert "2026-02-24 to 2026-03-02" in week, "seven days, today included"
    assert re.search(r'span=28" aria-current="true">28 days', page)


LINK = re.compile(r'<a(?: class="[^"]*")? href="(/reports/conversations[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def behind(page: str) -> int:
    """How many a list says that it has, which must be its rows."""
    said = re.search(r"<span data-count>([\d,]+)</span>", page)
    assert said
    rows = page.count('<th scope="row">')
    assert rows == min(int(said[1]), 50)
    return int(said[1])


def test_every_number_bar_and_cell_leads_to_as_many_conversations(office: Office, ada: Browser, mona: Browser) -> None:
    first = answered_after(office, ada, 12, "carl")
    answered_after(office, ada, 61, "dora")
    writes(office, "@brightbyte my parcel?", handle="eve")
    office.clock.forward(minutes=5)
    writes(office, "@brightbyte and?", handle="carl", again=first)
    office.clock.forward(minutes=90)
    needless = writes(office, "@brightbyte thanks!", handle="finn")
    with office.database.writing() as connection:
        closing.close(connection, needless, "no_reply_needed", acting=office.ada, at=office.clock.now())
    writes(office, "@brightbyte hello", handle="gil")
    for by in ("day", "hour", "staff", "topic", "language"):
        checked = all_lead_there(mona, mona.open(f"{REPORT}&by={by}").text)
        assert checked >= 10
    assert all_lead_there(mona, mona.open(f"{REPORT}&by=staff&kind=next_response").text) >= 4


def all_lead_there(mona: Browser, page: str) -> int:
    """Follows every link behind a number; gives how many numbers were compared."""
    checked = 0
    for address, words in dict.fromkeys(LINK.findall(page)):
        counted = re.fullmatch(r"[\d,]+", text(words)) or re.search(r": ([\d,]+) customers?<", words)
        found = behind(mona.open(unescape(address)).text)
        assert found > 0, "a median stands on somebody"
        if counted:
            assert found == int(counted[counted.re.groups].replace(",", "")), (address, words)
            checked += 1
    return checked


def test_whoever_left_keeps_their_figures(office: Office, ada: Browser, mona: Browser) -> None:
    answered_after(office, ada, 5, "carl")
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ada).values(active=False))
    assert "Ada (left)" in mona.open(f"{REPORT}&by=staff").text
    assert tiles(mona.open(f"{REPORT}&staff={office.ada}").text)["Answered"].startswith("1")


@pytest.mark.parametrize("filters", ["staff=999", "team=x", "topic=weather", "staff=99999999999999999999", "hour=3"])
def test_a_filter_that_nobody_meets_is_no_data(office: Office, ada: Browser, mona: Browser, filters: str) -> None:
    answered_after(office, ada, 5, "carl")
    assert tiles(mona.open(f"{REPORT}&{filters}").text)["Median wait"].startswith("no data")
    assert behind(mona.open(f"/reports/conversations?from=2026-03-02&to=2026-03-02&{filters}").text) == 0


@pytest.mark.parametrize(
    ("filtered", "shown"),
    [
        ("topic=weather", '<option value="weather" selected>weather</option>'),
        ("target=30", '<input type="checkbox" name="target" value="30" checked> only this target'),
        ("language=tlh", '<input type="checkbox" name="language" value="tlh" checked> only this language'),
    ],
)
def test_the_form_shows_every_filter_and_sends_it_again(mona: Browser, filtered: str, shown: str) -> None:
    page = mona.open(f"{REPORT}&{filtered}").text
    assert shown in page, "a topic of an earlier policy is a filter, too"
    assert shown not in mona.open(REPORT).text


def test_days_to_come_are_told_as_such(mona: Browser) -> None:
    assert "still to come" in mona.open("/reports/response-times?from=2026-04-01&to=2026-04-02").text


def test_hostile_names_are_text_in_every_export(office: Office, ada: Browser, mona: Browser) -> None:
    for name in ("=cmd|' /C calc'!A1", " +1", "\n@SUM(A1)", "\u202eevil", "＝1"):
        with office.database.writing() as connection:
            connection.execute(update(Staff).where(Staff.id == office.ada).values(name=name))
        if name.startswith("="):
            answered_after(office, ada, 5, "carl")
        lines = list(csv.reader(io.StringIO(mona.open(f"{REPORT}&by=staff&format=csv").text)))
        assert [len(line) for line in lines] == [21, 21, 21]
        assert not lines[1][0].lstrip().startswith(("=", "+", "-", "@", "＝"))
        given = json.loads(mona.open(f"{REPORT}&by=staff&format=json").text)
        assert given["groups"][0]["label"] == name
        page = mona.open(f"{REPORT}&by=staff").text
        assert name in unescape(page)
        assert "<bdi>" in page


def test_every_figure_leads_to_what_it_means(mona: Browser) -> None:
    page, meaning = mona.open(REPORT).text, mona.open("/reports/definitions").text
    anchors = set(re.findall(r'href="/reports/definitions#(\w+)"', page))
    assert len(anchors) >= 5
    assert anchors <= set(re.findall(r'<div id="(\w+)"', meaning))


def test_agents_see_no_list_behind_a_number(ada: Browser) -> None:
    assert ada.open("/reports/conversations?which=asked").status_code == 403
    assert ada.open("/reports/definitions").status_code == 200
