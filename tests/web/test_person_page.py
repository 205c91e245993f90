"""One person's work: whole, fair, and open to that person down to each conversation."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.desk import closing, owning
from helpdesk.desk.undoing import undo
from helpdesk.records.events import Event
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes
from tests.web.test_reports_page import all_lead_there, answered_after, mona, text, tiles

__all__ = ["mona"]
DAY = "from=2026-03-02&to=2026-03-02"


def given_to(office: Office, staff: int, handle: str) -> int:
    conversation = writes(office, "@brightbyte refund?", handle=handle)
    with office.database.writing() as connection:
        owning.assign(connection, conversation, staff, acting=office.mona, at=office.clock.now())
    return conversation


def test_who_waits_with_ada_is_part_of_her_own_median(office: Office, ada: Browser, mona: Browser) -> None:
    carls = given_to(office, office.ada, "carl")
    office.clock.forward(minutes=4)
    assert answer(ada, carls, "It left today.").status_code == 303
    becomes(office, "sent")
    page = f"/reports/people/{office.ada}?{DAY}"
    assert tiles(mona.open(page).text)["Median from getting it"] == "4 min 00 s"
    for handle in ("dora", "eve"):
        given_to(office, office.ada, handle)
    given_to(office, office.ben, "finn")
    office.clock.forward(minutes=30)
    shown = tiles(mona.open(page).text)
    assert (shown["Answered"], shown["Waiting with them now"]) == ("1", "2")
    assert shown["Median from getting it"] == "not reached", "two of her three still wait"


def test_ada_reads_the_lists_behind_her_own_figures_and_nobody_elses(office: Office, ada: Browser) -> None:
    answered_after(office, ada, 12, "carl")
    given_to(office, office.ada, "dora")
    bens = given_to(office, office.ben, "eve")
    page = ada.open(f"/reports/people/{office.ada}?{DAY}").text
    assert all_lead_there(ada, page) >= 4
    listed = ada.open(f"/reports/conversations?{DAY}&which=asked&staff={office.ada}").text
    assert f'href="/conversations/{bens}"' not in listed
    back = re.search(r'<a href="(/reports/people/\d+\?[^"]*)">Back to the report</a>', listed)
    assert back
    assert ada.open(back[1].replace("&amp;", "&")).status_code == 200
    for filters in ("", f"staff={office.ben}", "staff=none", f"team=1&staff={office.mona}"):
        for list_of in ("conversations", "conversations/without-need"):
            assert ada.open(f"/reports/{list_of}?{DAY}&{filters}").status_code == 403, (list_of, filters)


def test_a_part_of_the_work_is_never_taken_for_all_of_it(office: Office, ada: Browser, mona: Browser) -> None:
    answered_after(office, ada, 12, "carl")
    own = f"/reports/people/{office.ada}"
    assert "is told of all customers" not in mona.open(f"{own}?{DAY}").text
    page = mona.open(f"{own}?{DAY}&kind=next_response&topic=refunds&zone=Asia/Tokyo").text
    assert tiles(page)["Answered"] == "0"
    assert "Topic: Refunds" in text(page)
    assert '<option value="next_response" selected>' in page
    assert "Asia/Tokyo" in text(page[page.index("<h1>") :])
    assert "What they took, handed on, closed and had approved is told of all customers." in page
    assert f'href="{own}?from=2026-03-02&amp;to=2026-03-02&amp;kind=next_response&amp;zone=Asia/Tokyo"' in page


def test_a_closing_that_was_taken_back_is_none(office: Office, mona: Browser) -> None:
    carls = given_to(office, office.ada, "carl")
    page = f"/reports/people/{office.ada}?{DAY}"
    with office.database.writing() as connection:
        closing.close(connection, carls, "spam", acting=office.ada, at=office.clock.now())
    assert tiles(mona.open(page).text)["Closed by them"] == "1 0 opened again"
    with office.database.writing() as connection:
        closed = connection.execute(select(Event.id).where(Event.kind == "closed")).scalar_one()
        undo(connection, closed, acting=office.ada, at=office.clock.forward(seconds=5))
    assert tiles(mona.open(page).text)["Closed by them"] == "0 0 opened again"


@pytest.mark.parametrize("page", ["volume", "changed", "people"])
def test_each_page_has_the_named_periods_and_keeps_its_filters(app: Flask, mona: Browser, page: str) -> None:
    shown = mona.open(f"/reports/{page}?{DAY}&topic=refunds&kind=any").text
    assert f'href="/reports/{page}?topic=refunds&amp;kind=any&amp;span=week"' in shown
    week = mona.open(f"/reports/{page}?topic=refunds&span=week").text
    assert re.search(r'span=week" aria-current="true">Last week</a>', week)
    assert "2026-02-23" in week
    assert "UTC" in text(week[week.index("<h1>") : week.index("report-form")]), "whose days they are"
