"""Reading over the API: who may, how often, and what stands around a post."""

from __future__ import annotations

import pytest

from helpdesk.sandbox.server import create_app
from tests.sandbox.practice import DEALS, Caller


@pytest.mark.parametrize("path", ["/api/v1/statuses/0", "/api/v1/statuses/" + "9" * 40, "/api/v1/nothing"])
def test_what_is_not_there_is_404_in_json(service: Caller, path: str) -> None:
    answer = service.call("GET", path)
    assert (answer.status_code, answer.get_json()) == (404, {"error": "Record not found"})


def test_a_wrong_or_missing_token_is_401(app) -> None:
    client = app.test_client()
    wrong = client.get("/api/v1/notifications", headers={"Authorization": "Bearer nearly"})
    assert (wrong.status_code, wrong.get_json()) == (401, {"error": "The access token is invalid"})
    missing = client.post("/api/v1/statuses", json={"status": "hello"})
    assert missing.status_code == 401
    assert missing.get_json() == {"error": "This method requires an authenticated user"}


def test_answers_carry_the_rate_limit_with_an_iso_moment(service: Caller) -> None:
    answer = service.call("GET", "/api/v1/accounts/verify_credentials")
    assert answer.get_json()["acct"] == "brightbyte"
    assert answer.headers["X-RateLimit-Reset"] == "2026-11-20T09:05:00.000000Z"
    assert int(answer.headers["X-RateLimit-Remaining"]) == int(answer.headers["X-RateLimit-Limit"]) - 1


def test_too_many_calls_are_429_until_the_window_ends(service: Caller, app, clock) -> None:
    app.extensions["allowance"].calls = 2
    codes = [service.call("GET", "/api/v1/notifications").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    clock.forward(seconds=300)
    assert service.call("GET", "/api/v1/notifications").status_code == 200


def test_an_accounts_posts_come_in_pages_newest_first(service: Caller, app) -> None:
    ids = [service.post(f"news {number}")["id"] for number in range(5)]
    account = service.get("/api/v1/accounts/verify_credentials")
    path = f"/api/v1/accounts/{account['id']}/statuses"
    assert [each["id"] for each in service.get(path, limit=2)] == [ids[4], ids[3]]
    assert [each["id"] for each in service.get(path, limit=2, min_id=ids[0])] == [ids[2], ids[1]]
    assert app.test_client().get(path).status_code == 200
    assert account["statuses_count"] == 5


def test_the_context_shows_what_is_above_and_below_in_reading_order(service: Caller, carl) -> None:
    first = carl("@brightbyte one")
    second = service.post("@carl two", in_reply_to_id=first)["id"]
    later = carl("@brightbyte five", parent_id=int(first))
    third = carl("@brightbyte three", parent_id=int(second))
    fourth = service.post("@carl four", in_reply_to_id=third)["id"]
    around = service.get(f"/api/v1/statuses/{third}/context")
    assert [post["id"] for post in around["ancestors"]] == [first, second]
    assert [post["id"] for post in around["descendants"]] == [fourth]
    below = service.get(f"/api/v1/statuses/{first}/context")["descendants"]
    assert [post["id"] for post in below] == [second, third, fourth, later]
    service.call("DELETE", f"/api/v1/statuses/{second}")
    assert service.get(f"/api/v1/statuses/{third}/context")["ancestors"] == []


@pytest.mark.parametrize("version", ["/api/v1/instance", "/api/v2/instance"])
def test_the_server_says_how_long_a_post_may_be(store, clock, version: str) -> None:
    app = create_app(store, accounts=[DEALS], clock=clock, characters=140)
    statuses = app.test_client().get(version).get_json()["configuration"]["statuses"]
    assert (statuses["max_characters"], statuses["characters_reserved_per_url"]) == (140, 23)
    offers = Caller(app.test_client(), DEALS.token)
    assert offers.post("x" * 116 + " https://shop.example/" + "long" * 20)
    assert offers.call("POST", "/api/v1/statuses", status="x" * 141).status_code == 422
