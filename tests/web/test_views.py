"""Lists of the inbox: views, filters in the address, lists that are kept, one action for many, what was set aside."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from helpdesk.desk import following, owning, tagging
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.bulk import MOST
from helpdesk.desk.closing import close
from helpdesk.desk.inbox import PAGE
from helpdesk.desk.person import Person
from helpdesk.desk.snoozing import snooze
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.accounts import Listener
from helpdesk.records.conversations import WAITING, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import FAILED, Reply
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes
from tests.web.test_verbs import notice


@pytest.fixture
def ben(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.ben)
    return browser


def gives(office: Office, number: int, to: int | None) -> None:
    with office.database.writing() as connection:
        if to is None:
            owning.put_back(connection, number, acting=office.mona, at=office.clock.now())
        else:
            owning.assign(connection, number, to, acting=office.mona, at=office.clock.now())


def shown(browser: Browser, query: str) -> list[int]:
    return [int(each) for each in re.findall(r'class="row" data-key="(\d+)"', browser.open(f"/inbox?{query}").text)]


def counted(browser: Browser) -> dict[str, int]:
    page = browser.open("/inbox").text
    found = re.findall(r'view=(\w+)"[^>]*>.*?view-count[^>]*>([\d,+]+)<', page, re.DOTALL)
    return {view: int(number) for view, number in found}


def test_each_view_has_what_its_name_says_and_its_count_agrees(office: Office, ada: Browser) -> None:
    hers, his, nobodys, technical = (
        writes(office, f"@brightbyte {word}") for word in ("refund", "parcel", "hello", "screen")
    )
    gives(office, hers, office.ada)
    gives(office, his, office.ben)
    gives(office, nobodys, None)
    gives(office, technical, office.ben)
    with office.database.writing() as connection:
        following.follow(connection, technical, acting=office.ada, at=office.clock.now())
    lists = {
        "mine": [hers], "team": [hers, his, nobodys], "queue": [nobodys], "soon": [hers], "following": [technical],
        "approval": [], "unsent": [], "everything": [hers, his, nobodys, technical],
    }  # fmt: skip
    office.clock.forward(minutes=-1)
    for view, numbers in lists.items():
        assert shown(ada, f"view={view}") == numbers, view
    assert counted(ada) == {view: len(numbers) for view, numbers in lists.items()}


@pytest.mark.parametrize("status", ["waiting", "snoozed", "closed"])
def test_a_status_lists_its_own(office: Office, ada: Browser, status: str) -> None:
    first, second = writes(office, "@brightbyte refund"), writes(office, "@brightbyte parcel")
    later = office.clock.now() + timedelta(hours=2)
    with office.database.writing() as connection:
        values = {"status": status, "due_at": None, "snoozed_until": later}
        connection.execute(update(Conversation).where(Conversation.id == second).values(values))
    assert shown(ada, f"view=everything&status={status}") == [second]
    assert shown(ada, "view=everything") == [first]


def test_filters_narrow_and_stay_in_every_address(office: Office, ada: Browser) -> None:
    refund, parcel = writes(office, "@brightbyte refund"), writes(office, "@brightbyte parcel")
    gives(office, parcel, office.ada)
    gives(office, refund, None)
    with office.database.writing() as connection:
        tagging.tag(connection, refund, "vip", acting=office.ada, at=office.clock.now())
    narrowed = {
        "in_topic=refunds": [refund], "in_priority=high": [refund], "in_tag=vip": [refund], "in_tag=none": [],
        f"in_owner={office.ada}": [parcel], f"in_team={office.teams['orders']}": [refund, parcel],
        "in_network=practice": [refund, parcel], "in_network=x": [], "in_owner=ada": [refund, parcel],
        f"in_topic=delivery&in_owner={office.ada}": [parcel], "in_topic=delivery&in_tag=vip": [],
    }  # fmt: skip
    for query, numbers in narrowed.items():
        assert shown(ada, f"view=everything&{query}") == numbers, query
    page = ada.open("/inbox?view=everything&in_topic=refunds").text
    assert f"/conversations/{refund}?view=everything&amp;status=open&amp;in_topic=refunds" in page
    assert "in_topic=refunds" in unescape(re.search(r'data-live="([^"]+)"', page)[1])  # type: ignore[index]
    assert ada.open("/inbox/narrow?view=everything&in_topic=refunds").status_code == 200


def test_a_filter_is_only_a_value(ada: Browser) -> None:
    hostile = "in_topic=%27%20OR%201=1--&in_tag=%3Cscript%3Ealert(1)%3C/script%3E&in_owner=" + "9" * 40
    page = ada.open(f"/inbox?view=everything&{hostile}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_list_is_kept_and_let_go_of(ada: Browser, ben: Browser) -> None:
    fields = {"view": "everything", "status": "open", "in_topic": "refunds", "name": "  Money <b> "}
    assert ada.send("/inbox/views", **fields).status_code == 303
    page = ada.open("/inbox?view=everything&status=open&in_topic=refunds").text
    assert "Money &lt;b&gt;" in page
    assert re.search(r'\?view=everything&amp;status=open&amp;in_topic=refunds" aria-current="page"', page)
    removal = re.search(r'action="(/inbox/views/\d+/removal)"', page)
    assert removal
    assert "Money" not in ben.open("/inbox").text
    ben.send(removal[1])
    assert "Money" in ada.open("/inbox").text, "nobody removes another's"
    ada.send(removal[1])
    assert "Money" not in ada.open("/inbox").text
    ada.send("/inbox/views", name="")
    assert "has 1 to 40 letters" in ada.open("/inbox").text


def test_one_action_for_many_is_taken_back_as_one(office: Office, ada: Browser) -> None:
    numbers = [writes(office, f"@brightbyte refund {count}") for count in range(3)]
    gives(office, numbers[0], office.ben)
    before = states(office)
    marked = {"number": [str(number) for number in numbers]}
    sent = ada.client.post(
        "/inbox/bulk", base_url="http://127.0.0.1",
        data={"csrf_token": ada.token(), "do": "close spam", "view": "everything", **marked},
    )  # fmt: skip
    assert sent.status_code == 303
    assert set(states(office).values()) == {"closed"}
    page = ada.open("/inbox?view=everything").text
    assert notice(page) == "Done to 3 conversations."
    event = re.search(r'name="event" value="(\d+)"', page)
    assert event
    ada.send("/undo", event=event[1])
    assert states(office) == before
    assert notice(ada.open("/inbox").text) == "3 taken back."


def states(office: Office) -> dict[int, str]:
    with office.database.reading() as connection:
        return dict(connection.execute(select(Conversation.id, Conversation.status)).all())  # type: ignore[arg-type]


def test_a_refusal_holds_up_nobody_else(office: Office, ada: Browser) -> None:
    his, nobodys = writes(office, "@brightbyte refund"), writes(office, "@brightbyte refund too")
    gives(office, his, office.ben)
    gives(office, nobodys, None)
    ada.client.post(
        "/inbox/bulk", base_url="http://127.0.0.1",
        data={"csrf_token": ada.token(), "do": "take", "number": [his, nobodys, 999]},
    )  # fmt: skip
    told = notice(ada.open("/inbox").text)
    assert told.startswith("Done to 1 conversation.")
    assert "1 not: Ben has this conversation." in told
    assert "1 not: There is no such conversation." in told


def test_too_many_none_and_nonsense_change_nothing(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte refund")
    form = {"csrf_token": ada.token(), "do": "close spam"}
    for marked, told in (([], "Mark some conversations first."), ([number] * (MOST + 1), "Up to 500 at a time")):
        ada.client.post("/inbox/bulk", base_url="http://127.0.0.1", data=form | {"number": marked})
        assert told in notice(ada.open("/inbox").text)
    for wrong in ("", "delete", "snooze", "snooze never"):
        assert ada.send("/inbox/bulk", do=wrong, number=str(number)).status_code == 400
    assert states(office) == {number: "open"}


def test_what_was_set_aside_can_be_put_into_the_queue(office: Office, ada: Browser) -> None:
    post = Post(
        "p-1",
        Author("eve", "eve", "Eve", 1),
        "RT @brightbyte <b>refund</b>",
        office.clock.now(),
        None,
        None,
        "en",
        "public",
    )
    with office.database.writing() as connection:
        take_in(connection, Listening(office.account, "practice", "our-own-id"), [post], office.clock.now())
    page = ada.open("/noise").text
    assert "RT @brightbyte &lt;b&gt;refund" in page
    where = re.search(r'action="(/noise/\d+/queue)"', page)
    assert where
    assert ada.send(where[1]).status_code == 303
    Sorter(office.database, office.clock).sort_batch()
    with office.database.reading() as connection:
        assert connection.execute(select(Mention.state)).scalar_one() == "sorted"
        row = connection.execute(select(Listener.fetched, Listener.queued, Listener.set_aside)).one()
    assert row == (1, 1, 0)
    assert ada.send(where[1]).status_code == 409
    assert "Nothing was set aside." in ada.open("/noise").text


def test_answers_that_did_not_get_out_are_listed_to_the_last(office: Office, ada: Browser) -> None:
    """Open ones with a due time and waiting ones without stand in one order, over several pages."""
    numbers = [writes(office, "@brightbyte refund", handle=f"customer{number}") for number in range(PAGE + 3)]
    who = Person(office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    with office.database.writing() as connection:
        for place, number in enumerate(numbers):
            office.clock.forward(seconds=1)
            form = Answer(number, "It left today.", f"form {number}", 1)
            accept(connection, form, acting=who, at=office.clock.now(), limit=140)
            if place % 2:
                values = {"status": "waiting", "due_at": None, "last_activity_at": office.clock.now()}
                connection.execute(update(Conversation).where(Conversation.id == number).values(values))
        connection.execute(update(Reply).values(state=FAILED, reason="refused"))
    first = ada.open("/inbox?view=unsent").text
    following = re.search(r"after=(\d+-\d+)", first)
    assert following
    assert {*shown(ada, "view=unsent"), *shown(ada, f"view=unsent&after={following[1]}")} == set(numbers)


@pytest.mark.parametrize(
    "address",
    [
        f"/inbox?in_team={'9' * 5_000}", f"/inbox?in_owner={'9' * 20}", "/inbox?in_team=²", "/inbox?in_topic=%00",
        f"/search?q=refund&before={'9' * 20}", "/search?q=from:a%00b", "/search?q=after:0001-01-01",
        f"/noise?before={'9' * 20}",
    ],
)  # fmt: skip
def test_numbers_and_words_that_no_database_can_hold_are_answered(ada: Browser, address: str) -> None:
    assert ada.open(address).status_code == 200


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59-05:00"])
def test_days_at_the_ends_of_the_calendar_are_no_time_to_come(office: Office, ada: Browser, at: str) -> None:
    number = writes(office, "@brightbyte refund")
    assert ada.send(f"/conversations/{number}/snooze", at=at).status_code == 422
    assert ada.send("/inbox/bulk", number="9" * 5_000, do="take").status_code == 303


def statuses(browser: Browser, query: str) -> dict[str, str]:
    """What stands beside each status of a list, by its name."""
    page = browser.open(f"/inbox?{query}").text
    nav = page[page.index('<nav class="tabs"') :]
    tabs = re.findall(r"<a[^>]*>(.*?)</a>", nav[: nav.index("</nav>")], re.DOTALL)
    return dict((re.sub(r"<[^>]*>", "|", each) + "|").split("|")[:2] for each in tabs)


def test_each_status_of_a_list_says_how_many_it_has(office: Office, ben: Browser, ada: Browser) -> None:
    open_, waiting, asleep, closed = (writes(office, f"@brightbyte refund {word}") for word in "abcd")
    for number in (open_, waiting, asleep, closed):
        gives(office, number, office.ada)
    now = office.clock.now()
    with office.database.writing() as connection:
        connection.execute(update(Conversation).where(Conversation.id == waiting).values(status=WAITING, due_at=None))
        snooze(connection, asleep, now + timedelta(hours=3), acting=office.ada, at=now)
        close(connection, closed, "no_reply_needed", acting=office.ada, at=now)
    told = {"Open ": "1", "Waiting for the customer ": "1", "Put off ": "1", "Closed": ""}
    assert statuses(ada, "view=mine") == told
    assert statuses(ben, "view=everything") == told
    assert statuses(ben, "view=everything&in_topic=repairs") == told | dict.fromkeys(list(told)[:3], "0")
    assert set(statuses(ben, "view=unsent").values()) == {""}  # it has them in whatever status


def test_a_refresh_brings_the_counts_of_the_statuses(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte refund")
    gives(office, number, office.ada)
    with office.database.writing() as connection:
        snooze(connection, number, office.clock.now() + timedelta(hours=3), acting=office.ada, at=office.clock.now())
    page = ada.client.get("/inbox/rows?view=mine", base_url="http://127.0.0.1").text
    tabs = page[page.index('data-part="tabs"') :]
    assert 'Put off <span class="tab-count">1</span>' in tabs
