"""Charts tell what they show: to who points at a bar or comes to it by key, without scripts, and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows

PAGES = ("response-times?kind=any", "response-times?by=topic&kind=any", "response-times?by=hour&kind=any", "volume")
CUT = """[...document.querySelectorAll(".chart-frame, .heat-frame")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_bar_tells_its_figures_to_keys_and_pointer_without_scripts(windows: Windows) -> None:
    mona = windows.of("Mona", java_script_enabled=False)
    for address, words in (("response-times?kind=any", "open)"), ("volume", "waited at its end")):
        mona.goto(f"/reports/{address}")
        chart = mona.locator(".chart-frame").first
        bar = chart.locator(".chart-link").last
        told = bar.locator(".chart-detail")
        expect(told).to_be_hidden()
        bar.locator("rect").hover()
        expect(told).to_be_visible()
        expect(told).to_contain_text(words)
        mona.mouse.move(0, 0)
        expect(told).to_be_hidden()
        chart.focus()
        for _ in range(chart.locator(".chart-link").count()):
            mona.keyboard.press("Tab")
        expect(bar).to_be_focused()
        expect(told).to_be_visible()


def test_a_cell_of_the_week_tells_its_figures_to_keys(windows: Windows) -> None:
    mona = windows.of("Mona")
    mona.goto("/reports/response-times?by=hour&kind=any")
    mona.locator(".heat-frame").focus()
    mona.keyboard.press("Tab")
    cell = mona.locator(".heat td a").first
    expect(cell).to_be_focused()
    said = cell.evaluate("(each) => getComputedStyle(each, '::after').content")
    assert said == f'"{cell.get_attribute("title")}"'


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_a_chart_is_whole(windows: Windows, width: int) -> None:
    mona = windows.of("Mona", viewport={"width": width, "height": 800})
    for address in PAGES:
        mona.goto(f"/reports/{address}")
        assert amiss(mona) == ([], 0), address


def amiss(page: Page) -> tuple[list[str], int]:
    """What is wider than its place, and by how much the page is wider than the window."""
    return page.evaluate(CUT), page.evaluate(WIDER)
