"""Ada chooses German and works: she answers, puts off, closes; no longer word breaks a narrow page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AT_ONCE
from tests.browser.running import RunningDesk, running_desk
from tests.browser.windows import Windows

OUTSIDE = """[...document.querySelectorAll("main *, .top > *")].filter((each) => each.checkVisibility()
    && !each.closest(".scroll, .rail, .tabs, .unseen")
    && each.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((each) => each.outerHTML)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def desk() -> Iterator[RunningDesk]:
    """A desk of its own: in the others, Ada reads English."""
    with running_desk(speed=AT_ONCE, poll_seconds=1) as opened:
        yield opened


@pytest.fixture
def windows(chromium: Browser, desk: RunningDesk) -> Iterator[Windows]:
    opened = Windows(chromium, desk)
    yield opened
    assert opened.closed() == []


def test_ada_works_in_german(desk: RunningDesk, windows: Windows) -> None:
    desk.write([("erika", "Erika", "@brightbyte my parcel is late"), ("franz", "Franz", "@brightbyte refund please")])
    first, second = desk.conversations(["erika", "franz"])
    ada = windows.of("Ada")
    ada.goto("/account")
    ada.get_by_label("Language of these pages").select_option(label="Deutsch")
    ada.locator("form", has=ada.locator("#language")).get_by_role("button", name="Save").click()
    expect(ada.get_by_role("status").filter(has_text="Gespeichert.")).to_be_visible()
    expect(ada.locator("html")).to_have_attribute("lang", "de")
    ada.goto("/inbox?view=everything")
    expect(ada.get_by_role("heading", level=1, name="Alles")).to_be_visible()
    expect(ada.locator(".row-due", has_text="fällig in").first).to_be_visible()
    assert (
        ada.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.rail'))")
        == 0
    )
    answers(ada, first)
    puts_off_and_closes(ada, second)
    nothing_is_too_wide(ada, first)


def answers(ada: Page, number: int) -> None:
    ada.goto(f"/conversations/{number}")
    box = ada.get_by_label("öffentlich antworten")
    box.press_sequentially("Wir fragen nach.")
    expect(ada.get_by_text("Entwurf gesichert")).to_be_visible()
    ada.get_by_role("button", name="Senden", exact=True).click()
    expect(ada.locator(".history").get_by_text("Ada: geantwortet.")).to_be_visible()
    expect(ada.get_by_role("link", name="Im Netzwerk")).to_be_visible()
    expect(ada.locator(".conversation-marks")).to_contain_text("Wartet auf den Kunden")


def puts_off_and_closes(ada: Page, number: int) -> None:
    ada.goto(f"/conversations/{number}")
    ada.locator("summary", has_text="Zurückstellen").click()
    ada.get_by_role("button", name="Für eine Stunde").click()
    expect(ada.locator(".notice")).to_contain_text("Sie: zurückgestellt bis")
    expect(ada.locator(".conversation-marks")).to_contain_text("Zurückgestellt")
    ada.locator("summary", has_text="Schließen").click()
    ada.get_by_role("button", name="Spam").click()
    expect(ada.locator(".notice")).to_contain_text("Sie: geschlossen, Spam.")
    ada.get_by_role("button", name="Zurücknehmen").click()
    expect(ada.locator(".history")).to_contain_text("Ada: Schließen zurückgenommen.")


def nothing_is_too_wide(ada: Page, number: int) -> None:
    ada.set_viewport_size({"width": 320, "height": 640})
    for address in ("/inbox?view=everything", "/inbox?view=following", "/inbox/narrow", f"/conversations/{number}",
                    "/account", "/handover", "/search", "/saved-replies", "/alarms", "/health"):  # fmt: skip
        ada.goto(address)
        assert (ada.evaluate(WIDER), ada.evaluate(OUTSIDE)) == (0, []), address
