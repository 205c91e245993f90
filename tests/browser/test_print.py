"""A report on paper: whose it is and about whom at its head, nothing to press, and nothing cut at the edge."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.windows import Windows

PAPER = {"width": 1047, "height": 718}  # A4 across, within its margins, at the 96 dots an inch of CSS
PAGES = (
    *("response-times?span=today", "response-times?by=hour", "response-times?by=staff", "response-times?by=topic"),
    *("volume", "changed", "people", "today", "saved", "definitions", "conversations?which=asked&kind=any"),
    "conversations/without-need",
)
TO_PRESS = """[...document.querySelectorAll("button, input, select, .button, nav, .top, summary")]
    .filter((each) => each.checkVisibility() && !each.closest(".fold")).map((each) => each.outerHTML.slice(0, 80))"""
CUT = """[...document.querySelectorAll("body, main, .page > *, .scroll, .chart-frame, .figure")]
    .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${each.tagName}.${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""
INK = "getComputedStyle(document.querySelector('h1')).color"


def test_a_printed_report_says_what_it_is_and_is_whole(windows: Windows) -> None:
    mona = windows.of("Mona", viewport=PAPER, color_scheme="dark")
    mona.emulate_media(media="print", color_scheme="dark")
    for address in PAGES:
        mona.goto(f"/reports/{address}")
        assert amiss(mona) == ([], []), address
        assert mona.evaluate(INK) == "rgb(23, 27, 34)", "dark ink, since paper is white"


def test_it_names_its_filters_and_where_it_is_found(windows: Windows) -> None:
    mona = windows.of("Mona", viewport=PAPER)
    mona.goto("/reports/response-times?by=day&topic=refunds&hour=9&kind=any")
    head = mona.locator(".printed")
    expect(head).to_be_hidden()
    mona.emulate_media(media="print")
    expect(head).to_contain_text("All responses; Hour of the week: Mon 09:00; Topic: Refunds and returns.")
    expect(head).to_contain_text("/reports/response-times?by=day&topic=refunds&hour=9&kind=any")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", mona.pdf(prefer_css_page_size=True))
    assert boxes
    assert all(float(width) > float(height) for width, height in boxes), "a table of many columns lies across"


def amiss(page: Page) -> tuple[list[str], list[str]]:
    """What could be pressed, and what is wider than its place."""
    return page.evaluate(TO_PRESS), page.evaluate(CUT)
