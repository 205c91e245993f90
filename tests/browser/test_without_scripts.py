"""The desk does its work where scripts are switched off: reloading shows what the scripts would have shown."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThereYet

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

A_SECOND = 1_000
RELOADS = 20
ANSWER = "We are sorry. Your money is on its way back."


def appears(page: Page, wanted: Locator) -> None:
    """Loads the page anew until it is there."""
    for _ in range(RELOADS):
        try:
            return wanted.wait_for(timeout=A_SECOND)
        except NotThereYet:
            page.reload()
    raise AssertionError(f"{wanted} never came")


def test_ada_signs_in_answers_and_sees_it_sent_without_any_script(desk: RunningDesk, windows: Windows) -> None:
    ada = windows.anybody(java_script_enabled=False, refusals={422})
    ada.goto(desk.new_link("Ada"))
    ada.get_by_role("button", name="Sign in as Ada").click()
    ada.get_by_role("link", name="Go to the inbox").click()
    appears(ada, ada.locator(".row-link").first)
    ada.locator(".row-link").first.click()
    ada.locator("#answer").fill("x" * 137)
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.get_by_role("alert")).to_contain_text("141 characters")
    expect(ada.locator("#answer")).to_have_value("x" * 137)
    expect(ada.locator("output[data-counter]")).to_have_text("-1")
    ada.locator("#answer").fill(ANSWER)
    ada.get_by_role("button", name="Send", exact=True).click()
    ours = ada.locator(".post--ours", has_text=ANSWER)
    expect(ours).to_be_visible()
    appears(ada, ours.get_by_role("link", name="On the network"))
    with ada.expect_popup() as network:
        ours.get_by_role("link", name="On the network").click()
    expect(network.value.locator(".post.company", has_text=ANSWER)).to_be_visible()
