"""Small samples of what X sends about Carl and @brightbyte, in both of its vocabularies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from helpdesk.networks.x.ids import id_at
from helpdesk.networks.x.us import Us

US = Us("4001", "brightbyte")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD_TO_NEW = {
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "edit_history_tweet_ids": "edit_history_post_ids",
}


def post_id(number: int = 0, *, at: datetime = NOON) -> str:
    """The id of the `number`-th post of that millisecond."""
    first = id_at(at)
    assert first is not None
    return str(int(first) + number)


def user(**changed: Any) -> dict[str, Any]:
    return {"id": "77", "username": "carl", "name": "Carl", "public_metrics": {"followers_count": 12}} | changed


def tweet(number: int = 0, text: Any = "@brightbyte my parcel", **changed: Any) -> dict[str, Any]:
    """Carl's post; it names us unless the entities say otherwise."""
    named = {"mentions": [{"start": 0, "end": 11, "username": "brightbyte", "id": "4001"}]}
    return {
        "id": post_id(number),
        "text": text,
        "author_id": "77",
        "created_at": "2026-03-02T12:00:00.000Z",
        "edit_history_tweet_ids": [post_id(number)],
        "entities": named if str(text).startswith("@brightbyte") else {},
        "lang": "en",
    } | changed


def in_new_words(value: dict[str, Any]) -> dict[str, Any]:
    """The same post in the vocabulary of 2026."""
    return {OLD_TO_NEW.get(name, name): each for name, each in value.items()}


def page(*posts: Any, **meta: Any) -> dict[str, Any]:
    """A page of a list with its users."""
    said = {"data": list(posts)} if posts else {}
    return {**said, "includes": {"users": [user()]}, "meta": {"result_count": len(posts), **meta}}
