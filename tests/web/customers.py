"""Customers who write, and what becomes of our answers, for the tests of the pages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from itertools import count

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post, Posted
from helpdesk.outbox import outcomes
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import HELD, QUEUED, Reply
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.web.browser import Browser

_numbers = count(1)


def writes(
    office: Office, text: str, *, handle: str = "carl", name: str = "Carl Customer", again: int | None = None,
    url: str | None = "https://social.example/@carl/1",
) -> int:  # fmt: skip
    """A customer writes, now; gives the conversation. `again`: the conversation that they answer in."""
    now, remote_id = office.clock.now(), f"post-{next(_numbers)}"
    parent = None
    with office.database.writing() as connection:
        if again is not None:
            newest = select(Conversation.last_mention_id).where(Conversation.id == again).scalar_subquery()
            parent = connection.execute(select(Mention.remote_id).where(Mention.id == newest)).scalar_one()
        post = Post(remote_id, Author(handle, handle, name, 7), text, now, parent, url, "en", "public")
        take_in(connection, Listening(office.account, "practice", "our-own-id"), [post], now)
    sorter = Sorter(office.database, office.clock)
    while sorter.sort_batch():
        pass
    with office.database.reading() as connection:
        found = connection.execute(select(Mention.conversation_id).where(Mention.remote_id == remote_id)).scalar_one()
    assert found is not None
    return int(found)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the composer, as a browser would send them."""
    form = page[page.index('<form class="composer-form"') :]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[: form.index("</form>")]))


def answer(browser: Browser, conversation: int, body: str, **fields: str) -> TestResponse:
    """Fills in the composer as it is now and sends it."""
    given = hidden(browser.open(f"/conversations/{conversation}").text) | {"body": body} | fields
    return browser.client.post(f"/conversations/{conversation}/replies", base_url="http://127.0.0.1", data=given)


def kept_text(page: str) -> str:
    """What stands in the composer."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found, "the page has no composer"
    return unescape(found[1])


def becomes(office: Office, state: str, reason: str | None = None, *, shown_at: datetime | None = None) -> int:
    """The queued answer becomes what `state` says; gives its number. A sent one is shown since `shown_at`, or now."""
    now = office.clock.now()
    with office.database.writing() as connection:
        if state == QUEUED:
            return connection.execute(select(Reply.id).where(Reply.state == QUEUED)).scalar_one()
        if state == HELD:
            number = connection.execute(select(Reply.id).where(Reply.state == QUEUED)).scalar_one()
            connection.execute(update(Reply).where(Reply.id == number).values(state=HELD, reason=reason))
            return number
        claimed = claim_next(connection, now + timedelta(minutes=1))  # past the time for taking it back
        assert isinstance(claimed, Claimed)
        if state == "sent":
            posted = Posted(
                "p-1", "https://social.example/@brightbyte/2", shown_at or now, claimed.text, None, "our-own-id"
            )
            outcomes.sent(connection, claimed.id, posted, now)
        elif state == "failed":
            outcomes.failed(connection, claimed.id, reason or "", now)
        elif state == "unknown":
            outcomes.unknown(connection, claimed.id, reason or "", now + timedelta(hours=1), now)
    return claimed.id
