"""Every number of a report leads to a list of that length, and the parts make up the whole."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cast import Office
from tests.reports.year import Year
from tests.web.browser import Browser, desk_app
from tests.web.test_reports_page import behind, text

QUARTER, LAST_DAY = "from=2026-03-01&to=2026-05-31", "from=2026-12-31&to=2026-12-31"
GROUPS = ("week", "hour", "staff", "team", "topic", "account", "network", "priority", "target", "language", "followers")
PAGES = (
    "/reports/today",
    *(f"/reports/response-times?{QUARTER}&kind=any&by={by}" for by in GROUPS),
    *(f"/reports/response-times?{LAST_DAY}&kind={kind}&by=day" for kind in ("first_response", "next_response")),
    f"/reports/response-times?{QUARTER}&topic=refunds&staff=1&by=week",
    *(f"/reports/volume?{QUARTER}&kind={kind}" for kind in ("first_response", "any")),
    f"/reports/volume?{QUARTER}&topic=repairs",
    f"/reports/changed?{QUARTER}&kind=any",
    f"/reports/people?{QUARTER}",
    f"/reports/people/1?{QUARTER}",
)
# Numbers that are no list of customers who waited, each with what it is instead.
UNLINKED = {
    "Taken or given to them": "changes of hands, not conversations",
    "Handed on or put back": "changes of hands, not conversations",
    "Closed by them": "closings",
    "more": "a difference of two linked numbers",
}
NUMBER = re.compile(r"(?<![\d.,])[1-9]\d*(?![\d.,]*%|[\d.,:])")  # a share stands beside its two numbers
DRAWN = re.compile(
    r'<a(?: class="chart-link")? href="(/reports/conversations[^"]*)" (?:aria-label|title)=["\']([^"\']*)["\']'
)
LINK = re.compile(r'<a[^>]*href="(/reports/conversations[^"]*)"[^>]*>([\d,]+)</a>')


@pytest.fixture
def mona(office: Office) -> Browser:
    Year(office, seed=3, customers=120).live()
    browser = Browser(desk_app(office.database, office.clock))
    browser.follow_link(office, office.mona)
    return browser


def number(words: str) -> int:
    return int(words.replace(",", ""))


@pytest.mark.timeout(480)  # it opens five hundred lists
def test_every_count_leads_to_a_list_of_that_length(mona: Browser) -> None:
    lengths: dict[str, int] = {}
    followed = 0
    for address in PAGES:
        found = LINK.findall(mona.open(address).text)
        assert found, address
        for way, words in found:
            if way not in lengths:
                lengths[way] = behind(mona.open(unescape(way)).text)
            assert lengths[way] == number(words), (address, unescape(way))
            followed += 1
    assert followed > 500
    kinds = {dict(parse_qsl(urlsplit(unescape(way)).query)).get("which", "without need") for way in lengths}
    assert kinds >= {
        *("asked", "answered", "open", "held", "no_need", "due", "in_time", "missed", "overdue", "wrote", "waiting"),
        *("answered_then", "needless_then", "backlog", "begun", "closed_once", "unsettled", "reopened"),
        "without need",
    }


def test_every_bar_and_cell_of_a_chart_leads_to_as_many_as_it_tells(mona: Browser) -> None:
    told, lengths = {"median": 0, "volume": 0, "spread": 0, "heat": 0}, dict[str, int]()
    for address in PAGES:
        page = mona.open(address).text
        for way, words in DRAWN.findall(page):
            kind, count = counted(unescape(words))
            told[kind] += 1
            if way not in lengths:
                lengths[way] = behind(mona.open(unescape(way)).text)
            assert lengths[way] == count, (address, words)
    assert min(told.values()) > 20, told


def counted(words: str) -> tuple[str, int]:
    """Which chart says this, and of how many customers."""
    if median := re.search(r"\(([\d,]+) answered, ([\d,]+) open\)$", words):
        asked = number(median[1]) + number(median[2])
        cell = re.search(r", ([\d,]+) customers?: ", words)
        assert cell is None or number(cell[1]) == asked
        return "heat" if cell else "median", asked
    if volume := re.search(r": ([\d,]+) customers? wrote, [\d,]+ waited at its end", words):
        return "volume", number(volume[1])
    spread = re.search(r": ([\d,]+) customers?$", words)
    assert spread, words
    return "spread", number(spread[1])


def test_no_number_of_a_table_or_tile_leads_nowhere(mona: Browser) -> None:
    for address in PAGES:
        page = mona.open(address).text
        main = page[page.index("<main") : page.index("</main>")]
        for title, cell in [
            *re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", main, re.DOTALL),
            *(("", cell) for cell in re.findall(r'<td class="number">(.*?)</td>', main, re.DOTALL)),
        ]:
            bare = text(re.sub(r"<a .*?</a>", "", cell, flags=re.DOTALL))
            if text(title) in UNLINKED or bare.startswith(("+", "-")):
                continue
            assert not NUMBER.search(bare), (address, text(title), bare)


def test_every_figure_leads_to_its_definition(mona: Browser) -> None:
    defined = set(re.findall(r'<div id="(\w+)"', mona.open("/reports/definitions").text))
    figures = 0
    for address in PAGES:
        page = mona.open(address).text
        main = page[page.index("<main") : page.index("</main>")]
        for name in re.findall(r'<dt>(.*?)</dt>|<th scope="col" class="number">(.*?)</th>', main, re.DOTALL):
            heading = "".join(name)
            way = re.search(r'href="/reports/definitions#(\w+)"', heading)
            if text(heading) in ("before", "more"):
                continue  # of the figure beside it
            assert way, (address, text(heading))
            assert way[1] in defined
            figures += 1
    assert figures > 200


def test_the_groups_make_up_the_whole(mona: Browser) -> None:
    for by in GROUPS:
        given = mona.open(f"/reports/response-times?{QUARTER}&kind=any&by={by}&format=json").json
        assert given["total"]["asked"] > 20
        for name in ("asked", "answered", "open", "closed_without_need", "due", "in_time", "overdue", "business_asked"):
            assert sum(group[name] for group in given["groups"]) == given["total"][name], (by, name)
        for name in ("held", "answered_without_need"):
            assert sum(group[name] for group in given["groups"]) == given["total"][name] > 0, (by, name)
