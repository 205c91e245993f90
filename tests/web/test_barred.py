"""A post that its network lets nobody answer: the page says so and leads there, and the server agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.accounts import Account
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import Reply
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, hidden, writes

CARL = Author("77", "carl", "Carl", 12)
X_SAYS = "X lets us answer only those who name or quote @brightbyte, and this customer has not."


def hit(office: Office, number: int, *, may: bool, word: str | None, parent: str | None = None) -> int:
    """Carl writes on X; gives the conversation."""
    now, url = office.clock.now(), f"https://x.com/carl/status/{number}"
    with office.database.writing() as connection:
        connection.execute(update(Account).where(Account.id == office.account).values(network="x"))
        post = Post(
            str(number), CARL, f"my parcel {number}", now, parent, url, "en", None, may_reply=may, found_by=word
        )
        take_in(connection, Listening(office.account, "x", "4001"), [post], now)
    while Sorter(office.database, office.clock).sort_batch():
        pass
    with office.database.reading() as connection:
        return connection.execute(select(Mention.conversation_id).where(Mention.remote_id == str(number))).scalar_one()


def test_a_listening_words_hit_shows_the_rule_and_the_way_out(office: Office, ada: Browser) -> None:
    conversation = hit(office, 501, may=False, word="bright byte")
    page = ada.open(f"/conversations/{conversation}").text
    assert "composer-form" not in page
    assert f"Found by the listening word “bright byte”. {X_SAYS}" in page
    assert 'href="https://x.com/carl/status/501" rel="noopener noreferrer nofollow" target="_blank">Open on X' in page


def test_whoever_sends_an_answer_there_by_hand_is_refused(office: Office, ada: Browser) -> None:
    allowed = writes(office, "@brightbyte my parcel")
    form = hidden(ada.open(f"/conversations/{allowed}").text)
    conversation = hit(office, 502, may=False, word=None)
    refused = ada.client.post(
        f"/conversations/{conversation}/replies", base_url="http://127.0.0.1", data=form | {"body": "Hello!"}
    )
    assert refused.status_code == 422
    assert X_SAYS in refused.text
    with office.database.reading() as connection:
        assert connection.execute(select(Reply.id)).all() == []


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_an_answer_goes_to_the_newest_post_that_may_be_answered(
    order: tuple[bool, bool], office: Office, ada: Browser
) -> None:
    conversation = hit(office, 503, may=order[0], word=None)
    assert hit(office, 504, may=order[1], word=None, parent="503") == conversation
    page = ada.open(f"/conversations/{conversation}").text
    assert "On X an answer costs $0.01, with a link $0.20." in page
    assert answer(ada, conversation, "It is on its way.").status_code == 303
    with office.database.reading() as connection:
        parent = connection.execute(select(Reply.parent_remote_id)).scalar_one()
    assert parent == ("503" if order[0] else "504")
