"""The door for tests: the network fails in the ways in which networks fail, over real HTTP."""

from __future__ import annotations

import httpx2
import pytest

from helpdesk.sandbox.server import create_app
from tests.sandbox.practice import BRIGHTBYTE

PUBLISHING = {"method": "POST", "path": "/api/v1/statuses"}


def arm(wire: httpx2.Client, effect: str, **more: object) -> None:
    assert wire.post("/_sandbox/faults", json={"match": PUBLISHING, "effect": effect, **more}).status_code == 201


def publish(wire: httpx2.Client) -> httpx2.Response:
    return wire.post("/api/v1/statuses", json={"status": "hello"}, headers={"Idempotency-Key": "k"})


def done(wire: httpx2.Client) -> int:
    return len(wire.get("/_sandbox/log").json())


def test_status_refuses_without_doing_it_as_often_as_asked(wire: httpx2.Client) -> None:
    arm(wire, "status", status=429, count=2, headers={"X-RateLimit-Reset": "2026-11-20T09:05:00.000000Z"})
    answers = [publish(wire) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].json() == {"error": "Too Many Requests"}
    assert answers[0].headers["X-RateLimit-Reset"] == "2026-11-20T09:05:00.000000Z"
    assert done(wire) == 1


def test_status_after_does_it_and_says_it_failed(wire: httpx2.Client) -> None:
    arm(wire, "status_after", status=504, count=1)
    assert publish(wire).status_code == 504
    assert done(wire) == 1
    assert publish(wire).status_code == 200
    assert done(wire) == 1


@pytest.mark.parametrize(("effect", "posts"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_gives_no_answer(wire: httpx2.Client, effect: str, posts: int) -> None:
    arm(wire, effect, count=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        publish(wire)
    assert done(wire) == posts
    assert publish(wire).status_code == 200
    assert done(wire) == 1


def test_a_truncated_answer_ends_before_its_length(wire: httpx2.Client) -> None:
    arm(wire, "truncate", count=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        publish(wire)
    assert done(wire) == 1


def test_html_stands_where_json_should(wire: httpx2.Client) -> None:
    arm(wire, "html", status=200, count=1)
    answer = publish(wire)
    assert answer.status_code == 200
    assert "<h1>" in answer.text
    assert done(wire) == 0


def test_a_delay_answers_late_but_answers(wire: httpx2.Client) -> None:
    arm(wire, "delay", seconds=0.2, count=1)
    with pytest.raises(httpx2.ReadTimeout):
        wire.post("/api/v1/statuses", json={"status": "hello"}, timeout=0.05)
    assert publish(wire).status_code == 200


def test_only_matching_calls_are_hit_and_clearing_ends_it(wire: httpx2.Client) -> None:
    wire.post("/_sandbox/faults", json={"match": {"path": "/api/v1/notif*"}, "effect": "status"})
    assert wire.get("/api/v1/accounts/verify_credentials").status_code == 200
    assert wire.get("/api/v1/notifications").status_code == 503
    assert wire.get("/_sandbox/faults").json()[0]["hits"] == 1
    assert wire.delete("/_sandbox/faults").status_code == 204
    assert wire.get("/api/v1/notifications").status_code == 200


@pytest.mark.parametrize("sent", [[], {"effect": "melt"}, {"effect": "status", "probability": 1}])
def test_a_fault_that_means_nothing_is_refused(wire: httpx2.Client, sent: object) -> None:
    assert wire.post("/_sandbox/faults", json=sent).status_code == 422


def test_the_door_is_shut_unless_asked_for(store, clock) -> None:
    client = create_app(store, accounts=[BRIGHTBYTE], clock=clock).test_client()
    assert client.get("/_sandbox/log").status_code == 404
    assert client.post("/_sandbox/faults", json={"effect": "status"}).status_code == 404
