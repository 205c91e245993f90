"""The truth as X puts it on the wire, in either vocabulary: only what was asked for, & < > escaped, links of t.co."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.simulator.x_truth import HANDLE, LINK, Person, Truth, Version

NEW_NAMES = {
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "edit_history_tweet_ids": "edit_history_post_ids",
}
SHORT_FORM = 280


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def t_co(address: str) -> str:
    """The address that X puts in the place of a link."""
    return "https://t.co/" + hashlib.sha256(address.encode()).hexdigest()[:10]


def wired(text: str) -> str:
    """A text as X sends it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LINK.sub(lambda found: t_co(_unescaped(found[0])), text)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def entities(truth: Truth, text: str) -> dict[str, Any]:
    """Who and what a text as sent names. `text` is what stands there before X shortens it."""
    sent = wired(text)
    found: dict[str, Any] = {}
    mentions = [
        {"start": each.start(), "end": each.end(), "username": each[1], "id": truth.person(each[1]).id}
        for each in HANDLE.finditer(sent)
        if each[1] in truth.people
    ]
    links = [
        {
            "start": sent.index(t_co(each[0])), "end": sent.index(t_co(each[0])) + len(t_co(each[0])),
            "url": t_co(each[0]), "expanded_url": each[0], "display_url": each[0].partition("://")[2],
        }
        for each in LINK.finditer(text)
    ]  # fmt: skip
    if mentions:
        found["mentions"] = mentions
    if links:
        found["urls"] = links
    return found


def whole(truth: Truth, version: Version) -> dict[str, Any]:
    """Everything that X could tell of a version, in the old words."""
    text = truth.in_front(version) + version.text
    if version.quoted:
        quoted = truth.versions[version.quoted]
        text += f" https://twitter.com/{quoted.author.username}/status/{quoted.id}"
    if version.reposted:
        again = truth.versions[version.reposted]
        text = f"RT @{again.author.username}: {again.text}"
    refers = [("replied_to", version.parent), ("quoted", version.quoted), ("retweeted", version.reposted)]
    referenced = [{"type": how, "id": each} for how, each in refers if each]
    parent = truth.versions.get(version.parent or "")
    short, front = text[:SHORT_FORM], truth.in_front(version)
    told: dict[str, Any] = {
        "id": version.id,
        "text": wired(short),
        "author_id": version.author.id,
        "created_at": moment(version.at),
        "conversation_id": version.parent or version.history[0],
        "edit_history_tweet_ids": list(truth.newest(version.id).history),
        "lang": "en",
        "reply_settings": "everyone",
        "display_text_range": [len(front), max(len(wired(short)), len(front) + 1)],
    }
    if parent is not None:
        told["in_reply_to_user_id"] = parent.author.id
    if referenced:
        told["referenced_tweets"] = referenced
    if entities(truth, short):
        told["entities"] = entities(truth, short)
    if len(text) > SHORT_FORM:
        told["note_tweet"] = {"text": wired(text)} | (
            {"entities": entities(truth, text)} if entities(truth, text) else {}
        )
    return told


def post(truth: Truth, version: Version, asked: Iterable[str], words: str) -> dict[str, Any]:
    """A version with the fields asked for, and those that X always gives."""
    always = {"id", "text"} | ({"edit_history_tweet_ids"} if words == "tweet" else set())
    old = {new: was for was, new in NEW_NAMES.items()}
    wanted = always | {old.get(each, each) for each in asked}
    told = {name: value for name, value in whole(truth, version).items() if name in wanted}
    return told if words == "tweet" else {NEW_NAMES.get(name, name): value for name, value in told.items()}


def user(person: Person, asked: Iterable[str], words: str) -> dict[str, Any]:
    """Somebody with the fields asked for."""
    told: dict[str, Any] = {"id": person.id, "username": person.username, "name": person.name}
    if "public_metrics" in asked:
        counts = {"following_count": 1, f"{words}_count": 5, "listed_count": 0}
        told["public_metrics"] = {"followers_count": person.followers, **counts}
    return told


def not_found(what: str, value: str, words: str) -> dict[str, Any]:
    """The problem that stands in a 200 beside, or in the place of, what was asked for."""
    return {
        "value": value, "detail": f"Could not find {what} with id: [{value}].", "title": "Not Found Error",
        "resource_type": what, "parameter": "id", "resource_id": value,
        "type": f"https://api.{'twitter' if words == 'tweet' else 'x'}.com/2/problems/resource-not-found",
    }  # fmt: skip


def not_for_us(post_id: str, words: str) -> dict[str, Any]:
    """The problem in the place of a post that its author shows to followers alone."""
    return {
        "value": post_id, "detail": f"Sorry, you are not authorized to see the post with id: [{post_id}].",
        "title": "Authorization Error", "resource_type": "tweet", "parameter": "id", "resource_id": post_id,
        "section": "data",
        "type": f"https://api.{'twitter' if words == 'tweet' else 'x'}.com/2/problems/not-authorized-for-resource",
    }  # fmt: skip
