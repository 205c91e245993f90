"""The other pages that Mona reads: today, wall, volume, what changed, people, and the promise that all may read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.app import create_app
from helpdesk.config import Config, Reports
from helpdesk.desk import closing, owning
from helpdesk.records.events import Event
from helpdesk.records.replies import CLOSE
from helpdesk.reports import reading_waits, resolution
from helpdesk.reports.keeping import keep
from helpdesk.reports.promise import BROKEN, KEPT, watch_promise
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes
from tests.web.test_reports_page import all_lead_there, answered_after, behind, mona, text, tiles

__all__ = ["mona"]
DAY = "from=2026-03-02&to=2026-03-02"
PAGES = ("today", "wall", "volume", "changed", "people", "definitions", "response-times", "conversations")


@pytest.fixture
def worked(office: Office, ada: Browser) -> Office:
    """Carl was answered in time and Dora late, Finn needed nothing, Eve and Gil wait: Eve too long, Gil for nobody."""
    answered_after(office, ada, 12, "carl")
    answered_after(office, ada, 61, "dora")
    writes(office, "@brightbyte my parcel?", handle="eve")
    needless = writes(office, "@brightbyte thanks!", handle="finn")
    with office.database.writing() as connection:
        closing.close(connection, needless, "no_reply_needed", acting=office.ada, at=office.clock.now())
    office.clock.forward(minutes=70)
    gil = writes(office, "@brightbyte hello", handle="gil")
    with office.database.writing() as connection:
        owning.assign(connection, gil, office.ada, acting=office.mona, at=office.clock.now())
        owning.put_back(connection, gil, acting=office.ada, at=office.clock.now())
    return office


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_desk_has_pages_without_zeros_that_lie(mona: Browser, name: str) -> None:
    page = mona.open(f"/reports/{name}")
    assert page.status_code == 200
    assert not re.search(r"\b0 s\b|\b0 min\b|\b100%|\b0%", text(page.text))


def test_today_says_who_waits_and_leads_to_them(worked: Office, mona: Browser) -> None:
    page = mona.open("/reports/today").text
    shown = tiles(page)
    assert shown["Waiting now"] == "2 the oldest 1 h 10 min ago"
    assert (shown["Overdue"], shown["Due within the hour"], shown["With nobody"]) == ("1", "1", "1")
    assert shown["Median today"].endswith("2 answered, 2 open Our promise: 1 h 00 min , broken")
    assert shown["In time today"].startswith("33.3% 1 of 3")
    assert all_lead_there(mona, page) == 10
    assert "Ada" in page[page.index("On duty") :]
    assert "<html" not in mona.open("/reports/today/parts").text


def test_the_wall_names_no_person_and_is_for_everybody(worked: Office, ada: Browser) -> None:
    page = ada.open("/reports/wall").text
    wall = page[page.index('class="wall"') : page.index("</main>")]
    assert "2" in wall
    assert "33.3%" in wall
    assert "Ben" not in wall
    assert ada.open("/reports/today").status_code == 403


def test_the_volume_adds_up_day_by_day_and_leads_there(worked: Office, mona: Browser) -> None:
    page = mona.open(f"/reports/volume?{DAY}&kind=any").text
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    cells = (int(text(cell)) for cell in re.findall(r'class="number">(.*?)</td>', row))
    wrote, answered, needless, backlog, without_need = cells
    assert (wrote, answered, needless, backlog, without_need) == (5, 2, 1, 2, 0)
    assert wrote - answered - needless == backlog
    for address, words in re.findall(r'<a href="(/reports/conversations[^"]*)">(\d+)</a>', row):
        assert behind(mona.open(unescape(address)).text) == int(words)


def test_an_answer_by_a_clock_ahead_of_ours_counts_alike_in_number_and_list(office: Office, mona: Browser) -> None:
    customers = Customers(office)
    (carls,) = customers.write([Customer(office.clock.now())])
    customers.answer(carls, office.clock.now() + timedelta(minutes=2), office.ada)
    page = mona.open(f"/reports/volume?{DAY}").text
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    wrote, answered, _, backlog, _ = (int(text(cell)) for cell in re.findall(r'class="number">(.*?)</td>', row))
    assert (wrote, answered, backlog) == (1, 1, 0)
    assert behind(mona.open(f"/reports/conversations?{DAY}&which=answered_then").text) == answered
    assert behind(mona.open(f"/reports/conversations?{DAY}&which=backlog").text) == backlog


def test_the_resolution_is_told_first_and_final(office: Office, ada: Browser, mona: Browser) -> None:
    conversation = answered_after(office, ada, 10, "carl")
    office.clock.forward(minutes=20)
    with office.database.writing() as connection:
        closing.close(connection, conversation, "done", acting=office.ada, at=office.clock.now())
    shown = tiles(mona.open(f"/reports/volume?{DAY}").text)
    assert shown["Median to the first resolution"] == shown["Median to the final one"] == "30 min 00 s"
    office.clock.forward(minutes=30)
    writes(office, "@brightbyte no, it is not!", handle="carl", again=conversation)
    shown = tiles(mona.open(f"/reports/volume?{DAY}").text)
    assert shown["Median to the first resolution"] == "30 min 00 s"
    assert shown["Median to the final one"] == "not reached"
    assert shown["Opened again"] == "100% 1 of 1"
    given = json.loads(mona.open(f"/reports/volume?{DAY}&format=json").text)["resolution"]
    assert given == {
        "conversations": 1, "closed": 1, "unsettled": 0, "reopened": 1, "first_seconds": 1_800, "final_seconds": None,
        "counted": 0, "business_first_seconds": None, "business_final_seconds": None,
    }  # fmt: skip


def test_one_more_answer_after_the_end_opens_it_again_unless_it_closes_it(
    office: Office, ada: Browser, mona: Browser
) -> None:
    conversation, customers = answered_after(office, ada, 10, "carl"), Customers(office)
    with office.database.writing() as connection:
        closing.close(connection, conversation, "done", acting=office.ada, at=office.clock.now())
    customers.answer(conversation, office.clock.forward(minutes=5), office.ada, CLOSE)
    assert tiles(mona.open(f"/reports/volume?{DAY}").text)["Opened again"] == "0% 0 of 1"
    customers.answer(conversation, office.clock.forward(minutes=5), office.ada)
    shown = tiles(mona.open(f"/reports/volume?{DAY}").text)
    assert shown["Opened again"] == "100% 1 of 1"
    assert shown["Median to the final one"] == "not reached"
    assert "Ada opened it again." in mona.open(f"/conversations/{conversation}").text


def test_a_page_about_one_hour_of_the_week_says_so(worked: Office, mona: Browser) -> None:
    page = mona.open(f"/reports/changed?{DAY}&hour=12").text
    assert "Hour of the week: Mon 12:00" in text(page[page.index('<p class="only-some">') :])
    assert 'class="only-some"' not in mona.open(f"/reports/changed?{DAY}").text
    whole = mona.open(f"/reports/volume?{DAY}&hour=12&kind=any").location
    assert whole == f"/reports/volume?{DAY}&kind=any", "who waits at a day's end did not all write in one hour"


def test_weeks_in_a_chart_are_short_enough_to_be_read(worked: Office, mona: Browser) -> None:
    page = mona.open(f"/reports/response-times?{DAY}&by=week&kind=any").text
    assert "2 Mar" in re.findall(r'class="chart-word chart-foot"[^>]*>([^<]*)<', page), (
        "52 of 2026-03-02 would all be cut"
    )


def test_days_and_filters_go_along_to_the_other_pages_and_are_said_there(worked: Office, mona: Browser) -> None:
    team = worked.teams["orders"]
    page = mona.open(f"/reports/response-times?{DAY}&team={team}&kind=any&by=topic").text
    tabs = {
        unescape(way)
        for way in re.findall(r'href="(/reports/[^"]*)"', page[: page.index("</nav>", page.index("report-tabs"))])
    }
    asked = f"from=2026-03-02&to=2026-03-02&team={team}&kind=any"
    assert tabs >= {f"/reports/{name}?{asked}" for name in ("volume", "changed", "people")}
    assert "/reports/today" in tabs, "which is about now"
    for name in ("volume", "changed", "people"):
        page = mona.open(f"/reports/{name}?{asked}").text
        assert "Team: Orders" in text(page), "nobody takes a part for the whole"
        assert f'href="/reports/{name}?from=2026-03-02&amp;to=2026-03-02&amp;kind=any"' in page


def test_too_many_conversations_to_follow_are_said_and_not_waited_for(
    worked: Office, mona: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolution, "MOST_FOLLOWED", 4)
    assert tiles(mona.open(f"/reports/volume?{DAY}").text)["Conversations"] == "4"
    monkeypatch.setattr(resolution, "MOST_FOLLOWED", 3)
    page = mona.open(f"/reports/volume?{DAY}")
    assert page.status_code == 200
    assert "More than 3 conversations began in these days" in page.text
    assert "Conversations" not in tiles(page.text)
    assert mona.open(f"/reports/conversations?{DAY}&which=reopened").status_code == 422


def test_a_page_whose_waits_are_not_kept_yet_says_so_when_they_are_half_a_million(
    worked: Office, mona: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_waits, "MOST_READ", 4)
    for page in ("response-times", "volume", "changed", "people", f"people/{worked.ada}"):
        answer = mona.open(f"/reports/{page}?{DAY}&kind=any")
        read = page == f"people/{worked.ada}"  # hers are fewer
        assert answer.status_code == (200 if read else 422), page
        assert read or "More than 4 customers of these days have yet to be counted" in answer.text
    assert mona.open(f"/reports/response-times?{DAY}&kind=any&format=json").status_code == 422
    monkeypatch.setattr(reading_waits, "MOST_READ", 5)
    assert mona.open(f"/reports/response-times?{DAY}&kind=any").status_code == 200
    keep(worked.database)
    monkeypatch.setattr(reading_waits, "MOST_READ", 4)
    assert mona.open(f"/reports/response-times?{DAY}&kind=any").status_code == 200


def test_what_changed_names_the_groups_behind_a_worse_day(worked: Office, ada: Browser, mona: Browser) -> None:
    worked.clock.forward(days=1)
    ada.follow_link(worked, worked.ada)
    mona.follow_link(worked, worked.mona)
    for handle in ("hal", "ida"):
        answered_after(worked, ada, 100, handle)
    page = mona.open("/reports/changed?from=2026-03-03&to=2026-03-03").text
    assert "0% 0 of 2 of the promises were kept in time, before 25% 1 of 4 . It became worse" in text(page)
    assert "Refunds" in page
    for address, words in re.findall(r'<a href="(/reports/conversations[^"]*)">(\d+)</a>', page):
        assert behind(mona.open(unescape(address)).text) == int(words)
    dates = "from=2026-03-03&to=2026-03-03"
    found = json.loads(mona.open(f"/reports/changed?{dates}&format=json").text)
    assert (found["now"], found["before"]) == (
        {"due": 2, "in_time": 0, "overdue": 0}, {"due": 4, "in_time": 1, "overdue": 2}
    )  # fmt: skip
    assert found["compared_with"]["from"] == "2026-03-02"
    assert "Refunds" in {each["label"] for each in found["groups"]["topic"]}
    lines = mona.open(f"/reports/changed?{dates}&format=csv").text.splitlines()
    assert lines[:2] == ["by,group,missed,due,missed_before,due_before,more", "all,all,2,2,3,4,-1"]
    for address in ("changed", "people"):
        assert "format=csv" in mona.open(f"/reports/{address}?{dates}").text
    assert "no data to compare" in mona.open("/reports/changed?from=2020-01-01&to=2020-01-02").text


def test_people_see_their_own_work_and_managers_everybodys(worked: Office, ada: Browser, mona: Browser) -> None:
    assert f'href="/reports/people/{worked.ada}"' in ada.open("/inbox").text, "their own figures are one click away"
    own = ada.open(f"/reports/people/{worked.ada}?{DAY}")
    assert tiles(own.text)["Answered"] == "2"
    assert ada.open("/reports/people").location == f"/reports/people/{worked.ada}"
    for number in (worked.ben, worked.mona, 999):
        assert ada.open(f"/reports/people/{number}").status_code == 404
    page = mona.open(f"/reports/people/{worked.ada}?{DAY}").text
    assert tiles(page)["Handed on or put back"] == "1"
    assert all_lead_there(mona, page) >= 4
    assert all_lead_there(mona, mona.open(f"/reports/people?{DAY}").text) >= 4


def test_the_own_time_begins_with_getting_it(office: Office, ada: Browser, mona: Browser) -> None:
    conversation = writes(office, "@brightbyte refund?", handle="carl")
    with office.database.writing() as connection:
        owning.assign(connection, conversation, office.ben, acting=office.mona, at=office.clock.now())
    office.clock.forward(minutes=50)
    with office.database.writing() as connection:
        owning.assign(connection, conversation, office.ada, acting=office.mona, at=office.clock.now())
    office.clock.forward(minutes=4)
    assert answer(ada, conversation, "It left today.").status_code == 303
    becomes(office, "sent")
    shown = tiles(mona.open(f"/reports/people/{office.ada}?{DAY}").text)
    assert shown["Median from getting it"] == "4 min 00 s"
    assert shown["Median at the desk"] == "54 min 00 s"


def test_everybody_may_read_the_promise_and_no_more(worked: Office, browser: Browser) -> None:
    page = browser.open("/promise").text
    assert "takes longer than the 1 h 00 min that we promise" in text(page)
    for secret in ("Ada", "carl", "Refunds"):
        assert secret not in page
    given = json.loads(browser.open("/promise.json").text)
    assert (given["promised_minutes"], given["about_minutes"], given["kept"]) == (60, None, False)


def test_without_a_promise_there_is_no_such_page(office: Office) -> None:
    app: Flask = create_app(
        Config(reports=Reports(promise_minutes=0)), office.database, office.clock, secret_key="of this test"
    )
    assert Browser(app).open("/promise").status_code == 404
    assert Browser(app).open("/promise.json").status_code == 404


def test_the_promise_alarms_once_when_it_turns_false_and_once_when_it_holds_again(
    office: Office, ada: Browser, mona: Browser
) -> None:
    hour = timedelta(hours=1)
    assert not watch_promise(office.database, office.clock, hour), "nobody wrote"
    answered_after(office, ada, 12, "carl")
    assert not watch_promise(office.database, office.clock, hour)
    for handle in ("dora", "eve"):
        writes(office, "@brightbyte refund?", handle=handle)
    assert "We promise" not in mona.open("/reports/today").text
    office.clock.forward(minutes=61)
    assert watch_promise(office.database, office.clock, hour)
    assert not watch_promise(office.database, office.clock, hour)
    told = text(mona.open("/alarms").text)
    assert "The public promise of 60 min is not true any more: most still wait." in told
    assert "We promise an answer within 1 h 00 min, and that is not true right now" in text(
        mona.open("/reports/today").text
    )
    for number in range(4):
        answered_after(office, ada, 1, f"finn{number}")
    assert watch_promise(office.database, office.clock, hour)
    with office.database.reading() as connection:
        kinds = connection.execute(
            select(Event.kind).where(Event.kind.in_((BROKEN, KEPT))).order_by(Event.id)
        ).scalars()
        assert list(kinds) == [BROKEN, KEPT]
