"""One conversation, as Ada reads it, and what she can do with it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from helpdesk.desk import owning
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.parents import Parent
from helpdesk.records.staff import VIEWER, Staff
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, kept_text, writes

POLL = {"X-Requested-With": "fetch"}


@pytest.fixture
def ben(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.ben)
    return browser


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def now_is(office: Office, conversation: int) -> tuple[str, int | None, int]:
    with office.database.reading() as connection:
        row = connection.execute(
            select(Conversation.status, Conversation.staff_id, Conversation.team_id).where(
                Conversation.id == conversation
            )
        ).one()
    return row.status, row.staff_id, row.team_id


def given_to(office: Office, person: int, words: str = "@brightbyte a refund, please") -> int:
    conversation = writes(office, words)
    with office.database.writing() as connection:
        owning.assign(connection, conversation, person, acting=office.mona, at=office.clock.now())
    return conversation


def test_ada_reads_the_thread_why_it_came_and_what_happened(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ada, "@brightbyte I want a refnud & an excuse https://shop.example/o/1")
    for person in (office.ben, office.ada):
        with office.database.writing() as connection:
            owning.assign(connection, conversation, person, acting=office.mona, at=office.clock.now())
    page = ada.open(f"/conversations/{conversation}").text
    assert "<mark>refnud</mark> &amp; an excuse" in page, "the word that decided is marked"
    assert "reads like “refund”" in text(page)
    assert '<a href="https://shop.example/o/1" rel="noopener noreferrer nofollow"' in page
    assert "Mona gave it to Ada." in text(page)
    assert "due in 30 min" in text(page)
    assert "target 30 min" in text(page)
    assert '<a class="out" href="https://social.example/@carl/1"' in page
    assert "Decided by revision 1 of the policy." in page


def test_a_conversation_that_is_not_there(ada: Browser) -> None:
    for path in ("/conversations/4711", "/conversations/4711/parts", "/conversations/99999999999999999999"):
        assert ada.open(path).status_code == 404
    assert ada.send("/conversations/4711/taking").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "Queued"), ("sending", "Sending"), ("sent", "On the network"), ("failed", "Not sent"),
     ("unknown", "Not confirmed"), ("held", "Held back")],
)  # fmt: skip
def test_the_state_of_our_answer_is_told_in_words(office: Office, ada: Browser, state: str, words: str) -> None:
    conversation = writes(office, "@brightbyte refund?")
    answer(ada, conversation, "On its way.")
    becomes(office, state, "For this reason.")
    page = ada.open(f"/conversations/{conversation}").text
    ours = text(page[page.index('id="reply-') :].split("</article>")[0])
    assert "@carl On its way. ^AL" in ours
    assert words in ours
    assert ("For this reason." in ours) == (state in ("failed", "unknown", "held"))


def test_an_answer_that_did_not_get_out_is_offered_again(office: Office, ada: Browser) -> None:
    conversation = writes(office, "@brightbyte refund?")
    answer(ada, conversation, "Two lines,\nand <b>marks</b> ^_^ ")
    becomes(office, "failed", "The network refused it.")
    page = ada.open(f"/conversations/{conversation}").text
    assert kept_text(page) == "Two lines,\nand <b>marks</b> ^_^"
    assert "This answer did not get out." in page


def test_while_an_answer_is_on_its_way_there_is_nothing_to_write(office: Office, ada: Browser) -> None:
    conversation = writes(office, "@brightbyte refund?")
    answer(ada, conversation, "On its way.")
    page = ada.open(f"/conversations/{conversation}").text
    assert "An answer is on its way." in page
    assert 'id="answer"' not in page


@pytest.mark.parametrize(("there", "words"), [("yes", "the answer is on the network"), ("no", "is not on the network")])
def test_ada_looks_and_settles_an_answer_in_doubt(office: Office, ada: Browser, there: str, words: str) -> None:
    conversation = writes(office, "@brightbyte refund?")
    answer(ada, conversation, "On its way.")
    reply = becomes(office, "unknown", "No word from the network.")
    page = ada.open(f"/conversations/{conversation}").text
    assert "It is there" in page
    assert "Look on the network" in page
    path = f"/conversations/{conversation}/replies/{reply}/settlement"
    assert path in page
    assert ada.send(path, there=there).status_code == 303
    page = ada.open(f"/conversations/{conversation}").text
    assert words in text(page)
    assert kept_text(page) == ("" if there == "yes" else "On its way.")
    assert ada.send(path, there=there).status_code == 409, "it is settled"
    assert ada.send(path, there="perhaps").status_code == 400


def test_ada_takes_gives_puts_back_and_moves(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ada)
    path = f"/conversations/{conversation}"
    assert ada.send(f"{path}/return").status_code == 303
    assert now_is(office, conversation)[1] is None
    back = ada.send(f"{path}/taking", view="queue", status="open")
    assert back.location == f"{path}?view=queue&status=open", "back to where she was"
    assert now_is(office, conversation)[1] == office.ada
    ada.send(f"{path}/assignment", to=str(office.ben))
    assert now_is(office, conversation)[1] == office.ben
    ada.send(f"{path}/team", team=str(office.teams["technicians"]))
    assert now_is(office, conversation)[1:] == (None, office.teams["technicians"])
    history = text(ada.open(path).text)
    for told in ("put it back into", "Ada took it", "Ada gave it to Ben", "moved it to Technicians"):
        assert told in history


def test_ada_cannot_take_what_ben_has_unless_she_says_so(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ben)
    refused = ada.send(f"/conversations/{conversation}/taking")
    assert refused.status_code == 409
    assert "Ben has this conversation" in text(refused.text)
    assert "Take over" in refused.text, "the page is the conversation, with the way to do it"
    assert ada.send(f"/conversations/{conversation}/assignment", to="4711").status_code == 422
    assert ada.send(f"/conversations/{conversation}/assignment", to="9" * 30).status_code == 422
    assert ada.send(f"/conversations/{conversation}/team", team="x").status_code == 422


def test_ada_closes_and_opens_again(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ada)
    assert ada.send(f"/conversations/{conversation}/closure", reason="because").status_code == 422
    assert ada.send(f"/conversations/{conversation}/closure", reason="spam").status_code == 303
    assert now_is(office, conversation)[0] == CLOSED
    assert "Open again" in ada.open(f"/conversations/{conversation}").text
    assert ada.send(f"/conversations/{conversation}/reopening").status_code == 303
    assert now_is(office, conversation)[0] == OPEN
    assert "Ada closed it: spam." in text(ada.open(f"/conversations/{conversation}").text)


def test_a_viewer_reads_along_and_changes_nothing(office: Office, app: Flask) -> None:
    conversation = given_to(office, office.ada)
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ben).values(role=VIEWER))
    viewer = Browser(app)
    viewer.follow_link(office, office.ben)
    page = viewer.open(f"/conversations/{conversation}").text
    assert "Your role reads along" in page
    assert "<textarea" not in page
    for verb in ("taking", "assignment", "return", "team", "closure", "reopening", "replies"):
        assert viewer.send(f"/conversations/{conversation}/{verb}", to="1", reason="spam").status_code == 403
    assert now_is(office, conversation)[:2] == (OPEN, office.ada)


def test_an_account_that_only_listens_says_so(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ada)
    with office.database.writing() as connection:
        connection.execute(update(Account).values(listen_only=True))
    assert "only listens for @brightbyte" in text(ada.open(f"/conversations/{conversation}").text)


def test_what_a_stranger_writes_is_only_text(office: Office, ada: Browser) -> None:
    bad = "@brightbyte refund <b>now</b> javascript:alert(1) https://a.example/\"onmouseover='x' \u202e evil"
    conversation = writes(office, bad, name="<i>Eve</i>", handle="eve", url="javascript:alert(3)")
    page = ada.open(f"/conversations/{conversation}").text
    assert "<b>now</b>" not in page
    assert "<i>Eve</i>" not in page
    assert 'href="javascript:' not in page
    assert "onmouseover=" not in re.sub(r"&#39;|&#34;", "", re.sub(r">[^<]*<", "><", page))


def test_a_very_long_post_is_folded(office: Office, ada: Browser) -> None:
    conversation = writes(office, "@brightbyte refund " + "and so on " * 600)
    page = ada.open(f"/conversations/{conversation}").text
    assert "Show all 6,0" in page


def test_the_list_stays_beside_it_and_marks_where_she_is(office: Office, ada: Browser) -> None:
    conversation = given_to(office, office.ada)
    page = ada.open(f"/conversations/{conversation}?view=mine").text
    assert re.search(rf'href="/conversations/{conversation}\?view=mine&amp;status=open" aria-current="true"', page)


def test_its_parts_refresh_only_when_something_happened(office: Office, ada: Browser, ben: Browser) -> None:
    conversation = given_to(office, office.ada)
    page = ada.open(f"/conversations/{conversation}").text
    shown = re.search(r'data-live="([^"]+)" data-mark="([^"]+)"', page)
    assert shown
    path = shown[1].replace("&amp;", "&")
    assert ada.open(path, **POLL, **{"If-None-Match": f'"{shown[2]}"'}).status_code == 304
    ben.send(f"/conversations/{conversation}/assignment", to=str(office.ben))
    fresh = ada.open(path, **POLL, **{"If-None-Match": f'"{shown[2]}"'})
    assert fresh.status_code == 200
    assert "Ben gave it to Ben." in text(fresh.text)
    parts = set(re.findall(r'data-part="(\w+)"', fresh.text))
    assert parts <= set(re.findall(r'data-part="(\w+)"', page)), "each has its place on the page"


def test_a_post_that_was_taken_back_or_changed_says_so(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte what about this?")
    with office.database.writing() as connection:
        connection.execute(update(Mention).values(changed_at=office.clock.forward(minutes=5)))
    page = text(ada.open(f"/conversations/{number}").text)
    assert "changed 12:05" in page
    assert "Taken back" not in page
    with office.database.writing() as connection:
        connection.execute(update(Mention).values(deleted_at=office.clock.now()))
    page = text(ada.open(f"/conversations/{number}").text)
    assert "@brightbyte what about this? Taken back by the customer" in page


def test_what_a_customers_post_answers_stands_above_it_as_text(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte what about this?")
    with office.database.writing() as connection:
        connection.execute(update(Mention).values(parent_remote_id="elsewhere-1"))
    page = ada.open(f"/conversations/{number}").text
    assert "In answer to another post, which is not on this desk." in page
    gone = {"account_id": office.account, "remote_id": "elsewhere-1", "ours": False, "tried_at": office.clock.now()}
    with office.database.writing() as connection:
        connection.execute(insert(Parent).values(problem="The network does not have it.", tries=1, **gone))
    assert "In answer to another post. The network does not have it." in ada.open(f"/conversations/{number}").text
    with office.database.writing() as connection:
        there = {"name": "<b>Dora</b>", "handle": "dora", "text": "<script>x</script>", "problem": None}
        there |= {"url": "javascript:alert(1)", "published_at": office.clock.now(), "fetched_at": office.clock.now()}
        connection.execute(update(Parent).values(**there))
    page = ada.open(f"/conversations/{number}").text
    assert "<bdi>&lt;b&gt;Dora&lt;/b&gt;</bdi> @dora" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "javascript:" not in page
