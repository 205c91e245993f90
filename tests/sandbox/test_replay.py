"""Publishing a file of posts again."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from helpdesk.sandbox.log import published
from helpdesk.sandbox.player import Player
from helpdesk.sandbox.replay import UnreadableLine, replay_accounts, replay_posts
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.sandbox.practice import Caller

DATA = Path(os.environ.get("HELPDESK_DATA", Path(__file__).parents[3] / "shared" / "data"))
AIRLINES = DATA / "airline_2015.jsonl"


def line(**fields: object) -> str:
    row = {
        "id": "1",
        "author": "carl",
        "text": "@brightbyte hello",
        "created_at": "2026-01-01T10:00:00Z",
        "account": "@brightbyte",
    }
    return json.dumps({key: value for key, value in (row | fields).items() if value is not None})


def written(folder: Path, *lines: str) -> Path:
    path = folder / "posts.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def play(store: Store, clock: SetClock, path: Path, speed: float) -> None:
    player = Player(store, replay_posts(path), clock, speed)
    while player.step(clock.now()) is not None:
        clock.forward(seconds=0.05)


def test_a_file_is_published_in_order_with_the_networks_own_time(tmp_path: Path, store: Store, clock: SetClock) -> None:
    path = written(
        tmp_path,
        line(id="2", text="second", created_at="2026-01-01T11:01:00+01:00", in_reply_to="1"),
        "",
        line(id="1", author_name="Carl C.", lang="en"),
    )
    play(store, clock, path, speed=10)
    log = published(store)
    assert [post["text"] for post in log] == ["@brightbyte hello", "second"]
    assert log[1]["parent"] == log[0]["id"]
    assert log[0]["created_at"] == "2026-11-20T09:00:00.000Z"
    assert "09:00:06" in log[1]["created_at"]


def test_each_account_named_is_the_companys_and_hears_exactly_what_is_addressed_to_it(
    tmp_path: Path, store: Store, clock: SetClock
) -> None:
    path = written(tmp_path, line(text="no handle here"), line(id="2", account="other_shop"))
    posts = replay_posts(path)
    accounts = replay_accounts(posts, lambda handle: f"token-{handle}")
    assert [account.handle for account in accounts] == ["brightbyte", "other_shop"]
    app = create_app(store, accounts=accounts, clock=clock)
    play(store, clock, path, speed=1)
    assert len(Caller(app.test_client(), "token-brightbyte").mentions()) == 1
    assert len(Caller(app.test_client(), "token-other_shop").mentions()) == 1


def test_the_same_file_again_publishes_nothing(tmp_path: Path, store: Store, clock: SetClock) -> None:
    path = written(tmp_path, line(), line(), line(id="2"))
    play(store, clock, path, speed=1)
    play(store, clock, path, speed=1)
    assert len(published(store)) == 2


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "this is not JSON"),
        ("[]", "not a JSON object"),
        (line(id=None), "id must be a text"),
        (line(text=""), "text must be a text"),
        (line(created_at="yesterday"), "isoformat"),
        (line(created_at="2026-01-01T10:00:00"), "no time zone"),
        (line(author="carl the customer"), "A handle has"),
    ],
)
def test_a_broken_line_is_named_by_number_and_reason(tmp_path: Path, broken: str, reason: str) -> None:
    with pytest.raises(UnreadableLine, match=reason) as caught:
        replay_posts(written(tmp_path, line(), broken))
    assert "line 2" in str(caught.value)


def test_a_text_no_network_can_carry_is_mended(tmp_path: Path, store: Store, clock: SetClock) -> None:
    path = written(tmp_path, line(text="half \ud83d an emoji"))
    play(store, clock, path, speed=1)
    assert published(store)[0]["text"] == "half ? an emoji"


@pytest.mark.skipif(not AIRLINES.exists(), reason=f"the airline posts are not at {AIRLINES}")
def test_a_week_of_real_posts_is_published_in_a_minute_each_once(store: Store, clock: SetClock) -> None:
    posts = replay_posts(AIRLINES)
    accounts = replay_accounts(posts, lambda handle: f"token-{handle}")
    app = create_app(store, accounts=accounts, clock=clock)
    began = clock.now()
    play(store, clock, AIRLINES, speed=10_000)
    log = published(store)
    assert len(log) == len({post["played_key"] for post in log}) == len(posts) == 2912
    assert 60 < (clock.now() - began).total_seconds() < 70
    wanted = Counter(post.account for post in posts)
    for account in accounts:
        caller = Caller(app.test_client(), account.token)
        heard, cursor = 0, "0"
        while page := caller.mentions(min_id=cursor, limit=80):
            heard, cursor = heard + len(page), page[0]["id"]
        assert heard >= wanted[account.handle]
