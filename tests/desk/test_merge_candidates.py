"""Carl waits in more than one place: Ada sees where, and one click makes them one."""

from __future__ import annotations

import re

from helpdesk.desk.closing import close
from helpdesk.desk.merge_candidates import Candidate, candidates
from tests.cast import Office
from tests.desk.test_merging import first, offers, second
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import ada, app
from tests.web.customers import writes

__all__ = ["ada", "app", "first", "second"]


def of(office: Office, number: int) -> list[Candidate]:
    with office.database.reading() as connection:
        return candidates(connection, number)


def test_the_same_customers_others_are_offered_and_nobody_elses(office: Office, first: int, second: int) -> None:
    third = offers(office)  # to our other account
    writes(office, "@brightbyte where is my refund?", handle="dora", name="Carl Customer")
    assert [each.id for each in of(office, first)] == [third, second]
    assert [each.account for each in of(office, first)] == ["@brightbyte_offers", "@brightbyte"]


def test_whoever_was_promised_an_answer_first_keeps_it(office: Office, first: int, second: int) -> None:
    assert [(each.ends, each.stays) for each in of(office, first)] == [(second, None)]
    assert [(each.ends, each.stays) for each in of(office, second)] == [(second, first)]


def test_what_is_closed_is_not_offered(office: Office, first: int, second: int) -> None:
    with office.database.writing() as connection:
        close(connection, second, "no_reply_needed", acting=office.ada, at=office.clock.now())
    assert of(office, first) == []


def test_one_click_merges_either_way_and_one_more_takes_it_back(
    office: Office, ada: Browser, first: int, second: int
) -> None:
    for here in (first, second):
        page = ada.open(f"/conversations/{here}").text
        button = re.search(r'formaction="(/conversations/\d+/merge)" name="into" value="(\d+)"', page)
        assert button, "it is offered"
        merged = ada.send(button[1], into=button[2])
        assert (merged.status_code, merged.location.split("?")[0]) == (303, f"/conversations/{first}")
        after = ada.open(merged.location).text
        assert f"No. {second}</a>" in after, "merged here"
        assert of(office, first) == []
        event = re.search(r'name="event" value="(\d+)"', after)
        assert event
        assert ada.send("/undo", event=event[1]).status_code == 303
        assert [each.id for each in of(office, first)] == [second]


def test_a_hostile_post_is_text_there_too(office: Office, ada: Browser, first: int) -> None:
    writes(office, "@brightbyte <script>alert(1)</script>")
    page = ada.client.get(f"/conversations/{first}", base_url=ADDRESS).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
