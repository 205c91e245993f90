"""X's JSON -> the desk's words. Pure. Nothing that X sends is believed before it is looked at.

X has two vocabularies for the same things (tweet and post, since 2026); both are read, whichever was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from helpdesk.networks.json_reading import CannotRead, fields
from helpdesk.networks.protocol import Author, Post, Posted
from helpdesk.networks.x.author import people
from helpdesk.networks.x.ids import is_id, made_at
from helpdesk.networks.x.text import written
from helpdesk.networks.x.us import Us

SITE = "https://x.com"
NO_LANGUAGE = {"und", "zxx", "art"}  # X's own: unknown, no words, artificial; and "qme" and the like, for media


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: posts as X gave them, newest first, who and what they refer to, and how to go on."""

    posts: Sequence[object]
    people: Mapping[str, Author]
    versions: Mapping[str, str]  # by the id of any version of a post: the id of its first
    next_token: str | None


def listing(body: object) -> Listing:
    """A page of posts. Raises CannotRead: an answer that promises neither posts nor an end to them says nothing."""
    answer = fields(body, "the answer")
    posts, meta = answer.get("data", []), answer.get("meta")
    if not isinstance(posts, list) or ("data" not in answer and not isinstance(meta, dict)):
        raise CannotRead("it holds no list of posts")
    token = meta.get("next_token") if isinstance(meta, dict) else None
    includes = answer.get("includes")
    included = includes if isinstance(includes, dict) else {}
    others = [*_list(included.get("tweets")), *_list(included.get("posts"))]
    return Listing(
        posts=posts,
        people=people(included.get("users")),
        versions=_versions([*posts, *others]),
        next_token=token if isinstance(token, str) and token else None,
    )


def author_id(value: object) -> str | None:
    """Who wrote a post, if that can be read."""
    found = value.get("author_id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and is_id(found) else None


def author_of(value: object) -> str | None:
    """Who wrote a post that staff may come to see: no repost, which is set aside."""
    wrote = author_id(value)
    return None if wrote is None or _kinds(value).get("retweeted") else wrote


def post_id(value: object) -> str:
    """The id of this version of a post. Raises CannotRead."""
    return _id(fields(value, "the post").get("id"), "the post")


def newest_version(value: object) -> str:
    """The id of the newest version of a post that X tells of. Raises CannotRead."""
    return max([post_id(value), *_history(value)], key=int)


def post(value: object, among: Listing, us: Us, found_by: str | None = None) -> Post:
    """A post of somebody. Whoever X tells nothing about is known by number alone. Raises CannotRead."""
    tweet = fields(value, "the post")
    version, text, entities = post_id(tweet), *_text(tweet)
    first = among.versions.get(version, version)
    wrote = author_id(tweet)
    if wrote is None:
        raise CannotRead("the post has no author")
    refers = _kinds(tweet)
    parent = refers.get("replied_to")
    person = among.people.get(wrote) or Author(wrote, wrote, wrote, None)
    edited = version != first
    return Post(
        remote_id=first,
        author=person,
        text=text,
        published_at=made_at(first) if edited else _moment(tweet.get("created_at"), version),
        parent_remote_id=among.versions.get(parent, parent) if parent else None,
        url=f"{SITE}/{person.handle if wrote in among.people else 'i'}/status/{version}",
        lang=_language(tweet.get("lang")),
        visibility=None,
        edited_at=_moment(tweet.get("created_at"), version) if edited else None,
        repost="retweeted" in refers,
        may_reply=us.is_named(text, entities),
        found_by=found_by,
    )


def posted(value: object, us: Us) -> Posted:
    """A post of our own. Raises CannotRead."""
    tweet = fields(value, "the post")
    version = post_id(tweet)
    return Posted(
        remote_id=version,
        url=f"{SITE}/{us.handle}/status/{version}",
        published_at=_moment(tweet.get("created_at"), version),
        text=_text(tweet)[0],
        parent_remote_id=_kinds(tweet).get("replied_to"),
        author_remote_id=author_id(tweet) or us.remote_id,
    )


def _versions(posts: Iterable[object]) -> dict[str, str]:
    first = {}
    for each in posts:
        history = _history(each)
        if history:
            first.update(dict.fromkeys(history, min(history, key=int)))
    return first


def _history(value: object) -> list[str]:
    """The ids of all versions of a post."""
    if not isinstance(value, dict):
        return []
    ids = _list(value.get("edit_history_tweet_ids")) or _list(value.get("edit_history_post_ids"))
    return [each for each in ids if isinstance(each, str) and is_id(each)]


def _text(tweet: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """The whole text as it was written, and its entities: those of the long form where there is one."""
    long = tweet.get("note_tweet") or tweet.get("note_post")
    whole: Mapping[str, object] = long if isinstance(long, dict) and isinstance(long.get("text"), str) else tweet
    text, entities = whole.get("text"), whole.get("entities")
    if not isinstance(text, str):
        raise CannotRead("the post has no text")
    known = entities if isinstance(entities, dict) else {}
    return written(text, _list(known.get("urls"))), known


def _kinds(value: object) -> dict[str, str]:
    """The ids of the posts that this one refers to, by how: replied_to, quoted, retweeted."""
    tweet = value if isinstance(value, dict) else {}
    each = _list(tweet.get("referenced_tweets")) or _list(tweet.get("referenced_posts"))
    known = [one for one in each if isinstance(one, dict) and isinstance(one.get("type"), str)]
    return {one["type"]: one["id"] for one in known if is_id(one.get("id"))}


def _moment(value: object, version: str) -> datetime:
    """When a version was made: as X says, else as its id does."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else made_at(version)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return made_at(version)


def _language(value: object) -> str | None:
    usable = isinstance(value, str) and value.isascii() and 1 < len(value) <= 35 and value.isprintable()
    if not isinstance(value, str) or not usable or value in NO_LANGUAGE or (len(value) == 3 and value[0] == "q"):
        return None
    return value


def _id(value: object, what: str) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise CannotRead(f"{what} has no usable id")
    return value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
