"""The Bluesky that we play, beside what running servers answered to the same requests.

The recordings lie beside the checkout, in `shared/reference/networks`, and are never copied.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from helpdesk.networks.bluesky import reading
from helpdesk.networks.protocol import Post
from tests.cast import NOON, SetClock
from tests.networks.bluesky.place import Place, opened
from tests.simulator.bluesky.sky import PASSWORD

DATA = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[3] / "shared" / "data")
POSTS = "app.bsky.feed.post"
NEVER_TOLD = {"displayName"}  # the recordings' people gave themselves no name
KEYS_OF_THEIR_OWN = {"didDoc"}  # documents differ from person to person


def recorded(name: str) -> Any:
    file = DATA.parent / "reference" / "networks" / f"bsky_{name}.json"
    if not file.exists():
        pytest.skip(f"no recorded answers: {file} is not there")
    return json.loads(file.read_text())


def shape(value: Any) -> Any:
    """What is promised about a value: its keys and the kinds of what they hold."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key not in NEVER_TOLD | KEYS_OF_THEIR_OWN}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


@pytest.fixture
def place(clock: SetClock) -> Iterator[Place]:
    with opened(clock) as opened_place:
        yield opened_place


class Client:
    """Somebody who speaks the protocol by hand."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.headers: dict[str, str] = {}
        self.headers = {"Authorization": f"Bearer {self.signs_in().json()['accessJwt']}"}

    def signs_in(self, password: str = PASSWORD) -> httpx2.Response:
        who = {"identifier": self.place.us.handle, "password": password}
        return self.asks("POST", "com.atproto.server.createSession", json=who, headers={})

    def asks(self, method: str, call: str, **more: Any) -> httpx2.Response:
        url = f"{self.place.server.base_url}/xrpc/{call}"
        return httpx2.request(method, url, trust_env=False, **{"headers": self.headers, **more})

    def writes(self, call: str, record: dict[str, Any], **more: Any) -> httpx2.Response:
        body = {"repo": self.place.us.did, "collection": POSTS, "record": record, **more}
        return self.asks("POST", f"com.atproto.repo.{call}", json=body)


@pytest.fixture
def client(place: Place) -> Client:
    return Client(place)


def record(place: Place, parent: str | None = None, text: str = "Sorry Mary", **more: Any) -> dict[str, Any]:
    content = {"$type": POSTS, "text": text, "createdAt": "2026-03-02T12:00:00.000Z", **more}
    if parent:
        kept = {"uri": parent, "cid": place.sky.posts[parent].cid}
        content["reply"] = {"root": kept, "parent": kept}
    return content


def same(answered: httpx2.Response, name: str, *, words: bool = False) -> None:
    """Status and shape are the recorded ones; of a refusal its words too."""
    real = recorded(name)
    assert answered.status_code == real["status"]
    assert shape(answered.json()) == shape(real["body"])
    assert answered.json().get("error") == real["body"].get("error")
    if words:
        assert answered.json() == real["body"]


def test_sessions_are_given_as_by_a_real_server(client: Client) -> None:
    same(client.signs_in(), "createSession")


def test_notifications_look_like_real_ones(client: Client, place: Place) -> None:
    place.sky.writes(place.carl, f"@{place.us.handle} my parcel never came 📦")
    asked = {"limit": "50", "reasons": ["mention", "reply", "quote"]}
    same(client.asks("GET", "app.bsky.notification.listNotifications", params=asked), "listNotifications")


def test_writing_twice_ends_as_it_does_on_a_real_server(client: Client, place: Place) -> None:
    parent = place.sky.writes(place.carl, f"@{place.us.handle} hey")
    rkey = "3n2we7rbdmxrn"
    same(client.writes("createRecord", record(place, parent)), "createRecord")
    same(client.writes("createRecord", record(place, parent), rkey=rkey), "createRecord_rkey")
    same(client.writes("createRecord", record(place, parent), rkey=rkey), "createRecord_rkey_again", words=True)
    same(client.writes("createRecord", record(place, text="other"), rkey=rkey), "createRecord_rkey_diff", words=True)
    same(client.writes("putRecord", record(place, parent), rkey=rkey), "putRecord_same")
    other = client.writes("putRecord", record(place, text="other"), rkey=rkey, swapRecord=None)
    same(other, "putRecord_swap_null")
    cid = place.sky.posts[f"at://{place.us.did}/{POSTS}/{rkey}"].cid
    assert other.json()["message"] == f"Record was at {cid}"
    new = {"rkey": "3n2we7rfc33j5", "swapRecord": None}
    same(client.writes("putRecord", record(place), **new), "put_createonly_first")
    same(client.writes("putRecord", record(place), **new), "put_createonly_second")
    assert client.writes("putRecord", record(place), rkey="case-123").status_code == 400


def test_records_are_read_as_on_a_real_server(client: Client, place: Place) -> None:
    parent = place.sky.writes(place.carl, f"@{place.us.handle} hey")
    client.writes("putRecord", record(place, parent), rkey="3n2we7rbdmxrn")
    who = {"repo": place.us.did, "collection": POSTS}
    same(client.asks("GET", "com.atproto.repo.getRecord", params={**who, "rkey": "3n2we7rbdmxrn"}), "getRecord")
    same(client.asks("GET", "com.atproto.repo.getRecord", params={**who, "rkey": "3aaaaaaaaaaaa"}), "getRecord_missing")
    same(client.asks("GET", "com.atproto.repo.listRecords", params={**who, "limit": "5"}), "listRecords")


def test_threads_look_like_real_ones(client: Client, place: Place) -> None:
    parent = place.sky.writes(place.carl, f"@{place.us.handle} my parcel never came 📦")
    client.writes("putRecord", record(place, parent), rkey="3n2we7rbdmxrn")
    client.writes("putRecord", record(place, parent), rkey="3n2we7rfc33j5")
    asked = {"uri": parent, "depth": "5", "parentHeight": "5"}
    same(client.asks("GET", "app.bsky.feed.getPostThread", params=asked), "getPostThread")
    place.sky.takes_back(parent)
    same(client.asks("GET", "app.bsky.feed.getPostThread", params=asked), "thread_deleted")
    assert client.asks("GET", "app.bsky.feed.getPosts", params={"uris": [parent]}).json() == {"posts": []}


def test_refusals_are_worded_as_by_a_real_server(client: Client, place: Place) -> None:
    listing = "app.bsky.notification.listNotifications"
    same(client.asks("GET", listing, headers={}), "err_noauth", words=True)
    same(client.asks("GET", listing, headers={"Authorization": "Bearer x.y.z"}), "err_401", words=True)
    same(client.writes("createRecord", record(place, text="a" * 3_500)), "err_toolong_bytes", words=True)
    same(client.writes("createRecord", record(place, text="a" * 301)), "err_toolong_graphemes", words=True)
    place.clock.forward(hours=3)
    assert client.asks("GET", listing).json()["error"] == "ExpiredToken"


def test_too_many_sign_ins_are_refused_as_by_a_real_server(client: Client) -> None:
    for _ in range(29):
        client.signs_in("wrong")
    refused = client.signs_in()
    same(refused, "err_429", words=True)
    told = recorded("err_429")["headers"]
    for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-policy"):
        assert refused.headers[name] == told[name]
    assert 0 < int(refused.headers["retry-after"]) <= 300


def test_the_cursor_is_strict_and_skips_what_shares_its_millisecond(client: Client, place: Place) -> None:
    for number in range(7):
        place.sky.writes(place.carl, f"@{place.us.handle} {number}")
        place.clock.forward(seconds=1 if number < 3 else 0)
    found, cursor = [], None
    while True:
        asked = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.asks("GET", "app.bsky.notification.listNotifications", params=asked).json()
        found += page["notifications"]
        cursor = page.get("cursor")
        if cursor is None:
            break
    assert len(found) < 7  # the trap that the walk is made for


def test_what_is_dated_back_stands_where_it_says_and_the_future_is_not_believed(client: Client, place: Place) -> None:
    for hours in (-2, 0, 1):
        place.sky.writes(place.carl, f"@{place.us.handle} {hours}", created_at=NOON + timedelta(hours=hours))
    page = client.asks("GET", "app.bsky.notification.listNotifications").json()["notifications"]
    assert page[-1]["record"]["text"].endswith("-2")
    assert page[-1]["indexedAt"] == "2026-03-02T10:00:00.000Z"
    assert {each["indexedAt"] for each in page[:2]} == {"2026-03-02T12:00:00.000Z"}


def test_the_recorded_answers_read_as_posts() -> None:
    (notification,) = recorded("listNotifications")["body"]["notifications"]
    mention = reading.mention(notification)
    assert isinstance(mention, Post)
    assert (mention.text, mention.author.handle) == ("@acmecare.test my parcel never came 📦😡", "mary.test")
    thread = recorded("getPostThread")["body"]["thread"]
    assert reading.post(thread["post"])._replace(found_by=None) == mention
    answer = reading.post(thread["replies"][0]["post"])
    assert answer.parent_remote_id == mention.remote_id
    assert reading.own(recorded("getRecord")["body"], answer.author) == answer._replace(may_reply=True)
