"""The whole story, once: Carl writes, Ada answers, Carl answers back, Mona reads how long he waited.

The practice network is asked over real HTTP, Ada and Mona use the pages, and nobody waits: the clock is set forward.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from helpdesk.app import create_app
from helpdesk.config import Config
from helpdesk.desk.staffing import sign_in_link
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.staff import Staff
from helpdesk.sla.watch import watch
from tests.cast import Office
from tests.town import Town, town


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Town]:
    with town(office, tmp_path) as opened:
        yield opened


def signed_in(office: Office, staff_id: int) -> FlaskClient:
    """Somebody at their desk: they opened their one-time link and pressed its button."""
    app = create_app(Config(), office.database, office.clock, secret_key="a key of this test only")
    with office.database.writing() as connection:
        token = sign_in_link(connection, staff_id, office.clock.now())
    client = app.test_client()
    page = client.get(f"/sign-in/link/{token}")
    assert client.post(f"/sign-in/link/{token}", data=hidden(page.text)).status_code == 302
    return client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's forms, as a browser would send them."""
    fields = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    pairs = [(re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)) for field in fields]
    return {name.group(1): value.group(1) for name, value in pairs if name and value}


def inbox(client: FlaskClient) -> str:
    return client.get("/inbox?view=mine").text


def reply(client: FlaskClient, conversation: int, body: str) -> Any:
    page = client.get(f"/conversations/{conversation}").text
    form = page[page.index('name="submit_key"') - 2_000 :]
    return client.post(f"/conversations/{conversation}/replies", data=hidden(form) | {"body": body})


def outbox(place: Town) -> None:
    while place.sender.send_next() or place.reconciler.settle_next():
        pass


def conversation(place: Town) -> Any:
    with place.office.database.reading() as connection:
        return connection.execute(select(Conversation)).one()


def test_carl_asks_ada_answers_and_mona_reads_how_long_he_waited(place: Town) -> None:
    office, clock = place.office, place.office.clock

    # Carl writes; the post comes to Ada with half an hour to answer.
    carls = place.carl_writes("@brightbyte I want my money back, my refund never came")
    clock.forward(minutes=2)
    place.poll()
    place.sort()
    ada = signed_in(office, office.ada)
    assert "I want my money back" in inbox(ada)
    assert "due in 28 min" in inbox(ada)
    number = conversation(place).id
    page = ada.get(f"/conversations/{number}").text
    assert "is a keyword of Refunds" in page

    # One character too many is refused by the server, with the count, and the text is kept.
    refused = reply(ada, number, "x" * 137)
    assert refused.status_code == 422
    assert "141 characters" in refused.text
    assert "x" * 137 in refused.text

    # She answers. The network is away at first: the answer waits and is sent on the second try.
    clock.forward(minutes=8)
    assert reply(ada, number, "Sorry, Carl! It is on its way today.").status_code == 303
    clock.forward(seconds=11)  # so long she could have taken it back
    place.fault("status", method="POST", path="/api/v1/statuses", status=429, headers={"Retry-After": "60"})
    outbox(place)
    assert place.said_by_us() == []
    assert "Queued" in ada.get(f"/conversations/{number}").text
    clock.forward(minutes=2)
    outbox(place)
    (ours,) = place.said_by_us()
    assert (ours["text"], ours["parent"]) == ("@carl Sorry, Carl! It is on its way today. ^AL", carls)
    assert "On the network" in ada.get(f"/conversations/{number}").text
    assert "I want my money back" not in inbox(ada)

    # Carl answers back: it returns to Ada with a new due time; nobody answers, so it is late, and told once.
    clock.forward(minutes=5)
    place.carl_writes("@brightbyte which day?", answers=ours["id"])
    place.poll()
    place.sort()
    assert "which day?" in inbox(ada)
    assert conversation(place).staff_id == office.ada
    clock.forward(minutes=46)
    while watch(office.database, clock):
        pass
    watch(office.database, clock)
    assert "1 min late" in inbox(ada)
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).where(Event.kind == "breached")).scalar_one() == 1

    # Ada passes it to Ben, who answers.
    page = ada.get(f"/conversations/{number}").text
    assert ada.post(f"/conversations/{number}/assignment", data=hidden(page) | {"to": office.ben}).status_code == 303
    ben = signed_in(office, office.ben)
    assert "which day?" in inbox(ben)
    assert reply(ben, number, "On Thursday.").status_code == 303
    clock.forward(seconds=11)
    outbox(place)
    assert len(place.said_by_us()) == 2

    # Dora still waits, and Mona's report counts her: two asked, one answered after 12 minutes.
    place.carl_writes("@brightbyte is my parcel lost?", handle="dora")
    place.poll()
    place.sort()
    clock.forward(minutes=1)
    mona = signed_in(office, office.mona)
    report = mona.get("/reports/response-times?from=2026-03-02&to=2026-03-02&by=staff").text
    shown = " ".join(re.sub(r"<[^>]+>", " ", report).split())
    assert "12 min" in shown
    assert "no data" not in shown.split("Ada")[1][:20]

    # Nothing was lost or doubled on the way, and nobody holds what is settled.
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Mention)).scalar_one() == 3
        assert connection.execute(select(func.count()).where(Clock.state == "running")).scalar_one() == 1
        held = dict(connection.execute(select(Staff.name, Staff.holding)).all())
    assert sum(held.values()) == 1
