"""The whole story as people see it: Carl writes, Ada answers, Carl answers back, Mona reads how long he waited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.running import RunningDesk, running_desk
from tests.browser.windows import Windows

A_MINUTE = 60_000
WITHIN_SECONDS = 60_000
ANSWER = "Sorry about that! We looked it up: a new one leaves our stock today."
ONE_TOO_MANY = "x" * 137  # and " ^AL"


@pytest.fixture
def desk() -> Iterator[RunningDesk]:
    """A desk that was started for the first time just now."""
    with running_desk(speed=20, poll_seconds=1) as opened:
        yield opened


@pytest.fixture
def windows(chromium: Browser, desk: RunningDesk) -> Iterator[Windows]:
    opened = Windows(chromium, desk)
    yield opened
    assert opened.closed() == []


def sign_in(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=f"Sign in as {name}").click()
    page.get_by_role("link", name="Go to the inbox").click()
    page.wait_for_url("**/inbox*")


def test_posts_come_in_ada_answers_the_customer_comes_back_and_mona_reads_of_it(
    desk: RunningDesk, windows: Windows
) -> None:
    ada, carl, mona = windows.anybody(refusals={422}), windows.anybody(), windows.anybody()
    sign_in(ada, desk.printed_links["Ada"], "Ada")
    posts_arrive(ada)
    ada.keyboard.press("j")
    expect(ada.locator(".row-link").first).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada.locator("#conversation-title")).to_be_visible()
    question = ada.locator(".post-words").last.inner_text()
    the_counter_is_right(ada)
    too_long_is_refused(ada)
    with ada.expect_popup() as opened:
        answer(ada).click()
    seen_by_the_customer(opened.value, question)
    ada.keyboard.press("u")
    expect(ada.get_by_role("heading", name="Mine")).to_be_visible()
    ada.evaluate("document.documentElement.dataset.loaded = 'once'")
    answers_back(carl, opened.value.url)
    expect(ada.locator(".row", has_text="And which day will it be here?")).to_be_visible(timeout=WITHIN_SECONDS)
    expect(ada.locator("html[data-loaded=once]")).to_be_attached()
    sign_in(mona, desk.printed_links["Mona"], "Mona")
    reads_the_report(mona)


def posts_arrive(ada: Page) -> None:
    """Posts of the practice network come into the inbox, one after another, and the page is never loaded again."""
    ada.evaluate("document.documentElement.dataset.loaded = 'once'")
    rows = ada.locator(".row")
    before = rows.count()
    expect(rows.nth(before + 1)).to_be_visible(timeout=A_MINUTE)
    expect(ada.locator("html[data-loaded=once]")).to_be_attached()


def the_counter_is_right(ada: Page) -> None:
    ada.keyboard.press("r")
    box, counter = ada.locator("#answer"), ada.locator("output[data-counter]")
    expect(box).to_be_focused()
    ada.keyboard.type(ANSWER)
    expect(counter).to_have_text(str(140 - len(ANSWER) - len(" ^AL")))
    box.fill(ONE_TOO_MANY[:-1])
    expect(counter).to_have_text("0")
    expect(box).to_have_attribute("aria-invalid", "false")
    box.fill(ONE_TOO_MANY)
    expect(counter).to_have_text("-1")
    expect(counter).to_have_class("is-over")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(ada.locator(".too-long")).to_be_visible()


def too_long_is_refused(ada: Page) -> None:
    """The server counts for itself, says how many, and gives the text back."""
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.get_by_role("alert")).to_contain_text("141 characters")
    expect(ada.locator("#answer")).to_have_value(ONE_TOO_MANY)


def answer(ada: Page) -> Locator:
    """Ada sends her answer with the keyboard; gives the link to it, once the network shows it."""
    ada.locator("#answer").fill(ANSWER)
    ada.keyboard.press("Control+Enter")
    ours = ada.locator(".post--ours", has_text=ANSWER)
    link = ours.get_by_role("link", name="On the network")
    expect(link).to_be_visible(timeout=WITHIN_SECONDS)
    return link


def seen_by_the_customer(thread: Page, question: str) -> None:
    """On the network, the answer stands under the post that the customer wrote last."""
    ours = thread.locator(".post:not(.company) + .post.company", has_text=ANSWER)
    expect(ours).to_be_visible()
    expect(ours).to_contain_text("^AL")
    expect(thread.locator(".post:has(+ .post.company)")).to_contain_text(question.removeprefix("@brightbyte "))
    expect(thread.locator(".post.company")).to_have_count(1)


def answers_back(carl: Page, address: str) -> None:
    """Whoever began the thread answers the answer."""
    carl.goto(address)
    carl.get_by_role("button", name="Play @").click()
    box = carl.get_by_label("Your answer")
    expect(box).to_have_value("@brightbyte ")
    box.press_sequentially("And which day will it be here?")
    carl.get_by_role("button", name="Reply").click()
    expect(carl.locator(".post", has_text="And which day will it be here?")).to_be_visible()


def reads_the_report(mona: Page) -> None:
    """Ada's answer is in the report with its time; those who still wait are counted, too."""
    mona.get_by_role("link", name="Reports").click()
    mona.locator("select[name=by]").select_option(label="Person")
    mona.get_by_role("button", name="Show").click()
    adas = mona.locator("tbody tr", has=mona.get_by_role("rowheader", name="Ada"))
    expect(adas.locator("td").nth(1)).to_have_text("1")
    wrote, answered, waiting = (int(text) for text in mona.locator("tfoot td").all_inner_texts()[:3])
    assert answered == 1
    assert waiting > 1
    assert wrote == answered + waiting
