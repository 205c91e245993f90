"""Ada looks at her answer as the customer will see it, before it is public."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

LINK = "https://brightbyte.example.com/help/returns/refunds"
LONG = "We looked into it and are sorry. " * 6


@pytest.fixture(scope="module")
def number(desk: RunningDesk) -> int:
    desk.write([("preview_carl", "Carl", "@brightbyte where is my refund?")])
    return desk.conversations(["preview_carl"])[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_ada_sees_name_link_and_sign_off_and_goes_on_writing(windows: Windows, number: int, scripts: bool) -> None:
    ada = windows.of("Ada", java_script_enabled=scripts)
    ada.goto(f"/conversations/{number}")
    ada.locator("#answer").fill(f"Here is how: {LINK}")
    ada.get_by_role("button", name="Preview").click()
    seen = ada.locator(".preview-post")
    expect(seen).to_contain_text("@preview_carl Here is how: brightbyte.example.com/help/re… ^AL")
    expect(seen.get_by_role("link")).to_have_attribute("href", LINK)
    expect(ada.locator("#answer")).to_have_value(f"Here is how: {LINK}")
    ada.locator("#answer").fill(LONG)
    if scripts:
        expect(ada.locator("meter")).to_have_js_property("value", 140)  # full: it is too long
        expect(seen).to_have_count(0)  # it was of other words
        ada.keyboard.press("Escape")
        ada.keyboard.press("p")
    else:
        ada.get_by_role("button", name="Preview").click()
    expect(seen).to_have_count(2)
    expect(seen.first).to_contain_text("1/2 ^AL")
    ada.locator("#answer").fill("")
    ada.get_by_role("button", name="Preview").click()
    expect(ada.locator(".preview .problem")).to_have_text("Write an answer first.")


def test_whoever_approves_sees_it_too(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("preview_dora", "Dora", "@brightbyte where is my refund?")])
    (number,) = desk.conversations(["preview_dora"])
    assert desk.shell.run("staff", "approval", "ben@desk.example", "all").exit_code == 0
    try:
        ben, mona = windows.of("Ben"), windows.of("Mona")
        ben.goto(f"/conversations/{number}")
        ben.locator("#answer").fill("You have it by friday.")
        ben.get_by_role("button", name="Ask for approval").click()
        expect(ben.locator(".post--ours")).to_contain_text("Waits for approval")
        mona.goto(f"/conversations/{number}")
        mona.keyboard.press("p")
        seen = mona.locator(".preview-post")
        expect(seen).to_contain_text("@preview_dora You have it by friday. ^BK")
        mona.locator("#answer").fill("You have it by Friday.")
        expect(seen).to_have_count(0)  # it was of other words
        mona.keyboard.press("Escape")
        mona.keyboard.press("p")
        expect(seen).to_contain_text("by Friday. ^BK")
        mona.get_by_role("button", name="Approve and send").click()
        expect(mona.locator(".post--ours", has_text="by Friday. ^BK")).to_be_visible()
    finally:
        assert desk.shell.run("staff", "approval", "ben@desk.example", "none").exit_code == 0
