"""Nobody is kept out: on no page does axe find anything, in light or in dark, and none scrolls sideways on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.pages import places
from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

NOT_FOUND = {404}
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
WIDTHS = (320, PHONE["width"], 640)
ONLY_COLOURS = {"runOnly": ["color-contrast"]}  # all else is the same in the dark


@pytest.mark.timeout(600)  # over thirty pages, each looked at three times
def test_every_page_can_be_used_by_everybody(desk: RunningDesk, windows: Windows) -> None:
    # Without motion: a colour that is on its way from light to dark is neither.
    options: dict[str, Any] = {"refusals": NOT_FOUND, "viewport": PHONE, "reduced_motion": "reduce"}
    seats = {who: windows.of(who, **options) for who in ("Ada", "Mona")}
    nobody = windows.anybody(**options)
    found = []
    for place in places(desk, seats["Ada"]):  # Ada's work is done with a phone
        page = seats[place.who] if place.who else nobody
        page.goto(place.address)
        found += too_wide(page)
        page.set_viewport_size(DESK)
        found += found_by_axe(page, None)
        page.emulate_media(color_scheme="dark")
        found += found_by_axe(page, ONLY_COLOURS)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
    assert found == []


def found_by_axe(page: Page, options: dict[str, Any] | None) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {each['id']}: {each['nodes'][0]['html']}" for each in violations]


def too_wide(page: Page) -> list[str]:
    """On a small phone, on a usual one, and on a window of 1,280 pixels at 200%."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        found += [f"{page.url} is {wide} pixels too wide for {width}"] if wide > 0 else []
    return found
