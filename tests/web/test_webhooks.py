"""Deliveries over HTTP: who is believed, what is taken in, and what is answered."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from standardwebhooks import Webhook as Sender
from werkzeug.test import TestResponse

from helpdesk.app import create_app
from helpdesk.config import Config
from helpdesk.config import Desk as DeskConfig
from helpdesk.desk.webhook_doors import close_door, open_door
from helpdesk.intake.signatures import new_secret
from helpdesk.intake.webhooks import Received
from helpdesk.intake.x_activity import Activity, take_in_activity
from helpdesk.records.accounts import Account
from helpdesk.records.mentions import Mention
from helpdesk.records.safe import Safe
from helpdesk.records.webhooks import Delivery
from helpdesk.sealing import KEYS
from helpdesk.secret_files import Secrets
from helpdesk.web.throttle import WRONG_DELIVERIES_BY_ADDRESS
from helpdesk.web.webhooks import LARGEST
from tests.cast import Office
from tests.web.browser import ADDRESS

CONSUMER_SECRET = "test_consumer_secret_0123456789"


def post(number: int = 1, **more: object) -> dict[str, object]:
    """A mention in the import format."""
    return {"id": f"p{number}", "author": "carl", "text": "@brightbyte refund?", "created_at": "2026-03-02T11:00:00Z",
            "account": "@brightbyte", **more}  # fmt: skip


class Shop:
    """A program of the company's own, which brings mentions to the door `shop`."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.secret = office, new_secret()
        self.safe = Safe(office.database, Secrets(folder))
        self.key = folder / "secrets" / KEYS
        with office.database.writing() as connection:
            open_door(connection, self.safe, "shop", "standard", self.secret, office.clock.now())
            open_door(connection, self.safe, "x-events", "x", CONSUMER_SECRET, office.clock.now())
        config = Config(desk=DeskConfig(data=folder))
        self.app: Flask = create_app(config, office.database, office.clock, secret_key="only-for-tests")
        self.client = self.app.test_client()

    def send(self, body: object, id: str = "msg_1", at: timedelta = timedelta(0), **headers: str) -> TestResponse:
        """A delivery signed as it should be, unless `headers` say otherwise."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent_at = self.office.clock.now() + at
        signed = {
            "webhook-id": id,
            "webhook-timestamp": str(int(sent_at.timestamp())),
            "webhook-signature": Sender(self.secret).sign(id, sent_at, raw.decode()),
            "Content-Type": "application/json",
        }
        return self.raw(raw, signed | {name.replace("_", "-"): value for name, value in headers.items()})

    def raw(self, body: bytes, headers: dict[str, str], to: str = "shop") -> TestResponse:
        return self.client.post(f"/webhooks/in/{to}", base_url=ADDRESS, data=body, headers=headers)

    def from_x(self, event: dict[str, Any] | bytes, secret: str = CONSUMER_SECRET) -> TestResponse:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        headers = {"x-twitter-webhooks-signature": f"sha256={signature}", "Content-Type": "application/json"}
        return self.raw(body, headers, to="x-events")

    def queue(self) -> list[str]:
        with self.office.database.reading() as connection:
            return list(connection.execute(select(Mention.remote_id).order_by(Mention.id)).scalars())


@pytest.fixture
def shop(office: Office, tmp_path: Path) -> Shop:
    return Shop(office, tmp_path)


@pytest.mark.parametrize("shape", ["object", "list", "lines", "pretty"])
def test_the_import_format_is_taken_in_shape_by_shape(shop: Shop, shape: str) -> None:
    posts = [post(1)] if shape in ("object", "pretty") else [post(1), post(2)]
    body = {
        "object": json.dumps(posts[0]),
        "list": json.dumps(posts),
        "lines": "\n".join(map(json.dumps, posts)) + "\n",
        "pretty": json.dumps(posts[0], indent=2),
    }[shape]
    answer = shop.send(body.encode())
    assert (answer.status_code, answer.json) == (
        200,
        {"queued": len(posts), "set_aside": 0, "seen_before": 0, "ignored": 0, "again": False, "refused": []},
    )
    assert shop.queue() == [f"p{number}" for number in range(1, len(posts) + 1)]


def test_no_cookie_is_set_and_none_is_needed(shop: Shop) -> None:
    answer = shop.send(post())
    assert "Set-Cookie" not in answer.headers
    assert answer.content_type == "application/json"


def test_bad_lines_are_refused_by_number_and_the_rest_goes_in(shop: Shop) -> None:
    answer = shop.send([post(1), {"id": "p2"}, "text", post(3)])
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["queued"] == 2
    assert [each["line"] for each in answer.json["refused"]] == [2, 3]
    assert "without author" in answer.json["refused"][0]["reason"]


def test_what_holds_no_good_line_is_unprocessable_and_may_be_mended(shop: Shop) -> None:
    for nonsense in (b"nonsense", b"[1, 2", b'"text"', b"[" * 50_000, b'{"id": 1}'):
        assert shop.send(nonsense).status_code == 422
    assert shop.queue() == []
    assert shop.send(post()).status_code == 200  # the same id


def test_nothing_in_nothing_out(shop: Shop) -> None:
    for nothing in (b"", b"[]", b"\n\n"):
        assert (shop.send(nothing).json or {})["queued"] == 0


def test_a_replay_adds_nothing_and_says_so(shop: Shop) -> None:
    first, again = shop.send(post(1)), shop.send(post(1))
    assert (first.json or {})["queued"] == 1
    assert (again.status_code, (again.json or {})["again"], (again.json or {})["queued"]) == (200, True, 0)
    other = shop.send(post(2))  # the same id with other words: at most once
    assert (other.json or {})["again"] is True
    assert shop.queue() == ["p1"]


def test_the_same_posts_in_a_new_delivery_were_seen_before(shop: Shop) -> None:
    shop.send(post(1))
    assert (shop.send(post(1), id="msg_2").json or {})["seen_before"] == 1


@pytest.mark.parametrize("minutes", [-5.1, 5.1, -60, 60 * 24 * 365])
def test_a_clock_that_is_off_is_refused_with_the_time_here(shop: Shop, minutes: float) -> None:
    answer = shop.send(post(), at=timedelta(minutes=minutes))
    assert (answer.status_code, shop.queue()) == (401, [])
    assert "12:00:00 UTC" in (answer.json or {})["error"]


@pytest.mark.parametrize("minutes", [-4.9, 4.9])
def test_a_clock_that_is_a_little_off_is_believed(shop: Shop, minutes: float) -> None:
    assert shop.send(post(), at=timedelta(minutes=minutes)).status_code == 200


def test_a_captured_delivery_can_not_be_sent_later(shop: Shop) -> None:
    shop.send(post(1))
    with shop.office.database.writing() as connection:
        connection.execute(Delivery.__table__.delete())  # even if its id were forgotten
    shop.office.clock.forward(minutes=6)
    assert shop.send(post(1), at=timedelta(minutes=-6)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook_signature": "v1,AAAA"}, {"webhook_signature": "v1"}, {"webhook_signature": "v2,é" * 9},
        {"webhook_signature": ""}, {"webhook_id": "msg_2"}, {"webhook_id": ""}, {"webhook_id": "x" * 300},
        {"webhook_timestamp": "1"}, {"webhook_timestamp": "1e9"}, {"webhook_timestamp": "-1"},
        {"webhook_timestamp": "٣"}, {"webhook_timestamp": "9" * 400}, {"webhook_timestamp": ""},
    ],
    ids=str,
)  # fmt: skip
def test_headers_that_do_not_fit_are_refused_before_anything_is_read(shop: Shop, headers: dict[str, str]) -> None:
    answer = shop.send(b"not even JSON", **{name: value.encode().decode("latin-1") for name, value in headers.items()})
    assert (answer.status_code, shop.queue()) == (401, [])
    assert shop.secret not in answer.text


def test_a_changed_byte_is_refused(shop: Shop) -> None:
    body = json.dumps(post()).encode()
    now = shop.office.clock.now()
    headers = {
        "webhook-id": "m", "webhook-timestamp": str(int(now.timestamp())), "Content-Type": "application/json",
        "webhook-signature": Sender(shop.secret).sign("m", now, body.decode()),
    }  # fmt: skip
    for changed in (body[:-1], body + b" ", body.replace(b"refund", b"refunb"), body + b"\xff"):
        assert shop.raw(changed, headers).status_code == 401
    assert shop.raw(body, headers).status_code == 200


def test_one_of_several_signatures_is_enough(shop: Shop) -> None:
    now = shop.office.clock.now()
    right = Sender(shop.secret).sign("msg_1", now, json.dumps(post()))
    assert shop.send(post(), webhook_signature=f"v1a,AAAA v1,BBBB {right}").status_code == 200


def test_a_door_that_is_not_there_says_what_a_wrong_signature_says(shop: Shop) -> None:
    wrong = shop.send(post(), webhook_signature="v1,AAAA")
    headers = {"webhook-id": "m", "webhook-timestamp": str(int(shop.office.clock.now().timestamp())),
               "webhook-signature": "v1,AAAA", "Content-Type": "application/json"}  # fmt: skip
    for name in ("nobody", "Shop", "%00", "a" * 5_000):
        answer = shop.raw(b"{}", headers, to=name)
        assert (answer.status_code, answer.json) == (wrong.status_code, wrong.json)


def test_a_door_that_was_closed_takes_nothing(shop: Shop) -> None:
    shop.send(post(1))
    with shop.office.database.writing() as connection:
        close_door(connection, "shop", shop.office.clock.now())
    assert shop.send(post(2), id="msg_2").status_code == 401
    assert shop.queue() == ["p1"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_refused(shop: Shop, kind: str) -> None:
    assert shop.send(post(), Content_Type=kind).status_code == 415
    assert shop.queue() == []


def test_what_is_too_large_is_refused_unread(shop: Shop) -> None:
    answer = shop.raw(b"x" * 10_000_000, {"Content-Type": "application/json"})
    assert (answer.status_code, "1,000,000 bytes" in (answer.json or {})["error"]) == (413, True)
    assert shop.send(b" " * (LARGEST - 400) + json.dumps(post()).encode()).status_code == 200


def test_too_many_posts_are_refused_whole(shop: Shop) -> None:
    answer = shop.send([post(number) for number in range(501)])
    assert (answer.status_code, "500 posts" in (answer.json or {})["error"], shop.queue()) == (413, True, [])


def test_hostile_text_is_kept_as_text(shop: Shop) -> None:
    text = "@brightbyte <script>alert(1)</script>\u202e\x00\ud800 '; DROP TABLE mentions"
    assert (shop.send(post(text=text)).json or {})["queued"] == 1
    with shop.office.database.reading() as connection:
        kept = connection.execute(select(Mention.text)).scalar_one()
    assert kept == text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def test_whoever_guesses_is_slowed_down(shop: Shop) -> None:
    allowed = int(WRONG_DELIVERIES_BY_ADDRESS.split()[0])
    answers = [shop.send(post(), webhook_signature="v1,AAAA") for _ in range(allowed + 1)]
    assert [each.status_code for each in answers] == [401] * allowed + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "wait a minute" in (answers[-1].json or {})["error"]


def test_a_safe_that_does_not_open_is_told_as_our_trouble(shop: Shop) -> None:
    shop.key.write_text("no key")
    answer = shop.send(post())
    assert (answer.status_code, "later" in (answer.json or {})["error"]) == (503, True)


# X


def reference_event(**changes: object) -> dict[str, Any]:
    """An event in the shape of X's Activity API, with our own words."""
    post = {
        "id": "2080765813578191303", "author_id": "222", "text": "hey @brightbyte &amp; co", "lang": "en",
        "created_at": "2026-03-02T11:00:00.000Z", "edit_history_tweet_ids": ["2080765813578191303"],
        "entities": {"mentions": [{"start": 4, "end": 16, "username": "brightbyte", "id": "111"}]},
    }  # fmt: skip
    users = [{"id": "222", "username": "carl_writes", "name": "Carl", "public_metrics": {"followers_count": 97}}]
    event = {"event_uuid": "u1", "filter": {"user_id": "111"}, "event_type": "post.mention.create", "payload": post,
             "includes": {"users": users}, "tag": "mentions"}  # fmt: skip
    return {"data": event | changes}


@pytest.fixture
def on_x(shop: Shop) -> Shop:
    with shop.office.database.writing() as connection:
        connection.execute(update(Account).values(network="x", remote_id="111"))
    return shop


def test_x_is_answered_as_it_expects(shop: Shop) -> None:
    answer = shop.client.get("/webhooks/in/x-events?crc_token=NTJlZTI0MmItMGU4Zi00", base_url=ADDRESS)
    assert (answer.status_code, answer.json) == (
        200, {"response_token": "sha256=9VXTUUCduc2oCzBdNjmpFIlqCwFwJ/QvT6q/AjN1h8c="},
    )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["shop?crc_token=a", "nobody?crc_token=a", "x-events", "x-events?crc_token=", "x-events?crc_token=" + "a" * 2_000],
)
def test_nobody_else_learns_anything_by_asking(shop: Shop, path: str) -> None:
    assert shop.client.get(f"/webhooks/in/{path}", base_url=ADDRESS).status_code == 404


def test_an_event_of_x_becomes_a_mention_that_may_be_answered(on_x: Shop) -> None:
    answer = on_x.from_x(reference_event())
    assert (answer.status_code, (answer.json or {})["queued"]) == (200, 1)
    with on_x.office.database.reading() as connection:
        row = connection.execute(select(Mention)).one()
    assert (row.remote_id, row.text, row.may_reply) == ("2080765813578191303", "hey @brightbyte & co", True)


def test_an_event_of_x_that_is_nested_without_end_is_a_row_that_says_so(on_x: Shop) -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    us = reference_event()["data"]["filter"]["user_id"]
    event = Activity("u1", "post.mention.create", us, {"id": "77", "x": nested}, None)
    with on_x.office.database.writing() as connection:
        take_in_activity(connection, event, Received(), on_x.office.clock.now())
        row = connection.execute(select(Mention.remote_id, Mention.state, Mention.text)).one()
    assert row == ("77", "set_aside", "")


def test_the_same_event_again_is_known_by_its_uuid(on_x: Shop) -> None:
    on_x.from_x(reference_event())
    again = on_x.from_x(reference_event())
    assert ((again.json or {})["again"], (again.json or {})["queued"]) == (True, 0)
    other = on_x.from_x(reference_event(event_uuid="u2", event_type="post.reply.create"))
    assert (other.json or {})["seen_before"] == 1
    assert len(on_x.queue()) == 1


def test_an_event_that_comes_after_a_newer_one_takes_nothing_back(on_x: Shop) -> None:
    newer = reference_event(event_uuid="u2")["data"]["payload"]
    first, second = str(int(newer["id"]) - 1), newer["id"]
    edited = {**newer, "edit_history_tweet_ids": [first, second], "text": "hey @brightbyte, solved"}
    before = {**newer, "id": first, "edit_history_tweet_ids": [first], "text": "hey @brightbyte, broken"}
    on_x.from_x(reference_event(event_uuid="u2", payload=edited))
    late = on_x.from_x(reference_event(event_uuid="u1", payload=before))
    assert (late.json or {})["seen_before"] == 1
    with on_x.office.database.reading() as connection:
        assert connection.execute(select(Mention.remote_id, Mention.text)).all() == [(first, "hey @brightbyte, solved")]


def test_what_x_did_not_sign_is_refused(on_x: Shop) -> None:
    assert on_x.from_x(reference_event(), secret="another").status_code == 401
    assert on_x.raw(b"{}", {"Content-Type": "application/json"}, to="x-events").status_code == 401
    assert on_x.queue() == []


def test_events_of_other_kinds_and_other_accounts_take_nothing_in(on_x: Shop) -> None:
    assert (on_x.from_x(reference_event(event_type="post.delete", event_uuid="u3")).json or {})["ignored"] == 1
    stranger = on_x.from_x(reference_event(filter={"user_id": "999"}, event_uuid="u4"))
    assert stranger.status_code == 422
    assert "no account of X here has the id '999'" in (stranger.json or {})["refused"][0]["reason"]


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"data": 3}', b'{"data": [1, {"event_type": {}}]}', b"\xff", b"[" * 90_000]
)
def test_nonsense_that_is_signed_takes_nothing_in(on_x: Shop, body: bytes) -> None:
    assert on_x.from_x(body).status_code == 200
    assert on_x.queue() == []


def test_a_post_that_cannot_be_read_is_a_row_that_says_so(on_x: Shop) -> None:
    assert (on_x.from_x(reference_event(payload={"id": "12345"})).json or {})["set_aside"] == 1
    with on_x.office.database.reading() as connection:
        remark = connection.execute(select(Mention.remark)).scalar_one()
    assert "could not be read" in (remark or "")


def test_deliveries_are_forgotten_after_a_week(shop: Shop) -> None:
    shop.send(post(1))
    shop.office.clock.forward(days=8)
    shop.send(post(2), id="msg_2")
    with shop.office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Delivery)).scalar_one() == 1
