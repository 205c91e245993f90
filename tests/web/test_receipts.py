"""The receipt: one click from a time, every minute as counted, paused or closed, and the sum is the figure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import Office
from tests.sla.running import OFFICE, Running
from tests.web.browser import Browser

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def desk(office: Office) -> Running:
    running = Running(office, OFFICE)
    running.at(MONDAY + timedelta(hours=12, minutes=15))
    return running


def seconds(written: str) -> int:
    hours, minutes, rest = written.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def cells(page: str) -> list[list[str]]:
    """The rows of the table, as text."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]


def test_one_click_shows_each_stretch_and_they_add_up(desk: Running, ada: Browser) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(hours=1, minutes=24, seconds=7)
    page = ada.open(f"/conversations/{conversation}").text
    link = re.search(rf'href="(/conversations/{conversation}/clocks/\d+[^"]*)"', page)
    assert link
    shown = ada.open(link[1].replace("&amp;", "&")).text
    assert [(row[2], row[3] or row[4]) for row in cells(shown)] == [
        ("Counted", "0:15:00"), ("Closed", "1:00:00"), ("Counted", "0:09:07"),
    ]  # fmt: skip
    assert "Counted</dt><dd>0:24:07" in shown
    assert "Open: Office (Office, Europe/London, revision 2)" in cells(shown)[0][5]


def test_the_rest_of_the_end_is_shown_as_paused_and_lines_sum_to_the_total(desk: Running, ada: Browser) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=10)
    desk.ada_answers(conversation)
    desk.clock.forward(hours=5)
    desk.carl_writes("And now?", again=conversation)
    desk.clock.forward(minutes=90)
    end = desk.clocks("resolution")[0]
    shown = ada.open(f"/conversations/{conversation}/clocks/{end.id}").text
    rows = cells(shown)
    assert [row[2] for row in rows] == ["Counted", "Paused", "Counted", "Closed"]
    total = re.search(r"Counted</dt><dd>([\d:]+)", shown)
    assert total
    assert sum(seconds(row[3]) for row in rows if row[3]) == seconds(total[1])


def test_a_moved_due_time_says_from_what_to_what_and_why(desk: Running, ada: Browser) -> None:
    conversation = desk.carl_writes()
    desk.publishes()
    desk.works()
    shown = ada.open(f"/conversations/{conversation}/clocks/{desk.clocks()[0].id}").text
    assert "because the opening hours changed (revision 3" in " ".join(shown.split())


def test_the_fragment_is_the_page_without_its_frame(desk: Running, ada: Browser) -> None:
    conversation = desk.carl_writes()
    path = f"/conversations/{conversation}/clocks/{desk.clocks()[0].id}"
    assert f'data-live="{path}/parts"' in ada.open(path).text
    assert "<html" not in ada.open(f"{path}/parts").text


def test_a_clock_of_another_conversation_is_not_there(desk: Running, ada: Browser, browser: Browser) -> None:
    conversation = desk.carl_writes()
    other = desk.carl_writes(handle="dora")
    clock = desk.clocks()[0].id
    assert ada.open(f"/conversations/{other}/clocks/{clock}").status_code in (404,)
    assert ada.open(f"/conversations/{conversation}/clocks/4711").status_code == 404
    assert browser.open(f"/conversations/{conversation}/clocks/{clock}").status_code == 302
