"""A shift, with hands on the keyboard and then without any script: arrive, answer, collide, be approved, leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.test_without_scripts import appears
from tests.browser.windows import Windows

WITHIN = 60_000  # milliseconds; ten seconds of them are those in which an answer can be taken back
ANSWERED = (
    "anna", "bert", "cleo", "dora", "edda", "ferdi", "gesa", "hans", "inge", "jens", "karla", "lutz", "maja", "nils",
    "olaf", "paula", "rolf", "silke", "timo", "ute",
)  # fmt: skip
CUSTOMERS = (*ANSWERED, "emil", "fritz", "gerda")


@pytest.fixture(scope="module")
def numbers(desk: RunningDesk) -> list[int]:
    """Twenty customers and three more wait; for the last two a trainee answers."""
    handles = [f"shift_{name}" for name in CUSTOMERS]
    desk.write([(handle, handle.title(), f"@brightbyte my refund is late, says {handle}") for handle in handles])
    return desk.conversations(handles)


@pytest.fixture
def trainee(desk: RunningDesk) -> Iterator[None]:
    """Ben is a trainee for a while."""
    assert desk.shell.run("staff", "approval", "ben@desk.example", "all").exit_code == 0
    yield
    assert desk.shell.run("staff", "approval", "ben@desk.example", "none").exit_code == 0


def finds(page: Page, handle: str) -> None:
    """Looks for a customer and opens what was found, by keys alone."""
    page.keyboard.press("/")
    page.keyboard.type(f"from:{handle}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Found: from:{handle}")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#conversation-title")).to_be_visible()


def writes(page: Page, words: str) -> None:
    page.keyboard.press("r")
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.type(words)


def does(page: Page, what: str) -> None:
    """By its name, wherever it stands on the page."""
    page.keyboard.press("Control+k")
    page.keyboard.type(what)
    page.keyboard.press("Enter")


def hands_over(page: Page) -> None:
    """Gives back all that is hers; then takes that back, since others work at this desk, too."""
    does(page, "hand over")
    expect(page.get_by_role("heading", name="Hand over")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand everything back and go off duty")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="off duty").first).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("status").filter(has_text="taken back").first).to_be_visible()


@pytest.mark.timeout(600)  # twenty answers, typed
def test_ada_works_a_shift_by_keys_alone(desk: RunningDesk, windows: Windows, numbers: list[int]) -> None:
    ada, ben = windows.of("Ada", refusals={409, 503}), windows.of("Ben")
    ada.goto("/inbox?view=mine")
    for customer in ANSWERED:
        finds(ada, f"shift_{customer}")
        writes(ada, f"It left us today, {customer.title()}.")
        ada.keyboard.press("Control+Enter")
        expect(ada.locator(".post--ours", has_text=f"today, {customer.title()}.")).to_be_visible()
    finds(ada, "shift_emil")
    ada.route("**/draft", lambda route: route.fulfill(status=503))  # the connection is lost for a moment
    writes(ada, "I am looking, ")
    expect(ada.locator("[data-kept-state]")).to_contain_text("Not kept on the desk yet")
    ada.unroute("**/draft")
    ada.keyboard.type("one moment.")
    expect(ada.locator("[data-kept-state]")).to_have_text("Draft kept", timeout=WITHIN)
    ben.goto(f"/conversations/{numbers[-3]}?view=everything")  # Ben is at the same customer, and faster
    expect(ben.locator(".together--answering")).to_contain_text("Ada is answering this customer.")
    ben.get_by_role("button", name="Answer instead").click()
    expect(ben.locator(".together--answering")).to_have_count(0)
    writes(ben, "It was paid out this morning.")
    ben.keyboard.press("Control+Enter")
    expect(ben.locator(".post--ours", has_text="paid out")).to_be_visible()
    expect(ada.locator("[data-composer-news]")).to_be_visible(timeout=WITHIN)
    ada.keyboard.press("Control+Enter")
    expect(ada.get_by_role("alert")).to_contain_text("Your text is kept")
    expect(ada.locator("#answer")).to_have_value("I am looking, one moment.")
    ada.keyboard.press("Escape")
    hands_over(ada)
    expect(ada.get_by_role("status").get_by_text("You are on duty again").first).to_be_visible()
    for number in numbers[: len(ANSWERED)]:
        ada.goto(f"/conversations/{number}")
        expect(ada.locator(".post--ours").get_by_role("link", name="On the network")).to_be_visible(timeout=WITHIN)


@pytest.mark.usefixtures("trainee")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_ben_learns_and_mona_approves(desk: RunningDesk, windows: Windows, numbers: list[int], scripts: bool) -> None:
    ben, mona = (windows.of(name, java_script_enabled=scripts) for name in ("Ben", "Mona"))
    number = numbers[-2 if scripts else -1]
    ben.goto(f"/conversations/{number}")
    ben.locator("#answer").fill("You have it by friday.")
    ben.get_by_role("button", name="Ask for approval").click()
    ours = ben.locator(".post--ours")
    expect(ours).to_contain_text("Waits for approval")
    mona.goto("/inbox?view=approval")
    mona.locator(".row", has_text=CUSTOMERS[-2 if scripts else -1]).locator(".row-link").click()
    mona.locator("#answer").fill("You have it by Friday.")
    if scripts:
        mona.keyboard.press("Control+Enter")
    else:
        mona.get_by_role("button", name="Approve and send").click()
    expect(mona.locator(".post--ours", has_text="by Friday. ^BK")).to_be_visible()
    if scripts:
        expect(ours.get_by_role("link", name="On the network")).to_be_visible(timeout=WITHIN)
    else:
        appears(ben, ours.get_by_role("link", name="On the network"))
    ben.goto("/account")
    ben.get_by_role("button", name="Go off duty").last.click()
    ben.get_by_role("button", name="Go on duty").last.click()
    ben.goto("/alarms")
    expect(ben.get_by_text("Mona changed the words of your answer and sent it.").first).to_be_visible()
