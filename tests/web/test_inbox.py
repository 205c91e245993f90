"""What Ada sees of her work, and what is due next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, update

from helpdesk.desk import owning
from helpdesk.desk.inbox import PAGE
from helpdesk.records.conversations import CLOSED, WAITING, Conversation
from helpdesk.records.database import Database
from helpdesk.records.heartbeats import beat
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes

POLL = {"X-Requested-With": "fetch"}


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def give(office: Office, conversation: int, to: int) -> None:
    with office.database.writing() as connection:
        owning.assign(connection, conversation, to, acting=office.mona, at=office.clock.now())


def words(page: str) -> str:
    """What somebody reads in the list."""
    start = page.index('data-part="rows"')
    return " ".join(re.sub(r"<[^>]+>", " ", page[start:]).split())


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_front_page_leads_to_the_inbox(ada: Browser) -> None:
    assert ada.open("/").location == "/inbox"


def test_a_stranger_sees_no_inbox(browser: Browser) -> None:
    assert browser.open("/inbox").location == "/sign-in?next=/inbox"
    assert browser.open("/inbox/rows", **POLL).status_code == 401


def test_ada_sees_who_wrote_what_and_when_it_is_due(office: Office, ada: Browser) -> None:
    give(office, writes(office, "@brightbyte where is my refund?"), office.ada)
    office.clock.forward(minutes=18)
    row = words(ada.open("/inbox").text)
    for part in ("Carl Customer", "where is my refund?", "due in 12 min", "Refunds", "High", "@brightbyte", "Ada"):
        assert part in row
    office.clock.forward(minutes=15)
    late = ada.open("/inbox").text
    assert "3 min late" in words(late)
    assert "due--late" in late, "the shape tells it, too"


def test_staff_see_theirs_first_and_managers_everything(office: Office, ada: Browser, mona: Browser) -> None:
    give(office, writes(office, "@brightbyte a refund please"), office.ben)
    assert "Nothing is waiting for you." in words(ada.open("/inbox").text)
    assert "a refund please" in words(mona.open("/inbox").text)
    assert "a refund please" in words(ada.open("/inbox?view=everything").text)


def test_the_queue_has_what_nobody_of_my_teams_has(office: Office, ada: Browser) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).values(on_duty=False))
    writes(office, "@brightbyte my parcel is wet", handle="dora")
    writes(office, "@brightbyte can you repair it?", handle="eve")
    queue = words(ada.open("/inbox?view=queue").text)
    assert "my parcel is wet" in queue
    assert "Orders queue" in queue
    assert "repair" not in queue, "Ada is no technician"
    assert "You are off duty" in words(ada.open("/inbox?view=mine").text)


def test_an_answer_that_did_not_get_out_is_listed_although_nobody_waits(office: Office, ada: Browser) -> None:
    conversation = writes(office, "@brightbyte refund?")
    answer(ada, conversation, "On its way.")
    becomes(office, "sent")
    answer(ada, conversation, "One thing more.")
    becomes(office, "failed", "The network refused it.")
    page = ada.open("/inbox?view=unsent").text
    assert "refund?" in words(page)
    assert re.search(r'view-count--wrong">1<', page)


def test_answers_that_did_not_get_out_have_a_view_of_their_own(office: Office, ada: Browser) -> None:
    conversation = writes(office, "@brightbyte refund?")
    assert "Every answer got out." in words(ada.open("/inbox?view=unsent").text)
    answer(ada, conversation, "On its way.")
    becomes(office, "failed", "The network refused it.")
    page = ada.open("/inbox?view=unsent").text
    assert "refund?" in words(page)
    assert "Not sent" in words(page)
    assert re.search(r'view-count--wrong">1<', page), "and the count says so on every view"
    answer(ada, conversation, "Really on its way.")
    becomes(office, "sent")
    assert "Every answer got out." in words(ada.open("/inbox?view=unsent").text)


@pytest.mark.parametrize(("status", "title"), [(WAITING, "waiting for its customer"), (CLOSED, "closed")])
def test_an_empty_list_says_what_would_stand_there(ada: Browser, status: str, title: str) -> None:
    assert f"No conversation here is {title}." in words(ada.open(f"/inbox?status={status}").text)


def many(office: Office, number: int, status: str) -> None:
    """Copies one conversation until there are `number` of them, many with the same times."""
    first = writes(office, "@brightbyte refund?")
    with office.database.writing() as connection:
        row = connection.execute(select(*Conversation.__table__.columns).where(Conversation.id == first)).one()
        values = dict(row._mapping) | {"status": status, "staff_id": office.ada}
        due_at = row.due_at if status == "open" else None
        connection.execute(update(Conversation).where(Conversation.id == first).values(status=status, due_at=due_at))
        del values["id"]
        for copy in range(1, number):
            later = timedelta(minutes=copy // 7)
            moved = {"due_at": due_at and due_at + later, "last_activity_at": row.last_activity_at + later}
            connection.execute(insert(Conversation).values(values | moved))


@pytest.mark.parametrize("status", ["open", CLOSED])
def test_page_after_page_shows_each_conversation_once(office: Office, mona: Browser, status: str) -> None:
    many(office, 2 * PAGE + 3, status)
    seen: list[str] = []
    path: str | None = f"/inbox?view=everything&status={status}"
    while path:
        page = mona.open(path).text
        seen += re.findall(r'data-key="(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 2 * PAGE + 3


@pytest.mark.parametrize("place", ["x", "1-", "-1-1", "9" * 18 + "-1", "1-1;drop"])
def test_a_made_up_place_in_the_list_is_not_there(ada: Browser, place: str) -> None:
    assert ada.open(f"/inbox?after={place}").status_code in (200, 404)
    assert ada.open("/inbox?view=hers&status=lost").status_code == 200


def test_a_refresh_costs_little_while_nothing_happens(office: Office, ada: Browser) -> None:
    give(office, writes(office, "@brightbyte refund?"), office.ada)
    page = ada.open("/inbox").text
    shown = re.search(r'data-live="([^"]+)" data-mark="([^"]+)"', page)
    assert shown
    path = shown[1].replace("&amp;", "&")
    with statements(office.database) as asked:
        poll = ada.open(path, **POLL, **{"If-None-Match": f'"{shown[2]}"'})
    assert (poll.status_code, poll.data) == (304, b"")
    assert len(asked) == 2, "who asks, and what happened"
    writes(office, "@brightbyte another refund", handle="dora")
    fresh = ada.open(path, **POLL, **{"If-None-Match": f'"{shown[2]}"'})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != f'"{shown[2]}"'


def test_a_refresh_keeps_the_words_about_time_true(office: Office, ada: Browser) -> None:
    give(office, writes(office, "@brightbyte refund?"), office.ada)
    first = ada.open("/inbox/rows?view=mine", **POLL)
    office.clock.forward(seconds=30)
    second = ada.open("/inbox/rows?view=mine", **POLL, **{"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "due in 29 min" in words(second.text)


def test_nobody_gets_the_refresh_of_somebody_else(office: Office, ada: Browser, mona: Browser) -> None:
    hers = ada.open("/inbox/rows?view=mine", **POLL)
    assert mona.open("/inbox/rows?view=mine", **POLL, **{"If-None-Match": hers.headers["ETag"]}).status_code == 200


def test_the_inbox_asks_little_of_the_database(office: Office, mona: Browser) -> None:
    many(office, PAGE, "open")
    mona.open("/inbox")
    with statements(office.database) as asked:
        page = mona.open("/inbox")
    assert len(asked) <= 11
    assert len(page.data) < 100_000


def test_what_a_stranger_writes_is_only_text(office: Office, ada: Browser) -> None:
    bad = '@brightbyte <script>alert(1)</script> refund "><img src=x onerror=alert(2)> {{ 7*7 }}'
    give(office, writes(office, bad, name="</title><b>Eve", handle="eve"), office.ada)
    page = ada.open("/inbox").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Eve" not in page
    assert "{{ 7*7 }}" in page


def test_every_page_says_when_nobody_does_the_work(office: Office, ada: Browser) -> None:
    assert "the worker never ran" in ada.open("/inbox").text
    with office.database.writing() as connection:
        for job in ("triage", "sender", "watch"):
            beat(connection, job, office.clock.now())
    office.clock.forward(seconds=60)
    assert 'class="banner"' not in ada.open("/account").text
    office.clock.forward(seconds=1)
    assert "Nobody is fetching posts or sending answers since" in ada.open("/account").text
    with office.database.writing() as connection:
        beat(connection, "triage", office.clock.now())
        beat(connection, "watch", office.clock.now())
    assert "Sending answers: nothing has moved since" in ada.open("/inbox").text


def test_the_inbox_is_read_in_one_transaction(office: Office, ada: Browser) -> None:
    """Who asks, the list and the banner: over a network each transaction more is three ways there and back."""
    ada.open("/inbox")
    begun: list[object] = []

    def note(connection: object) -> None:
        begun.append(connection)

    event.listen(office.database.engine, "begin", note)
    assert ada.open("/inbox").status_code == 200
    event.remove(office.database.engine, "begin", note)
    assert len(begun) == 1
