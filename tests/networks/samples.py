"""Small samples of what a Mastodon server sends about Carl and @brightbyte."""

from __future__ import annotations

from typing import Any

OURS = "https://b.example/@brightbyte"


def account(**changed: Any) -> dict[str, Any]:
    carl = {"id": "77", "acct": "carl@example.org", "display_name": "Carl", "followers_count": 12}
    return carl | changed


def status(number: int = 1, **changed: Any) -> dict[str, Any]:
    post = {
        "id": f"s{number}",
        "created_at": "2026-03-02T11:58:00.250Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "visibility": "unlisted",
        "language": "en",
        "uri": f"https://example.org/users/carl/statuses/{number}",
        "url": f"https://example.org/@carl/{number}",
        "spoiler_text": "",
        "content": f'<p><a href="{OURS}" class="mention">@<span>brightbyte</span></a> no {number}</p>',
        "mentions": [{"id": "1", "acct": "brightbyte", "url": OURS}],
        "account": account(),
        "reblog": None,
    }
    return post | changed


def notification(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {"id": f"n{number}", "type": "mention", "status": status(number)} | changed
