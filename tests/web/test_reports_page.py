"""What Mona reads about response times."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from helpdesk.desk import closing
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
    assert (shown["Median wait"], shown["9 of 10 within"], shown["In time"]) == ("no data",) * 3
    assert "Nobody wrote in these days." in page


def test_the_waiting_are_counted_in(office: Office, ada: Browser, mona: Browser) -> None:
    answered_after(office, ada, 12, "carl")
    answered_after(office, ada, 40, "dora")
    writes(office, "@brightbyte refund? me too", handle="eve")
    office.clock.forward(minutes=90)
    shown = tiles(mona.open(REPORT).text)
    assert (shown["Customers who wrote"], shown["Answered"], shown["Still waiting"]) == ("3", "2", "1")
    assert shown["Median wait"] == "40 min 00 s"
    assert shown["9 of 10 within"] == "not reached"
    assert shown["In time"] == "33.3% 1 of 3"


def test_who_needed_no_answer_is_left_out_and_named(office: Office, ada: Browser, mona: Browser) -> None:
    conversation = writes(office, "@brightbyte thanks!", handle="eve")
    with office.database.writing() as connection:
        closing.close(connection, conversation, "no_reply_needed", acting=office.ada, at=office.clock.now())
    page = mona.open(REPORT).text
    assert tiles(page)["Customers who wrote"] == "0"
    assert text(page[page.index("<tfoot>") :]).split("What the figures")[0].strip().endswith("1")


@pytest.mark.parametrize(
    ("by", "label"),
    [("day", "2026-03-02"), ("staff", "Ada"), ("team", "Orders"), ("topic", "Refunds"), ("account", "@brightbyte")],
)
def test_every_grouping_has_its_table_and_its_chart(
    office: Office, ada: Browser, mona: Browser, by: str, label: str
) -> None:
    answered_after(office, ada, 5, "carl")
    page = mona.open(f"{REPORT}&by={by}").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert label in table
    assert "5 min 00 s" in table
    assert re.search(r'<rect class="chart-bar"[^>]*>\s*<title>[^<]*: 5 min 00 s</title>', page)


@pytest.mark.parametrize("period", ["from=yesterday", "from=2026-03-09&to=2026-03-02", "from=1900-01-01", "to=%00"])
def test_a_period_that_is_none_is_explained(mona: Browser, period: str) -> None:
    answer = mona.open(f"/reports/response-times?{period}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "What the figures mean" in answer.text


def test_a_grouping_that_is_none_is_not_there(mona: Browser) -> None:
    assert mona.open("/reports/response-times?by=mood").status_code == 404


def test_one_click_leads_to_other_periods(mona: Browser) -> None:
    page = mona.open("/reports/response-times?by=staff").text
    assert "from=2026-02-24&amp;to=2026-03-02" in page, "seven days, today included"
    assert re.search(r'to=2026-03-02" aria-current="true">28 days', page)
