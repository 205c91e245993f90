"""What the desk asks X for, in either of X's two vocabularies. Pure.

X describes its API in both: "tweet" words until 2026, "post" words since; its own prose uses the old ones. The desk
asks in the old words, and reads both. In the new ones some fields can only be had as expansions, which bring the
users and posts they name, and are charged for.
"""

from __future__ import annotations

from typing import Literal

Words = Literal["tweet", "post"]

USER = {"user.fields": "username,name,public_metrics"}
LONGEST_QUERY = 512  # characters of a search

_FIELDS = ("created_at", "conversation_id", "entities", "lang", "display_text_range", "reply_settings")
_TWEET = (
    *_FIELDS,
    *("author_id", "in_reply_to_user_id", "referenced_tweets", "note_tweet", "edit_history_tweet_ids"),
)
_POST = (*_FIELDS, "note_post")
_POST_EXPANSIONS = ("author_id", "in_reply_to_user_id", "referenced_posts", "edit_history_post_ids")


def post_fields(words: Words) -> dict[str, str]:
    """Everything the desk wants to know of a post."""
    if words == "tweet":
        return {"tweet.fields": ",".join(_TWEET)}
    return {"post.fields": ",".join(_POST), "expansions": ",".join(_POST_EXPANSIONS), **USER}


def query(words: str, handle: str) -> str:
    """A search for `words` without reposts, ourselves and those who name us: these come as mentions, for less."""
    return f"({words}) -is:retweet -from:{handle} -@{handle}"


def naming(handle: str) -> str:
    """A search for who names us, for when the list of mentions is too short."""
    return f"(@{handle}) -is:retweet -from:{handle}"
