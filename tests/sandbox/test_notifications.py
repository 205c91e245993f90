"""What the company hears: every mention once, newest first, without a hole for whoever walks with min_id."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.sandbox.publishing import NewPost, delete, edit, insert_post
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.sandbox.practice import BRIGHTBYTE, Caller, nine_o_clock


def texts(notifications: list[dict]) -> list[str]:
    return [re.sub("<[^>]+>", "", each["status"]["content"]) for each in notifications]


@settings(max_examples=40, deadline=None)
@given(
    page_size=st.integers(1, 30),
    arrivals=st.lists(st.integers(0, 25), min_size=1, max_size=4),
    backwards=st.booleans(),
)
def test_walking_with_min_id_meets_every_mention_once_whatever_arrives_between_pages(
    page_size: int, arrivals: list[int], backwards: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = nine_o_clock()
        store = Store(Path(folder) / "practice.sqlite3", clock)
        service = Caller(create_app(store, accounts=[BRIGHTBYTE], clock=clock).test_client(), BRIGHTBYTE.token)
        published, met, cursor = 0, [], "0"
        waiting = [*arrivals]
        while True:
            with store.writing() as connection:
                for _ in range(waiting.pop(0) if waiting else 0):
                    published += 1
                    insert_post(connection, NewPost("carl", "Carl", f"@brightbyte {published}"), clock.now())
                    clock.forward(seconds=-0.5 if backwards else 0.5)
            page = service.mentions(min_id=cursor, limit=page_size)
            if not page and not waiting:
                break
            met += [int(each["id"]) for each in reversed(page)]
            cursor = page[0]["id"] if page else cursor
        store.close()
    assert len(met) == published
    assert met == sorted(set(met))


def test_since_id_gives_the_newest_and_min_id_the_nearest(service: Caller, carl) -> None:
    for number in range(1, 8):
        carl(f"@brightbyte {number}")
    oldest = service.mentions()[-1]["id"]
    assert texts(service.mentions(since_id=oldest, limit=2)) == ["@brightbyte 7", "@brightbyte 6"]
    assert texts(service.mentions(min_id=oldest, limit=2)) == ["@brightbyte 3", "@brightbyte 2"]
    newest = service.mentions()[0]["id"]
    assert texts(service.mentions(max_id=newest, limit=2)) == ["@brightbyte 6", "@brightbyte 5"]
    assert texts(service.mentions(min_id=oldest, since_id=newest, limit=1)) == ["@brightbyte 2"]
    assert texts(service.mentions(min_id=oldest, max_id=newest, limit=80))[0] == "@brightbyte 6"


def test_the_links_lead_through_all_pages_in_both_directions(service: Caller, carl) -> None:
    for number in range(1, 8):
        carl(f"@brightbyte {number}")
    older, address = [], "/api/v1/notifications?types[]=mention&limit=3"
    while address:
        answer = service.client.get(address, headers=service.headers)
        older += texts(answer.get_json())
        address = next(iter(re.findall(r'<http://localhost(\S+)>; rel="next"', answer.headers["Link"])), None)
    assert older == [f"@brightbyte {number}" for number in range(7, 0, -1)]
    back = re.findall(r'<http://localhost(\S+)>; rel="prev"', answer.headers["Link"])[0]
    assert texts(service.client.get(back, headers=service.headers).get_json()) == [
        "@brightbyte 4",
        "@brightbyte 3",
        "@brightbyte 2",
    ]


def test_a_page_holds_forty_unless_asked_and_never_more_than_eighty(service: Caller, carl) -> None:
    for number in range(90):
        carl(f"@brightbyte {number}")
    assert len(service.mentions()) == 40
    assert len(service.mentions(limit=500)) == 80
    assert len(service.mentions(limit="many")) == 40


def test_other_types_of_notifications_are_an_empty_list(service: Caller, carl) -> None:
    carl("@brightbyte hello")
    assert service.get("/api/v1/notifications", **{"types[]": "favourite"}) == []
    assert service.get("/api/v1/notifications", **{"exclude_types[]": "mention"}) == []
    assert len(service.get("/api/v1/notifications")) == 1


def test_a_deleted_post_takes_its_notification_along(service: Caller, carl, store, clock) -> None:
    post_id = int(carl("@brightbyte forget it"))
    author = service.mentions()[0]["status"]["account"]["id"]
    delete(store, post_id, int(author), clock.forward(seconds=5))
    assert service.mentions() == []


def test_an_edited_post_shows_its_new_text_and_when(service: Caller, carl, store, clock) -> None:
    post_id = int(carl("@brightbyte my refnud"))
    author = int(service.mentions()[0]["status"]["account"]["id"])
    edit(store, post_id, author, "@brightbyte my refund", clock.forward(seconds=5))
    status = service.mentions()[0]["status"]
    assert texts(service.mentions()) == ["@brightbyte my refund"]
    assert status["edited_at"] == "2026-11-20T09:00:05.000Z"
    assert status["created_at"] == "2026-11-20T09:00:00.000Z"


def test_an_edit_that_adds_a_handle_notifies_its_account(service: Caller, offers: Caller, carl, store, clock) -> None:
    post_id = int(carl("@brightbyte a discount?"))
    author = int(service.mentions()[0]["status"]["account"]["id"])
    edit(store, post_id, author, "@brightbyte @brightbyte_deals a discount?", clock.forward(seconds=5))
    assert len(offers.mentions()) == 1
    assert len(service.mentions()) == 1


def test_whoever_answers_the_company_is_heard_without_naming_it(service: Caller, carl) -> None:
    answer = service.post("@carl which kettle?", in_reply_to_id=carl("@brightbyte my kettle"))
    carl("the blue one", parent_id=int(answer["id"]))
    assert texts(service.mentions()) == ["the blue one", "@brightbyte my kettle"]


def test_the_companys_own_posts_do_not_notify_it(service: Caller) -> None:
    service.post("@brightbyte is who we are")
    assert service.mentions() == []


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("@Brightbyte hello", True),
        ("(@brightbyte)", True),
        ("@brightbyte.Thanks", True),
        ("@brightbyte's shop", True),
        ("ねえ@brightbyteさん", True),
        ("@brightbyte @BRIGHTBYTE twice", True),
        ("mail me at carl@brightbyte.example", False),
        ("@brightbytes is another shop", False),
        ("@brightbyte@elsewhere.example lives elsewhere", False),
        ("https://shop.example/@brightbyte", False),
        ("brightbyte without the sign", False),
    ],
)
def test_a_handle_is_heard_where_a_reader_sees_one(service: Caller, carl, text: str, heard: bool) -> None:
    carl(text)
    assert len(service.mentions()) == int(heard)
