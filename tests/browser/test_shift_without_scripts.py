"""A whole shift where scripts are switched off: every step is a link or a form."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.test_without_scripts import appears
from tests.browser.windows import Windows

CUSTOMERS = ("hanna", "igor", "judith", "karim", "lena")
MERGED = "plain_lena"


def handle(name: str) -> str:
    return f"plain_{name}"


def finds(page: Page, name: str) -> None:
    """Looks for a customer with the search field and opens what is found."""
    page.get_by_role("searchbox", name="Search").fill(f"from:{handle(name)}")
    page.get_by_role("searchbox", name="Search").press("Enter")
    appears(page, page.locator(".row-link").first)
    page.locator(".row-link").first.click()
    expect(page.locator("#conversation-title")).to_be_visible()


def told(page: Page, words: str) -> None:
    """The page says what was done."""
    expect(page.locator(".notice").first).to_contain_text(words)


def test_ada_works_a_whole_shift_without_any_script(desk: RunningDesk, windows: Windows) -> None:
    posts = [(handle(name), name.title(), f"@brightbyte my refund is late, says {name}") for name in CUSTOMERS]
    desk.write([*posts, (MERGED, "Lena", "@brightbyte and the parcel never came, says lena")])
    desk.conversations([handle(name) for name in CUSTOMERS])
    ada = windows.anybody(java_script_enabled=False)
    _arrives(desk, ada)
    _answers(ada)
    _puts_off_and_takes_it_back(ada)
    _merges(ada)
    _does_many_things_at_once(ada)
    _keeps_a_list(ada)
    _leaves(ada)


def _arrives(desk: RunningDesk, ada: Page) -> None:
    ada.goto(desk.new_link("Ada"))
    ada.get_by_role("button", name="Sign in as Ada").click()
    ada.locator("summary.person").click()
    ada.locator(".menu-body").get_by_role("link", name="Hand over").click()
    expect(ada.get_by_role("heading", name="Hand over", level=1)).to_be_visible()
    expect(ada.locator("main")).to_contain_text("You are on duty")
    ada.get_by_role("link", name="Inbox").click()


def _answers(ada: Page) -> None:
    finds(ada, "hanna")
    ada.locator("#answer").fill("It was paid out this morning.")
    ada.get_by_role("button", name="Preview").click()
    expect(ada.locator(".preview-post")).to_contain_text("@plain_hanna It was paid out this morning. ^AL")
    ada.get_by_role("button", name="Send and close").click()
    ours = ada.locator(".post--ours", has_text="paid out")
    appears(ada, ours.get_by_role("link", name="On the network"))
    expect(ada.locator(".conversation-marks")).to_contain_text("Closed")


def _puts_off_and_takes_it_back(ada: Page) -> None:
    finds(ada, "igor")
    ada.get_by_text("Put off", exact=True).first.click()
    ada.locator(".menu[open] .menu-item").first.click()
    told(ada, "You put it off until")
    expect(ada.locator(".conversation-marks")).to_contain_text("Put off")
    ada.locator(".notice").get_by_role("button", name="Take back").click()
    told(ada, "Taken back.")
    expect(ada.locator(".conversation-marks")).to_contain_text("Open")


def _merges(ada: Page) -> None:
    finds(ada, "lena")
    appears(ada, ada.get_by_role("heading", name="This customer also waits in"))
    ada.locator(".candidates button").first.click()
    told(ada, "You merged it into No.")
    expect(ada.locator(".facts")).to_contain_text("Merged here")
    ada.locator(".notice").get_by_role("button", name="Take back").click()
    told(ada, "Taken back.")


def _does_many_things_at_once(ada: Page) -> None:
    ada.goto("/inbox?view=everything&in_topic=refunds")
    for name in ("judith", "karim"):
        appears(ada, ada.locator(".row", has_text=f"says {name}"))
        ada.locator(".row", has_text=f"says {name}").locator(".row-mark").check()
    ada.get_by_role("button", name="No reply needed").click()
    told(ada, "2")
    expect(ada.locator(".row", has_text="says judith")).to_have_count(0)
    ada.locator(".notice").get_by_role("button", name="Take back").click()
    told(ada, "2 taken back.")


def _keeps_a_list(ada: Page) -> None:
    ada.goto("/inbox?view=everything")
    ada.get_by_role("link", name="Narrow").click()
    ada.get_by_label("Priority").select_option("high")
    ada.get_by_role("button", name="Show these").click()
    ada.get_by_label("Name of this list").fill("High ones")
    ada.get_by_role("button", name="Keep", exact=True).click()
    kept = ada.get_by_role("navigation", name="Views").get_by_role("link", name="High ones")
    expect(kept).to_have_attribute("aria-current", "page")
    ada.get_by_role("button", name="Keep no more").click()
    expect(kept).to_have_count(0)


def _leaves(ada: Page) -> None:
    ada.goto("/handover")
    ada.get_by_role("button", name="Hand everything back and go off duty").click()
    expect(ada.locator(".notice").first).to_contain_text("off duty")
    ada.locator(".notice").get_by_role("button", name="Take back").click()  # others work at this desk, too
    expect(ada.locator(".notice").first).to_contain_text("You are on duty again")
    ada.locator("summary.person").click()
    ada.get_by_role("button", name="Sign out").first.click()
    expect(ada.get_by_label("Password")).to_be_visible()
