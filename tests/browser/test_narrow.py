"""On a phone everything at the top is within reach: nothing makes the page wider than the window."""

from __future__ import annotations

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

WIDTHS = (320, 375, 440, 600, 720, 820)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUTSIDE = """[...document.querySelectorAll(".top > *")].filter((each) => each.offsetParent
    && each.getBoundingClientRect().right > document.documentElement.clientWidth).length"""


def test_the_line_at_the_top_fits_a_manager(desk: RunningDesk, windows: Windows) -> None:
    mona = windows.of("Mona")
    for width in WIDTHS:
        mona.set_viewport_size({"width": width, "height": 700})
        for address in ("/inbox", "/reports/today", "/health"):
            mona.goto(address)
            assert (mona.evaluate(WIDER), mona.evaluate(OUTSIDE)) == (0, 0), (width, address)
    mona.set_viewport_size({"width": 320, "height": 700})
    mona.keyboard.press("/")
    search = mona.get_by_role("searchbox", name="Search")
    box = search.bounding_box()
    assert box is not None
    assert box["width"] > 250
    search.fill("refund")
    search.press("Enter")
    mona.wait_for_url("**/search?q=refund")
