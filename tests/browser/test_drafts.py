"""What Ada types is never lost: not by a reload, not with the browser, not while the network is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

KEPT = "Draft kept"
TRIES_AGAIN_WITHIN = 15_000  # milliseconds


@pytest.fixture
def address(desk: RunningDesk, request: pytest.FixtureRequest) -> str:
    handle = f"draft_{abs(hash(request.node.name)) % 10**6}"
    desk.write([(handle, "Carla Draft", "@brightbyte My refund is late, who can look?")])
    (number,) = desk.conversations([handle])
    return f"/conversations/{number}?view=everything"


def types(page: Page, words: str) -> None:
    page.locator("#answer").press_sequentially(words)


def test_words_are_there_after_a_reload_and_in_another_browser(windows: Windows, address: str) -> None:
    ada = windows.of("Ada")
    ada.goto(address)
    types(ada, "It left today")
    ada.reload()  # at once: what the desk does not have yet, the window has
    expect(ada.locator("#answer")).to_have_value("It left today")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT)
    another = windows.of("Ada")
    another.goto(address)
    expect(another.locator("#answer")).to_have_value("It left today")


def test_words_are_on_a_page_that_was_made_before_the_desk_had_them(windows: Windows, address: str) -> None:
    ada = windows.of("Ada", refusals={409})
    ada.goto(address)
    before = ada.request.get(address)
    ada.evaluate("dispatchEvent(new Event('beforeunload'))")  # a reload begins: its page is being made already
    types(ada, "It left today")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT)
    ada.route(f"**{address}", lambda asked: asked.fulfill(response=before), times=1)
    ada.reload()
    expect(ada.locator("#answer")).to_have_value("It left today")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT)


def test_the_network_is_gone_for_a_while(windows: Windows, address: str) -> None:
    ada = windows.of("Ada", refusals={503})
    ada.goto(address)
    types(ada, "It ")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT)
    ada.route("**/draft", lambda route: route.fulfill(status=503))
    types(ada, "left today")
    expect(ada.locator("[data-kept-state]")).to_contain_text("Not kept on the desk yet, only in this window.")
    ada.unroute("**/draft")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT, timeout=TRIES_AGAIN_WITHIN)
    expect(ada.locator("#answer")).to_have_value("It left today")


def test_two_windows_of_ada_offer_her_both_texts(windows: Windows, address: str) -> None:
    one, two = windows.of("Ada", refusals={409}), windows.of("Ada", refusals={409})
    one.goto(address)
    two.goto(address)
    types(one, "It left today")
    expect(one.locator("[data-kept-state]")).to_have_text(KEPT)
    types(two, "We are looking")
    other = two.locator("[data-other]")
    expect(other).to_contain_text("It left today")
    expect(two.locator("#answer")).to_have_value("We are looking")
    other.get_by_role("button", name="Use those words").click()
    expect(two.locator("#answer")).to_have_value("It left today")
