"""Where the policy promises an end, its attainment is told like that of answers; while an end rests it is undecided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.reports.behind import Which, behind
from helpdesk.reports.figures import Figures
from helpdesk.reports.keeping import keep
from helpdesk.reports.question import By, Question, question_of
from helpdesk.reports.response_times import report
from tests.cast import Office
from tests.sla.running import OFFICE, Running
from tests.web.browser import Browser, desk_app
from tests.web.test_reports_page import all_lead_there, text, tiles

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # winter in London: its time is UTC
WEEK = {"from": "2026-03-02", "to": "2026-03-08", "kind": "resolution"}


def hour(hours: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hours)


@pytest.fixture
def desk(office: Office) -> Running:
    """Carl's end, promised within eight office hours, rests since Ada's answer; nobody answers Dora."""
    running = Running(office, OFFICE)
    running.at(hour(12.25))
    carls = running.carl_writes()
    running.carl_writes(handle="dora")
    running.at(hour(14.5))
    running.ada_answers(carls)
    running.at(hour(9, day=3))
    return running


def asked(desk: Running, by: By = "day") -> tuple[Figures, dict[str, Figures]]:
    with desk.database.reading() as connection:
        found = report(connection, question(desk), by, desk.clock.now())
    return found.total, {group.label: group.figures for group in found.groups}


def question(desk: Running) -> Question:
    return question_of(WEEK, "UTC", desk.clock.now())


def listed(desk: Running, which: Which) -> int:
    with desk.database.reading() as connection:
        return behind(connection, question(desk), which, desk.clock.now()).count


def test_an_end_that_rests_is_no_miss_and_one_that_ran_out_is(desk: Running) -> None:
    total, _ = asked(desk)
    assert (total.asked, total.open, total.answered) == (2, 2, 0)
    assert (total.due, total.in_time, total.overdue) == (1, 0, 1), "Dora's was due on Tuesday"
    assert [listed(desk, which) for which in ("asked", "due", "missed", "overdue")] == [2, 1, 1, 1]


@pytest.mark.parametrize("kept", [False, True])
def test_done_is_the_end_in_time_and_it_is_adas(desk: Running, *, kept: bool) -> None:
    desk.ada_closes(1)
    while kept and keep(desk.database):
        pass
    total, by_target = asked(desk, "target")
    assert (total.answered, total.due, total.in_time, total.overdue) == (1, 2, 1, 1)
    assert total.attainment == 0.5
    assert (by_target["8 h"].in_time, by_target["8 h"].due) == (1, 2)
    _, by_person = asked(desk, "staff")
    assert by_person["Ada"].answered == 1
    assert [listed(desk, which) for which in ("answered", "due", "in_time", "missed")] == [1, 2, 1, 1]


def test_one_that_ran_out_before_it_rested_stays_late(desk: Running) -> None:
    desk.ada_answers(2)
    total, _ = asked(desk)
    assert (total.due, total.overdue) == (1, 1)


def test_mona_reads_it_and_sees_which_end_rests(desk: Running, office: Office) -> None:
    mona = Browser(desk_app(office.database, office.clock))
    mona.follow_link(office, office.mona)
    asked_for = "from=2026-03-02&to=2026-03-08&kind=resolution"
    page = mona.open(f"/reports/response-times?{asked_for}").text
    assert tiles(page)["In time"].startswith("0% 0 of 1")
    assert 'href="/reports/definitions#ends"' in page
    assert all_lead_there(mona, page) >= 4
    assert "rests: we wait for the customer" in text(mona.open(f"/reports/conversations?{asked_for}&which=open").text)
