"""The story once more on X: a mention, an answer that X was silent about, a follow-up, and one who may not be answered.

The fake X is asked over real HTTP by the worker's own pieces, Ada uses the pages, and the clock is set forward.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from helpdesk.intake.queue import take_in
from helpdesk.records.accounts import Listener
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import Reply
from tests.cast import Office
from tests.test_journey import hidden, inbox, reply, signed_in
from tests.x_town import Place, x_town


@pytest.fixture
def place(office: Office) -> Iterator[Place]:
    with x_town(office) as opened:
        yield opened


def test_carl_is_answered_once_on_x_although_x_was_silent_about_it(place: Place) -> None:
    x, office = place.x, place.office
    asked = x.truth.publish("carl", "@brightbyte my refund never came & I wait https://b.example/order?id=1")
    x.later(minutes=2)
    place.intake()
    ada = signed_in(office, office.ada)
    assert "my refund never came &amp; I wait" in inbox(ada)
    conversation = place.conversation_of(asked)

    # X takes Ada's answer and says 500: nobody knows, until it is found among our own posts.
    assert reply(ada, conversation, "Sorry, Carl! It is at http://b.example/refunds today.").status_code == 303
    x.faults.next("500 done", method="POST", path="/2/tweets")
    x.later(seconds=30)
    place.outbox()
    assert "Not confirmed" in ada.get(f"/conversations/{conversation}").text
    x.later(minutes=10)
    place.outbox()
    (ours,) = x.truth.by("brightbyte")
    assert (ours.parent, ours.text) == (asked, "Sorry, Carl! It is at http://b.example/refunds today. ^AL")
    page = ada.get(f"/conversations/{conversation}").text
    assert f"https://x.com/brightbyte/status/{ours.id}" in page

    # Carl edits his question and answers our answer: one row, and the same conversation.
    x.later(minutes=5)
    x.truth.edit(asked, "@brightbyte my refund never came, still")
    again = x.truth.publish("carl", "which day?", parent=ours.id)
    place.intake()
    assert place.conversation_of(again) == conversation
    assert reply(ada, conversation, "On Thursday.").status_code == 303
    x.later(seconds=30)
    place.outbox()
    assert [each.parent for each in x.truth.by("brightbyte")] == [asked, again]
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Mention)).scalar_one() == 2
        assert set(connection.execute(select(Reply.state)).scalars()) == {"sent"}


def test_the_same_words_to_one_customer_twice_are_one_post_and_adopted(place: Place) -> None:
    x, office = place.x, place.office
    asked = x.truth.publish("carl", "@brightbyte my parcel?")
    place.intake()
    ada = signed_in(office, office.ada)
    conversation = place.conversation_of(asked)
    assert reply(ada, conversation, "Sorry!").status_code == 303
    x.faults.next("429", method="POST", path="/2/tweets")
    x.later(seconds=30)
    place.outbox()
    assert x.truth.by("brightbyte") == []
    x.truth.publish("brightbyte", "Sorry! ^AL", parent=asked)  # by hand, on the site of X itself
    x.later(minutes=11)
    place.outbox()
    x.later(minutes=11)
    place.outbox()
    assert len(x.truth.by("brightbyte")) == 1
    with office.database.reading() as connection:
        state = connection.execute(select(Reply.state)).scalar_one()
    assert state in ("sent", "held")  # adopted, or seen before it left


def test_a_listening_words_hit_is_shown_and_cannot_be_answered_from_here(place: Place) -> None:
    x, office = place.x, place.office
    hit = x.truth.publish("dora", "bright byte never answers about my parcel")
    page = place.network.search('"bright byte"', None)
    with office.database.writing() as connection:
        take_in(connection, place.listening, page.items, office.clock.now())
    place.sort()
    ada = signed_in(office, office.ada)
    shown = ada.get(f"/conversations/{place.conversation_of(hit)}").text
    assert "X lets us answer only those who name or quote @brightbyte" in shown
    assert f'href="https://x.com/dora/status/{hit}"' in shown
    assert "composer-form" not in shown
    assert "seen_version" not in hidden(shown)


def test_a_plan_that_is_used_up_stops_the_listening_and_says_so(place: Place) -> None:
    x, office = place.x, place.office
    x.truth.publish("carl", "@brightbyte my parcel?")
    x.faults.next("usage cap", path="/2/users/")
    assert not place.poll()
    with office.database.reading() as connection:
        problem, until = connection.execute(select(Listener.problem, Listener.not_before)).one()
    assert "The plan with X is used up" in (problem or "")
    assert until is not None
    before = len(x.requests)
    assert not place.poll()
    assert len(x.requests) == before
    x.later(hours=1)
    place.intake()
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Mention)).scalar_one() == 1
