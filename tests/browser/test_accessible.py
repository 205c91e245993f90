"""Nobody is kept out: axe finds nothing on any page, in light and in dark, and no page scrolls sideways on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.pages import Place, places
from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

NOT_FOUND = {404}
PHONE = {"width": 390, "height": 844}


def found_by_axe(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {each['id']}: {each['nodes'][0]['html']}" for each in violations]


def too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"{page.url} is {wide} pixels too wide"] if wide > 0 else []


@pytest.fixture(scope="module")
def lived_in(chromium: Browser, desk: RunningDesk) -> list[Place]:
    """All pages of a desk at which Ada has done some work, with a phone."""
    windows = Windows(chromium, desk)
    found = places(desk, windows.of("Ada", viewport=PHONE))
    assert windows.closed() == []
    return found


def complaints(windows: Windows, pages: list[Place], look: Callable[[Page], list[str]], **options: Any) -> list[str]:
    """What `look` finds on each of the pages."""
    seats = {who: windows.of(who, refusals=NOT_FOUND, **options) for who in ("Ada", "Mona")}
    nobody = windows.anybody(refusals=NOT_FOUND, **options)
    found = []
    for place in pages:
        page = seats[place.who] if place.who else nobody
        page.goto(place.address)
        found += look(page)
    return found


def test_axe_finds_nothing_on_any_page(windows: Windows, lived_in: list[Place]) -> None:
    assert complaints(windows, lived_in, found_by_axe) == []


def test_all_words_can_be_read_in_the_dark_too(windows: Windows, lived_in: list[Place]) -> None:
    def faint(page: Page) -> list[str]:
        return found_by_axe(page, {"runOnly": ["color-contrast"]})  # all else is the same in the dark

    assert complaints(windows, lived_in, faint, color_scheme="dark") == []


def test_no_page_scrolls_sideways_on_a_phone(windows: Windows, lived_in: list[Place]) -> None:
    assert complaints(windows, lived_in, too_wide, viewport=PHONE) == []
