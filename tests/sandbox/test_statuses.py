"""Publishing over the API: once per key, readable, changeable and deletable by its author only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.sandbox.length import length
from tests.sandbox.practice import Caller


def test_an_answer_stands_under_what_it_answers(service: Caller, carl) -> None:
    question = carl("@brightbyte where is my order?", language="en")
    answer = service.post("@carl on its way", in_reply_to_id=question, visibility="unlisted", language="en")
    assert answer["in_reply_to_id"] == question
    assert answer["visibility"] == "unlisted"
    assert answer["account"]["acct"] == "brightbyte"
    assert [mention["acct"] for mention in answer["mentions"]] == ["carl"]
    assert answer["content"] == (
        '<p><span class="h-card" translate="no"><a href="http://localhost/@carl" class="u-url mention">'
        "@<span>carl</span></a></span> on its way</p>"
    )
    assert service.get(f"/api/v1/statuses/{question}")["replies_count"] == 1


def test_ids_are_decimal_texts_above_2_to_the_53_and_grow_even_if_the_clock_steps_back(service: Caller, clock) -> None:
    ids = []
    for step in (0, 10, -3600, 0, 5):
        clock.forward(seconds=step)
        ids.append(service.post(f"post after {step}")["id"])
    assert all(isinstance(each, str) and int(each) > 2**53 for each in ids)
    assert [int(each) for each in ids] == sorted({int(each) for each in ids})


def test_the_same_key_gives_the_first_post_for_an_hour(service: Caller, offers: Caller, clock) -> None:
    first = service.post("once", key="reply-1")
    clock.forward(seconds=3599)
    assert service.post("once", key="reply-1")["id"] == first["id"]
    assert service.post("another text", key="reply-1")["content"] == "<p>once</p>"
    assert service.post("once", key="reply-2")["id"] != first["id"]
    assert offers.post("once", key="reply-1")["id"] != first["id"]
    clock.forward(seconds=1)
    assert service.post("once", key="reply-1")["id"] != first["id"]


def test_eight_calls_at_once_with_one_key_make_one_post(wire: httpx2.Client) -> None:
    def publish(_: int) -> str:
        answer = wire.post("/api/v1/statuses", json={"status": "once"}, headers={"Idempotency-Key": "k"})
        return answer.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(publish, range(8)))
    assert len(ids) == 1
    assert len(wire.get("/_sandbox/log").json()) == 1


def test_the_key_of_a_deleted_post_is_answered_with_404(service: Caller) -> None:
    first = service.post("gone soon", key="reply-1")
    service.call("DELETE", f"/api/v1/statuses/{first['id']}")
    answer = service.call("POST", "/api/v1/statuses", {"Idempotency-Key": "reply-1"}, status="gone soon")
    assert answer.status_code == 404


def test_an_edit_keeps_the_moment_of_publication_and_says_when_it_changed(service: Caller, clock) -> None:
    first = service.post("Thank yuo")
    clock.forward(seconds=60)
    changed = service.call("PUT", f"/api/v1/statuses/{first['id']}", status="Thank you").get_json()
    assert changed["id"] == first["id"]
    assert changed["created_at"] == "2026-11-20T09:00:00.000Z"
    assert changed["edited_at"] == "2026-11-20T09:01:00.000Z"
    assert changed["content"] == "<p>Thank you</p>"
    clock.forward(seconds=60)
    again = service.call("PUT", f"/api/v1/statuses/{first['id']}", status="Thank you").get_json()
    assert again["edited_at"] == "2026-11-20T09:01:00.000Z"


def test_a_deleted_post_is_gone_and_its_answers_stand_alone(service: Caller, offers: Caller) -> None:
    first = service.post("sale today")
    answer = offers.post("ends at six", in_reply_to_id=first["id"])
    deleted = service.call("DELETE", f"/api/v1/statuses/{first['id']}")
    assert deleted.get_json()["text"] == "sale today"
    assert service.call("GET", f"/api/v1/statuses/{first['id']}").get_json() == {"error": "Record not found"}
    assert service.call("DELETE", f"/api/v1/statuses/{first['id']}").status_code == 404
    assert service.get(f"/api/v1/statuses/{answer['id']}")["in_reply_to_id"] is None
    log = service.get("/_sandbox/log")
    assert [(post["text"], post["deleted"]) for post in log] == [("sale today", True), ("ends at six", False)]


def test_nobody_changes_the_post_of_another_account(service: Caller, offers: Caller, carl) -> None:
    for post_id in (carl("@brightbyte mine"), offers.post("ours")["id"]):
        assert service.call("PUT", f"/api/v1/statuses/{post_id}", status="no").status_code == 404
        assert service.call("DELETE", f"/api/v1/statuses/{post_id}").status_code == 404
        assert service.get(f"/api/v1/statuses/{post_id}")["edited_at"] is None


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"status": "  "}, 422, "Validation failed: Text can't be blank"),
        ({}, 422, "Validation failed: Text can't be blank"),
        ({"status": "x" * 501}, 422, "Validation failed: Text is too long (maximum is 500 characters)"),
        ({"status": "half \ud83d an emoji"}, 422, "Validation failed: Text is invalid"),
        ({"status": "nul \0"}, 422, "Validation failed: Text is invalid"),
        ({"status": "x", "visibility": "all"}, 422, "Validation failed: Visibility is not included in the list"),
        (
            {"status": "x", "in_reply_to_id": "117000000000000000"},
            404,
            "The post you are trying to reply to does not appear to exist.",
        ),
        (
            {"status": "x", "in_reply_to_id": "01HZX"},
            404,
            "The post you are trying to reply to does not appear to exist.",
        ),
    ],
)
def test_what_cannot_be_published_is_refused_as_mastodon_does(
    service: Caller, sent: dict, status: int, sentence: str
) -> None:
    answer = service.call("POST", "/api/v1/statuses", **sent)
    assert (answer.status_code, answer.get_json()) == (status, {"error": sentence})
    assert service.get("/_sandbox/log") == []


def test_a_direct_post_is_seen_by_those_it_names_only(service: Caller, offers: Caller, carl, app) -> None:
    post_id = carl("@brightbyte my address is secret", visibility="direct")
    assert service.get(f"/api/v1/statuses/{post_id}")["visibility"] == "direct"
    assert offers.call("GET", f"/api/v1/statuses/{post_id}").status_code == 404
    assert app.test_client().get(f"/posts/{post_id}").status_code == 404
    assert b"secret" not in app.test_client().get("/").data


@given(st.text(max_size=60))
def test_the_length_is_never_more_than_the_code_points_when_there_is_no_link(text: str) -> None:
    assert length(text.replace("://", "")) <= len(text)


def test_the_length_counts_what_a_reader_sees() -> None:
    assert length("👨‍👩‍👧") == 1
    assert length("https://shop.example/a/very/long/address?with=things") == 23
    assert length("@carl@elsewhere.example hi") == len("@carl hi")
