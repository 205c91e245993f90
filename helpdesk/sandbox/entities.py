"""Mastodon's JSON: account, status, notification, as a recorded live server writes them.

`uri` is what a post is known by for ever, so it does not hold the address under which the server happens to be
reached today; `url` does, for people to open.
"""

from __future__ import annotations

from typing import Any

from helpdesk.sandbox.accounts import Account
from helpdesk.sandbox.content import as_html
from helpdesk.sandbox.identifiers import written
from helpdesk.sandbox.mentions import Notification
from helpdesk.sandbox.posts import Post

DOMAIN = "practice.invalid"
Entity = dict[str, Any]


def account_entity(account: Account, home: str) -> Entity:
    """The Account entity."""
    picture = f"{home}/static/avatar.svg"
    last = written(account.last_post_ms)[:10] if account.last_post_ms is not None else None
    return {
        "id": str(account.id),
        "username": account.handle,
        "acct": account.handle,
        "display_name": account.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": written(account.created_ms)[:10] + "T00:00:00.000Z",
        "note": "",
        "url": f"{home}/@{account.handle}",
        "uri": f"https://{DOMAIN}/users/{account.id}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": account.posts,
        "last_status_at": last,
        "hide_collections": None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def own_account_entity(account: Account, home: str) -> Entity:
    """The CredentialAccount entity: the account as it sees itself."""
    source = {
        "privacy": "public",
        "sensitive": False,
        "language": None,
        "note": "",
        "fields": [],
        "follow_requests_count": 0,
    }
    role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
    return account_entity(account, home) | {"source": source, "role": role}


def status_entity(post: Post, home: str) -> Entity:
    """The Status entity."""
    return {
        "id": str(post.id),
        "created_at": written(post.created_ms),
        "in_reply_to_id": str(post.parent_id) if post.parent_id is not None else None,
        "in_reply_to_account_id": str(post.parent_account_id) if post.parent_account_id is not None else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": post.visibility,
        "language": post.language,
        "uri": f"https://{DOMAIN}/users/{post.author.id}/statuses/{post.id}",
        "url": f"{home}/@{post.author.handle}/{post.id}",
        "replies_count": post.replies,
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
        "edited_at": written(post.edited_ms) if post.edited_ms is not None else None,
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "pinned": False,
        "content": as_html(post.text, post.mentions, home),
        "filtered": [],
        "reblog": None,
        "application": None,
        "account": account_entity(post.author, home),
        "media_attachments": [],
        "mentions": [_mention(account, home) for account in post.mentions],
        "tags": [],
        "emojis": [],
        "quote": None,
        "card": None,
        "poll": None,
    }


def _mention(account: Account, home: str) -> Entity:
    return {
        "id": str(account.id),
        "username": account.handle,
        "url": f"{home}/@{account.handle}",
        "acct": account.handle,
    }


def notification_entity(notification: Notification, home: str) -> Entity:
    """The Notification entity, always of type mention."""
    return {
        "id": str(notification.id),
        "type": "mention",
        "created_at": written(notification.created_ms),
        "group_key": f"ungrouped-{notification.id}",
        "account": account_entity(notification.post.author, home),
        "status": status_entity(notification.post, home),
    }
