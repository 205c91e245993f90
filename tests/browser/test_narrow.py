"""On a phone everything at the top is within reach: nothing makes the page wider than the window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from helpdesk.clock import SystemClock
from helpdesk.records.alarms import raise_alarm
from helpdesk.records.staff import Staff
from tests.browser.conftest import AT_ONCE
from tests.browser.running import RunningDesk, running_desk
from tests.browser.windows import Windows

WIDTHS = (320, 375, 440, 600, 720, 820, 900, 1160)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUTSIDE = """[...document.querySelectorAll(".top > *, .top summary > *")].filter((each) => each.offsetParent
    && each.getBoundingClientRect().right > document.documentElement.clientWidth).length"""
ON_EACH_OTHER = """[...document.querySelectorAll(".top > *")].filter((each) => each.checkVisibility()
    && each.nextElementSibling?.checkVisibility() && each.getBoundingClientRect().right
    > each.nextElementSibling.getBoundingClientRect().left + 1).map((each) => each.className)"""
PUSHED = """[...document.querySelectorAll(".scroll *")].filter((each) => each.getBoundingClientRect().right
    > each.closest(".scroll").getBoundingClientRect().right).map((each) => each.outerHTML)"""
LONG_NAME = "Maximiliane-Friederike von Wolfeschlegelstein zu Hausenbergerdorf"
STALE_WITHIN = 30_000  # milliseconds


@pytest.fixture
def crowded() -> Iterator[RunningDesk]:
    """A desk of its own: nowhere else has Mona so long a name."""
    with running_desk(speed=AT_ONCE, poll_seconds=1) as opened:
        yield opened


def test_the_line_at_the_top_fits_a_manager(desk: RunningDesk, windows: Windows) -> None:
    mona = windows.of("Mona")
    assert too_wide(mona, "/inbox", "/reports/today", "/health") == []
    mona.set_viewport_size({"width": 320, "height": 700})
    mona.keyboard.press("/")
    search = mona.get_by_role("searchbox", name="Search")
    box = search.bounding_box()
    assert box is not None
    assert box["width"] > 250
    search.fill("refund")
    search.press("Enter")
    mona.wait_for_url("**/search?q=refund")


def test_what_is_ones_own_and_which_keyword_brings_noise_need_no_pushing_sideways(windows: Windows) -> None:
    hidden = "[...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth).length"
    for who, address in (("Ada", "/handover"), ("Mona", "/noise/review/keywords"), ("Mona", "/reports/people")):
        page = windows.of(who, viewport={"width": 320, "height": 700})
        page.goto(address)
        expect(page.locator(".table--stacked tbody tr").first).to_be_visible()
        assert page.evaluate(hidden) == 0, (address, page.evaluate(PUSHED))


def test_alarms_a_long_name_german_and_a_lost_connection_fit_too(chromium: Browser, crowded: RunningDesk) -> None:
    windows = Windows(chromium, crowded)
    mona = windows.of("Mona", refusals={503})
    for alarms in (0, 3, 120):
        tell(crowded, alarms)
        assert too_wide(mona, "/inbox") == [], alarms
    expect(mona.locator(".bell-count")).to_have_text("100+")
    rename(crowded)
    mona.goto("/account")
    mona.locator("#language").select_option("de")
    mona.locator("form", has=mona.locator("#language")).get_by_role("button").click()
    mona.locator("summary.person").click()
    mona.locator(".top button[name=on_duty]").click()
    expect(mona.locator(".duty")).to_have_text("Nicht im Dienst")
    assert too_wide(mona, "/inbox", "/health") == []
    mona.route("**/inbox/rows*", lambda route: route.fulfill(status=503))
    mona.goto("/inbox")
    expect(mona.locator(".stale")).to_be_visible(timeout=STALE_WITHIN)
    assert [amiss(mona, width) for width in WIDTHS] == [(0, 0, [])] * len(WIDTHS)
    assert windows.closed() == []


def test_the_menus_of_a_conversation_open_within_the_window(windows: Windows) -> None:
    ada = windows.of("Ada")
    ada.goto("/inbox?view=everything")
    ada.locator(".row-link").first.click()
    expect(ada.locator("#conversation-title")).to_be_visible()
    found = []
    for width, key in product((320, 390, 720), "asc."):
        ada.set_viewport_size({"width": width, "height": 700})
        ada.keyboard.press(key)
        expect(ada.locator("details[data-menu][open]")).to_have_count(1)
        found.append((width, key, ada.evaluate(WIDER)))
        ada.keyboard.press("Escape")
    assert [each for each in found if each[2] > 0] == []


def too_wide(page: Page, *addresses: str) -> list[object]:
    """At which widths something at the top of these pages is out of reach, and by how much."""
    found = [(address, width, amiss(page, width, address)) for address in addresses for width in WIDTHS]
    return [each for each in found if each[2] != (0, 0, [])]


def amiss(page: Page, width: int, address: str | None = None) -> tuple[int, int, list[str]]:
    page.set_viewport_size({"width": width, "height": 700})
    if address:
        page.goto(address)
    return (page.evaluate(WIDER), page.evaluate(OUTSIDE), page.evaluate(ON_EACH_OTHER))


def tell(desk: RunningDesk, alarms: int) -> None:
    """Mona is told so many things."""
    database = desk.shell.database()
    with database.writing() as connection:
        mona = [connection.execute(select(Staff.id).where(Staff.name == "Mona")).scalar_one()]
        for number in range(alarms):
            key, sentence = f"{number} of {alarms}", "Something happened."
            raise_alarm(connection, "news", key, SystemClock().now(), staff=mona, sentence=sentence)
    database.close()


def rename(desk: RunningDesk) -> None:
    database = desk.shell.database()
    with database.writing() as connection:
        longer = {"name": LONG_NAME, "initials": "MWHW"}
        connection.execute(update(Staff).where(Staff.name == "Mona").values(longer))
    database.close()
