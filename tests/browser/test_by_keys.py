"""A whole shift without a mouse: whatever is done, the focus is where one goes on, and what it is on has a name."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

CONTROL = "button|link|textbox|searchbox|checkbox|combobox|region"
NAMED = re.compile(rf"^- (text: .+|['\"]?({CONTROL}) \".+\")")  # "text" is what folds out
STANDS = """(() => { const at = document.activeElement;
    return at === document.body ? "lost" : at.id === "main" ? "main" : at.matches(".post") ? "post"
    : at.matches(":focus") ? "control" : "inside"; })()"""
MANY = 40  # controls of one page
WITHIN = 60_000  # milliseconds, in which an answer can still be taken back first


def test_the_focus_of_the_beginning_scrolls_nothing_away(windows: Windows) -> None:
    mona = windows.of("Mona", viewport={"width": 390, "height": 400})
    for address in ("/reports/response-times", "/inbox?view=everything", "/policy", "/alarms", "/account"):
        mona.goto(address)
        expect(mona.locator("main")).to_be_focused()
        assert mona.evaluate("scrollY") == 0, address


def test_ada_works_without_a_mouse(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("keys_ida", "Ida", "@brightbyte my refund is late"), ("keys_jan", "Jan", "@brightbyte refund please")])
    desk.conversations(["keys_ida", "keys_jan"])
    ada = windows.of("Ada")
    goes(ada, "hand over", "Hand over")
    goes(ada, "inbox", "Mine")
    finds(ada, "keys_ida")
    gives_to_ben_and_takes_over(ada)
    tags_and_sorts(ada)
    puts_off_and_closes(ada)
    answers(ada)
    looks_around(ada)


def stands(page: Page, *where: str) -> None:
    """The focus is there, else on the content, and what it is on has a name."""
    found = page.evaluate(STANDS)
    assert found in (where or ("main",))
    if found == "control":
        assert NAMED.search(page.locator(":focus").aria_snapshot()), page.locator(":focus").evaluate(
            "at => at.outerHTML"
        )


def goes(page: Page, words: str, heading: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    stands(page, "control")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    stands(page)


def finds(page: Page, handle: str) -> None:
    page.keyboard.press("/")
    stands(page, "control")
    page.keyboard.type(f"from:{handle}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Found: from:{handle}")).to_be_visible()
    stands(page)
    page.keyboard.press("j")
    stands(page, "control")
    page.keyboard.press("o")
    expect(page.locator("#conversation-title")).to_be_visible()
    stands(page)


def chooses(page: Page, key: str, words: str) -> None:
    """Opens a menu and walks down in it."""
    page.keyboard.press(key)
    for _ in range(30):
        stands(page, "control")
        if words in page.locator(":focus").inner_text():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    stands(page)


def gives_to_ben_and_takes_over(ada: Page) -> None:
    chooses(ada, "a", "Ben")
    expect(ada.locator(".conversation-owner")).to_contain_text("Ben")
    stands(ada)
    ada.keyboard.press("t")
    expect(ada.locator(".conversation-owner")).to_contain_text("You")
    stands(ada)


def tags_and_sorts(ada: Page) -> None:
    ada.keyboard.press("g")
    stands(ada, "control")
    ada.keyboard.type("parcel")
    ada.keyboard.press("Enter")
    expect(ada.locator(".conversation-marks .badge", has_text="parcel")).to_be_visible()
    stands(ada)
    chooses(ada, "v", "Repairs")
    told(ada, "You changed the topic")
    chooses(ada, "y", "Low")
    told(ada, "You changed the priority to low.")
    chooses(ada, ".", "Urgent")
    told(ada, "You changed the priority to urgent.")
    chooses(ada, "w", "Technicians")
    told(ada, "You moved it to Technicians.")
    ada.keyboard.press("z")
    told(ada, "Taken back.")
    stands(ada)


def puts_off_and_closes(ada: Page) -> None:
    chooses(ada, "s", "For an hour")
    told(ada, "You put it off")
    ada.keyboard.press("z")
    expect(ada.locator(".conversation-marks")).to_contain_text("Open")
    stands(ada)
    chooses(ada, "s", "For an hour")
    told(ada, "You put it off")
    ada.keyboard.press("b")
    expect(ada.locator(".conversation-marks")).to_contain_text("Open")
    stands(ada)
    chooses(ada, "c", "Spam")
    told(ada, "You closed it")
    ada.keyboard.press("z")
    expect(ada.locator(".conversation-marks")).to_contain_text("Open")
    stands(ada)


def answers(ada: Page) -> None:
    ada.keyboard.press("r")
    stands(ada, "control")
    ada.keyboard.type("It left us today.")
    ada.keyboard.press("Control+Enter")
    ours = ada.locator(".post--ours", has_text="It left us today.")
    expect(ours).to_be_visible()
    expect(ours).to_be_in_viewport()
    stands(ada, "main", "post")
    expect(ours.get_by_role("link", name="On the network")).to_be_visible(timeout=WITHIN)
    stands(ada, "main", "control")  # which is the link that came into the post


def looks_around(ada: Page) -> None:
    ada.keyboard.press("?")
    expect(ada.get_by_role("dialog", name="Keyboard")).to_be_visible()
    stands(ada, "control")
    ada.keyboard.press("Escape")
    stands(ada, "main", "control")
    ada.keyboard.press("u")
    ada.wait_for_url("**/inbox*")
    stands(ada)
    goes(ada, "saved replies", "Saved replies")
    goes(ada, "alarms", "Alarms")
    goes(ada, "my figures", "Ada")


def test_mona_reads_her_reports_without_a_mouse_and_all_she_meets_has_a_name(windows: Windows) -> None:
    mona = windows.of("Mona")
    for words, heading in (
        ("reports", "Response times"),
        ("policy", "Policy"),
        ("staff", "Staff"),
        ("alarms", "Alarms"),
    ):
        goes(mona, words, heading)
        met = 0
        while met < MANY:
            mona.keyboard.press("Tab")
            at = mona.evaluate(STANDS)
            if at not in ("control", "inside"):  # it went round
                break
            if at == "control":  # and not at the calendar within a date's field
                stands(mona, "control")
            met += 1
        assert met > 0, heading
