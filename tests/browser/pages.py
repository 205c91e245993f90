"""The pages of a desk that was worked at: who may see them, where they are, and which refuse."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from helpdesk.outbox.reconcile import LOOKS
from helpdesk.records.replies import UNKNOWN, Reply
from tests.browser.running import RunningDesk

UNTOUCHED = ".row:not(:has(.row-state .state)) .row-link"  # nobody answered it yet
COURIER = "We have asked the courier and will tell you."
LID = "A new lid leaves our stock today."


@dataclass(frozen=True)
class Place:
    """A page, by its address."""

    who: str | None
    address: str


def answer_first(ada: Page, words: str) -> str:
    """Ada answers the first conversation that nobody answered; gives its address."""
    ada.goto("/inbox?view=mine")
    ada.locator(UNTOUCHED).first.click()
    ada.locator("#answer").fill(words)
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.locator(".post--ours", has_text=words)).to_be_visible()
    return ada.url.split("#")[0]


def sent(ada: Page, address: str, words: str) -> str:
    """Ada sees that the network shows her answer; gives its address there."""
    ada.goto(address)
    link = ada.locator(".post--ours", has_text=words).get_by_role("link", name="On the network")
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def close_first(ada: Page) -> None:
    """Ada closes the first conversation that nobody answered."""
    ada.goto("/inbox?view=mine")
    ada.locator(UNTOUCHED).first.click()
    ada.locator("[data-press=e]").click()  # "No reply needed" stands in the menu, too
    expect(ada.get_by_role("button", name="Open again")).to_be_visible()


def make_unsure(desk: RunningDesk, words: str) -> None:
    """Lets the desk forget what the network said about an answer, as if the connection had broken."""
    database = desk.shell.database()
    newest = select(Reply.id).where(Reply.text.contains(words)).order_by(Reply.id.desc()).limit(1)
    with database.writing() as connection:
        reply = connection.execute(newest).scalar_one()
        unsure = {"state": UNKNOWN, "reason": "The network did not answer in time.", "looks": LOOKS, "url": None}
        connection.execute(update(Reply).where(Reply.id == reply).values(unsure))
    database.close()


def places(desk: RunningDesk, ada: Page) -> list[Place]:
    """All pages, after some work was done at the desk by Ada."""
    answered, unsure = answer_first(ada, COURIER), answer_first(ada, LID)
    close_first(ada)
    network = sent(ada, answered, COURIER)
    sent(ada, unsure, LID)
    make_unsure(desk, LID)
    ada.goto("/inbox?view=mine")
    fresh = str(ada.locator(UNTOUCHED).first.get_attribute("href"))
    views = ["mine", "queue", "unsent", "everything", "everything&status=waiting", "everything&status=closed"]
    return [
        Place(None, "/sign-in"),
        Place(None, desk.new_link("Olga")),
        *(Place("Ada", f"/inbox?view={view}") for view in views),
        *(Place("Ada", address) for address in (fresh, answered, unsure, "/health", "/account", "/nowhere")),
        Place("Mona", "/reports/response-times"),
        *(Place("Mona", f"/reports/response-times?kind=any&by={by}") for by in ("staff", "hour", "week")),
        *(
            Place("Mona", f"/reports/{page}")
            for page in ("today", "wall", "volume", "changed", "people", "definitions")
        ),
        *(
            Place("Mona", f"/reports/{page}")
            for page in ("people/1", "conversations?kind=any", "conversations/without-need")
        ),
        Place("Ada", "/handover"),
        Place("Mona", "/policy"),
        Place("Mona", "/policy/topics/refunds"),
        Place("Mona", "/reports/saved"),
        Place("Mona", "/noise/review"),
        Place("Mona", "/noise/review/keywords"),
        Place("Mona", "/staff"),
        Place("Mona", "/staff/1"),
        Place("Mona", "/patterns"),
        Place("Mona", "/saved-replies"),
        *(Place("Ada", address) for address in ("/search", "/search?q=refund", "/noise", "/inbox/narrow?view=mine")),
        *(Place(None, desk.network + path) for path in ("/", "/@brightbyte", "/write", "/nowhere")),
        Place(None, network),
    ]
