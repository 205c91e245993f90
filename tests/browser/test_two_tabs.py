"""Two people at one conversation: the customer gets one answer, and nobody loses what they wrote."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

CHANGED = "This conversation has changed since you opened it. Your text is kept"


def test_ben_was_first_so_ada_is_told_and_keeps_her_text(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("two_tabs", "Carla Two", "@brightbyte My refund is late, who can look?")])
    (number,) = desk.conversations(["two_tabs"])
    ada, ben = windows.of("Ada", refusals={409}), windows.of("Ben")
    for page in (ada, ben):
        page.goto(f"/conversations/{number}?view=everything")
    ada.locator("#answer").fill("I am looking at it now, one moment please.")
    expect(ben.locator(".together--answering")).to_contain_text("Ada is answering this customer.")
    ben.locator("#answer").fill("It was paid out this morning.")
    ben.get_by_role("button", name="Answer instead").click()
    expect(ben.locator(".together--answering")).to_have_count(0)
    expect(ben.locator("#answer")).to_have_value("It was paid out this morning.")
    ben.get_by_role("button", name="Send", exact=True).click()
    expect(ben.locator(".post--ours").get_by_role("link", name="On the network")).to_be_visible()
    expect(ada.locator("[data-composer-news]")).to_be_visible()
    expect(ada.locator(".post--ours", has_text="It was paid out this morning.")).to_be_visible()
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.get_by_role("alert")).to_contain_text(CHANGED)
    expect(ada.get_by_role("alert")).to_contain_text("Ben answered.")
    expect(ada.locator("#answer")).to_have_value("I am looking at it now, one moment please.")
    expect(ada.locator(".post--ours")).to_have_count(1)
