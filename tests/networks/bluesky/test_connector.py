"""The connector over HTTP: what Carl writes arrives, what Ada answers stands under it, once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest

from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.errors import Missing, NotSent, RefusedByNetwork, SignedOut, TryLater, Uncertain
from helpdesk.networks.protocol import Limits
from tests.cast import SetClock
from tests.networks.bluesky.place import Place, opened, walk

PUT = "/xrpc/com.atproto.repo.putRecord"
LIST = "/xrpc/app.bsky.notification.listNotifications"


@pytest.fixture
def place(clock: SetClock) -> Iterator[Place]:
    with opened(clock) as opened_place:
        yield opened_place


@pytest.fixture
def desk(place: Place) -> Iterator[Bluesky]:
    connector = place.connector()
    yield connector
    connector.close()


def test_we_know_who_we_are_and_how_long_a_post_may_be(place: Place, desk: Bluesky) -> None:
    me = desk.whoami()
    assert (me.remote_id, me.handle) == (place.us.did, "brightbyte.example")
    assert desk.limits() == Limits(300, 0, "graphemes")
    assert desk.repeat_is_harmless


def test_mentions_answers_and_quotes_arrive_oldest_first(place: Place, desk: Bluesky, clock: SetClock) -> None:
    ours = place.sky.writes(place.us, "We are open again.")
    wanted = []
    for text, more in (("@brightbyte.example my parcel never came 📦", {}), ("Finally!", {"answers": ours}),
                       ("They say so.", {"quotes": ours}), ("Nobody named", {})):  # fmt: skip
        clock.forward(seconds=1)
        wanted.append(place.sky.writes(place.carl, text, **more))
    posts, _, pages = walk(desk)
    assert [post.remote_id for post in posts] == wanted[:3]
    assert [post.text.splitlines()[0] for post in posts] == [
        "@brightbyte.example my parcel never came 📦", "Finally!", "They say so.",
    ]  # fmt: skip
    assert posts[1].parent_remote_id == ours
    assert posts[2].text.endswith(f"https://bsky.app/profile/{place.us.did}/post/{ours.split('/')[-1]}")
    assert (posts[0].author.handle, posts[0].author.name, posts[0].lang) == ("carl.example", "Carl", "en")
    assert posts[0].url == f"https://bsky.app/profile/{place.carl.did}/post/{wanted[0].split('/')[-1]}"
    assert len(pages) == 1


def carl_writes(place: Place, number: int) -> list[str]:
    """So many mentions, one a second."""
    written = []
    for each in range(number):
        place.clock.forward(seconds=1)
        written.append(place.sky.writes(place.carl, f"@brightbyte.example parcel {each}"))
    return written


def test_a_walk_whose_place_the_server_no_longer_knows_begins_anew(place: Place, desk: Bluesky) -> None:
    written = carl_writes(place, 130)
    page = desk.mentions(None)
    assert page.more
    place.server.fault("status", LIST, status=400)  # it has another kind of cursor now
    again = desk.mentions(page.cursor)
    assert (again.items, again.more) == (page.items, True)
    rest, cursor, _ = walk(desk, again.cursor)
    assert {post.remote_id for post in rest} | {item.remote_id for item in page.items} == set(written)
    place.clock.forward(minutes=10)
    later = place.sky.writes(place.carl, "@brightbyte.example hello?")
    assert later in {post.remote_id for post in walk(desk, cursor)[0]}


def test_a_server_that_refuses_each_of_its_cursors_is_told_of_and_not_asked_in_a_circle(
    place: Place, desk: Bluesky
) -> None:
    carl_writes(place, 130)
    cursor = desk.mentions(None).cursor
    for _ in range(2):
        place.server.fault("status", LIST, status=400, count=2)
        with pytest.raises(RefusedByNetwork):
            desk.mentions(cursor)
        place.server.calm()
        place.server.fault("status", LIST, status=400)
        asked = place.server.times_asked(LIST)
        with pytest.raises(RefusedByNetwork):
            desk.mentions(cursor)
        assert place.server.times_asked(LIST) == asked + 1
        place.clock.forward(minutes=30)


def test_a_reply_stands_under_carls_post_in_his_thread(place: Place, desk: Bluesky, clock: SetClock) -> None:
    began = place.sky.writes(place.carl, "Who sells good kettles?")
    asked = place.sky.writes(place.carl, "@brightbyte.example you?", answers=began)
    clock.forward(minutes=3)
    text = "Sorry, @carl.example! See example.org/help/kettles and ask @nobody.example ^AL"
    posted = desk.post(place.reply(asked, text))
    assert (posted.parent_remote_id, posted.text, posted.author_remote_id) == (asked, text, place.us.did)
    record = place.sky.posts[posted.remote_id].record
    assert (record["reply"]["root"]["uri"], record["reply"]["parent"]["uri"]) == (began, asked)
    assert record["langs"] == ["en"]
    shown = [text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in record["facets"]]
    assert shown == ["@carl.example", "example.org/help/kettles"]
    assert record["facets"][0]["features"][0]["did"] == place.carl.did
    assert record["facets"][1]["features"][0]["uri"] == "https://example.org/help/kettles"
    seen = desk.read(posted.remote_id)
    assert (seen.text, seen.parent_remote_id, seen.author.remote_id) == (text, asked, place.us.did)
    assert posted.published_at == seen.published_at == clock.now()


def test_a_repeat_finds_the_first_and_changes_nothing(place: Place, desk: Bluesky, clock: SetClock) -> None:
    reply = place.reply(place.sky.writes(place.carl, "@brightbyte.example hey"))
    first = desk.post(reply)
    clock.forward(hours=3)
    assert desk.post(reply) == first
    assert len(place.sky.written_by(place.us)) == 1
    other = desk.post(dataclasses.replace(reply, idempotency_key="8b1f"))
    assert other.remote_id != first.remote_id
    assert [post.remote_id for post in desk.own_posts()] == [other.remote_id, first.remote_id]


@pytest.mark.parametrize("effect", ["status_after", "drop_after", "truncate"])
def test_a_reply_that_arrived_without_a_word_is_uncertain_and_sending_it_again_finds_it(
    effect: str, place: Place, desk: Bluesky
) -> None:
    reply = place.reply(place.sky.writes(place.carl, "@brightbyte.example hey"))
    place.server.fault(effect, PUT, status=504)
    with pytest.raises(Uncertain):
        desk.post(reply)
    posted = desk.post(reply)
    assert [entry["uri"] for entry in place.sky.written_by(place.us)] == [posted.remote_id]


def test_carls_edit_and_his_second_thoughts_are_seen(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example it is broken")
    (before,), cursor, _ = walk(desk)
    place.sky.edits(asked, "@brightbyte.example it is solved")
    assert desk.read(asked).text == "@brightbyte.example it is solved"
    place.sky.takes_back(asked)
    with pytest.raises(Missing):
        desk.read(asked)
    assert walk(desk, cursor)[0] == []
    with pytest.raises(Missing):
        desk.post(place.reply(before.remote_id))
    assert place.sky.written_by(place.us) == []


def test_a_post_edited_before_we_answer_is_answered_as_it_now_stands(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example it is broken")
    place.sky.edits(asked, "@brightbyte.example it is broken again")
    posted = desk.post(place.reply(asked))
    assert place.sky.posts[posted.remote_id].record["reply"]["parent"]["cid"] == place.sky.posts[asked].cid


def test_whoever_lets_nobody_answer_is_not_answered_into_the_void(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example never again", replies_closed=True)
    assert not desk.read(asked).may_reply
    with pytest.raises(RefusedByNetwork, match="does not let us answer"):
        desk.post(place.reply(asked))
    assert place.sky.written_by(place.us) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("a" * 301, "maximum 300, got 301"), ("👨‍👩‍👧‍👦" * 200, "takes 3,000"), ("half \ud83d", "half a character")],
)
def test_a_reply_too_long_is_refused_in_words(text: str, words: str, place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example hey")
    with pytest.raises(RefusedByNetwork, match=words):
        desk.post(place.reply(asked, text))
    assert place.sky.written_by(place.us) == []


def test_what_fails_before_the_post_is_known_not_to_be_sent(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example hey")
    for effect in ("status", "drop_before", "html", "truncate"):
        place.server.fault(effect, "/xrpc/app.bsky.feed.getPosts", status=500)
        with pytest.raises(NotSent):
            desk.post(place.reply(asked))
    assert place.server.times_asked("putRecord") == 0


def test_a_handle_that_cannot_be_looked_up_now_does_not_stop_the_answer(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example hey")
    place.sky.person("dora.example")
    place.server.fault("status", "/xrpc/com.atproto.identity.resolveHandle", status=502)
    posted = desk.post(place.reply(asked, "Ask @dora.example."))
    assert "facets" not in place.sky.posts[posted.remote_id].record


def test_only_our_own_posts_are_taken_back_and_only_once(place: Place, desk: Bluesky) -> None:
    asked = place.sky.writes(place.carl, "@brightbyte.example hey")
    posted = desk.post(place.reply(asked))
    desk.delete(posted.remote_id)
    for ask in (desk.read, desk.delete):
        with pytest.raises(Missing):
            ask(posted.remote_id)
    with pytest.raises(RefusedByNetwork):
        desk.delete(asked)
    assert asked in place.sky.posts
    assert desk.own_posts() == []


@pytest.mark.parametrize(
    "remote_id",
    ["", "17", "at://did:plc:a/app.bsky.feed.like/3k", "at://carl.example/app.bsky.feed.post/3k", "a" * 999],
)
def test_an_id_that_no_network_gave_is_asked_of_none(remote_id: str, place: Place, desk: Bluesky) -> None:
    for ask in (desk.read, desk.delete):
        with pytest.raises(RefusedByNetwork):
            ask(remote_id)
    assert place.server.asked == []


def test_our_own_posts_are_walked_back_to_a_moment(place: Place, desk: Bluesky, clock: SetClock) -> None:
    for number in range(250):
        place.sky.writes(place.us, f"Notice {number}")
        clock.forward(hours=1)
    recent = desk.own_posts(2_000, clock.now() - timedelta(hours=10))
    assert [post.text for post in recent[:3]] == ["Notice 249", "Notice 248", "Notice 247"]
    assert place.server.times_asked("listRecords") == 1
    assert len(desk.own_posts(2_000)) == 250
    assert len(desk.own_posts(7)) == 7


def test_the_networks_limits_are_kept_and_told(place: Place, desk: Bluesky) -> None:
    place.spoken.requests = 3
    desk.mentions(None)
    (quota,) = [each for each in desk.quotas() if each.name == "reading"]
    assert (quota.limit, quota.remaining) == (3, 1)
    desk.mentions(None)
    with pytest.raises(TryLater) as later:
        desk.mentions(None)
    assert later.value.until is not None


def test_a_closed_account_is_for_a_person_to_see_to(place: Place, desk: Bluesky) -> None:
    desk.mentions(None)
    place.us.closed = True
    with pytest.raises(SignedOut):
        desk.mentions(None)
    assert place.server.times_asked("createSession") <= 2


def test_who_we_are_is_asked_before_the_post_so_that_its_failure_leaves_nothing_posted(
    place: Place, desk: Bluesky
) -> None:
    reply = place.reply(place.sky.writes(place.carl, "@brightbyte.example hey"))
    place.server.fault("status", "/xrpc/com.atproto.server.getSession", status=429)
    with pytest.raises(TryLater):
        desk.post(reply)
    assert place.sky.written_by(place.us) == []
    desk.post(reply)
