"""Whoever knows a name needs no key: Ctrl+K finds what the page can do and where it leads; and rows can be denser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows


def test_anything_on_the_page_is_found_by_its_name(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("pia", "Pia", "@brightbyte where is my refund?")])
    (number,) = desk.conversations(["pia"])
    ada = windows.of("Ada")
    ada.goto(f"/conversations/{number}")
    ada.keyboard.press("Control+k")
    palette = ada.get_by_role("dialog", name="Anything on this page")
    expect(palette.get_by_role("button", name="Everything else")).to_be_visible()
    ada.keyboard.type("URG")
    expect(palette.get_by_role("button")).to_have_text(["Urgent"])
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("status").get_by_text("You changed the priority to urgent.")).to_be_visible()
    ada.keyboard.press("Control+k")
    ada.keyboard.type("answer @pia")
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Enter")
    expect(ada.locator("#answer")).to_be_focused()
    ada.keyboard.type("Control+k works in here, too.")
    ada.keyboard.press("Control+k")
    ada.keyboard.press("Escape")
    expect(ada.locator("#answer")).to_be_focused()
    ada.locator("#answer").fill("")
    ada.keyboard.press("Control+k")
    ada.keyboard.type("due soon")
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/inbox?view=soon")


def test_rows_can_be_compact_and_stay_so(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("pim", "Pim", "@brightbyte where is my refund?")])
    desk.conversations(["pim"])
    ada = windows.of("Ada")
    ada.goto("/inbox?view=everything")

    def height() -> float:
        box = ada.locator(".row").first.bounding_box()
        assert box is not None
        return box["height"]

    comfortable = height()
    ada.locator("summary.person").click()
    ada.get_by_role("button", name="Compact rows").click()
    ada.wait_for_url("**/inbox?view=everything")
    assert height() < comfortable
    ada.goto("/inbox?view=mine")
    assert ada.locator("html.compact").count() == 1
