"""Under Ada's hands: her sign-in ends, the network goes, she goes back, and posts come in while she reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

KEPT = "Draft kept"
WITHIN = 60_000  # milliseconds
NO_LONGER_SIGNED_IN, NOT_OUR_FORM = 401, 400
SHIFTS = """() => { window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((each) => {
    window.moved += each.value; })).observe({ type: "layout-shift" }); }"""


@pytest.fixture
def address(desk: RunningDesk, request: pytest.FixtureRequest) -> str:
    handle = f"cut_{abs(hash(request.node.name)) % 10**6}"
    desk.write([(handle, "Carla Cut", "@brightbyte My refund is late, who can look?")])
    (number,) = desk.conversations([handle])
    return f"/conversations/{number}?view=everything"


def test_her_sign_in_ends_while_she_types_and_nothing_is_lost(
    desk: RunningDesk, windows: Windows, address: str
) -> None:
    ada = windows.anybody(refusals={NO_LONGER_SIGNED_IN, NOT_OUR_FORM})
    signs_in(desk, ada)
    ada.goto(address)
    ada.locator("#answer").press_sequentially("It left us today, ")
    expect(ada.locator("[data-kept-state]")).to_have_text(KEPT)
    elsewhere = windows.anybody()
    signs_in(desk, elsewhere)
    elsewhere.get_by_role("button", name="Sign out everywhere").click()
    expect(elsewhere.get_by_label("Password")).to_be_visible()
    ada.locator("#answer").press_sequentially("by courier.")
    expect(ada.locator("[data-kept-state]")).to_contain_text("You are signed out. Your words are kept in this window")
    expect(ada.locator(".stale")).to_have_text("You are signed out. Load the page anew to sign in.", timeout=WITHIN)
    other = ada.context.new_page()
    signs_in(desk, other)
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.get_by_role("heading", name="Please send it again")).to_be_visible()  # the form is of an ended sign-in
    ada.goto(address)
    expect(ada.locator("#answer")).to_have_value("It left us today, by courier.")
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.locator(".post--ours", has_text="It left us today, by courier.")).to_have_count(1)


def test_whoever_goes_back_after_sending_sends_nothing_twice(windows: Windows, address: str) -> None:
    ada = windows.of("Ada", refusals={409})
    ada.goto(address)
    ada.locator("#answer").fill("It left us today.")
    ada.get_by_role("button", name="Send", exact=True).dblclick()
    ours = ada.locator(".post--ours", has_text="It left us today.")
    expect(ours).to_have_count(1)
    ada.go_back()
    expect(ours.or_(ada.locator("#answer")).first).to_be_visible()
    if ada.locator("#answer").is_visible() and ada.locator("#answer").input_value():
        ada.get_by_role("button", name="Send", exact=True).click()
    ada.goto(address)
    expect(ours).to_have_count(1)
    expect(ours.get_by_role("link", name="On the network")).to_be_visible(timeout=WITHIN)


def test_a_page_without_a_connection_says_since_when_it_is_old(windows: Windows) -> None:
    ada = windows.of("Ada", refusals={503})
    ada.goto("/inbox?view=everything")
    ada.route("**/inbox/rows*", lambda route: route.fulfill(status=503))
    expect(ada.locator(".stale")).to_contain_text("Not up to date since", timeout=WITHIN)
    ada.unroute("**/inbox/rows*")
    expect(ada.locator(".stale")).to_be_hidden(timeout=WITHIN)


def test_what_she_reads_stays_where_it_is_when_posts_come_in(desk: RunningDesk, windows: Windows) -> None:
    ada = windows.of("Ada", viewport={"width": 1280, "height": 500})
    ada.goto("/inbox?view=everything")
    read = ada.locator(".row").nth(8)
    read.scroll_into_view_if_needed()
    read.hover()
    key, place = read.get_attribute("data-key"), read.bounding_box()
    ada.evaluate(SHIFTS)
    desk.write([("urgent_ulla", "Urgent Ulla", "@brightbyte the whole shop is down, an outage!")])
    (number,) = desk.conversations(["urgent_ulla"])
    expect(ada.locator(f".row[data-key='{number}']")).to_be_attached(timeout=WITHIN)
    assert ada.locator(f".row[data-key='{key}']").bounding_box() == place
    assert ada.evaluate("window.moved") < 0.01


def signs_in(desk: RunningDesk, page: Page) -> None:
    page.goto(desk.new_link("Ada"))
    page.get_by_role("button", name="Sign in as Ada").click()
    page.wait_for_url("**/account")
