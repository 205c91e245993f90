"""What everybody sees: notifications, posts, threads and the search, as late as the view is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request

from tests.simulator.bluesky.accounts import Accounts
from tests.simulator.bluesky.refused import Refused, most
from tests.simulator.bluesky.sky import Kept, Person, Sky, iso


@dataclass
class View:
    """The calls of app.bsky."""

    sky: Sky
    accounts: Accounts

    def list_notifications(self, request: Request) -> dict[str, Any]:
        reader = self.accounts.who(request)
        if "seenAt" in request.args:
            raise Refused(400, "InvalidRequest", "The seenAt parameter is unsupported")
        reasons, limit = request.args.getlist("reasons"), most(request)
        told = [(why, kept) for why, kept in self.sky.told(reader) if not reasons or why in reasons]
        cursor = request.args.get("cursor")
        if cursor is not None:
            told = [(why, kept) for why, kept in told if kept.sorted_at < datetime.fromisoformat(cursor)]
        shown = told[:limit]
        body: dict[str, Any] = {"notifications": [self._notification(*each) for each in shown], "priority": False}
        if shown:
            body["seenAt"] = iso(shown[0][1].sorted_at)
        return body | ({"cursor": iso(shown[-1][1].sorted_at)} if len(shown) == limit else {})

    def get_posts(self, request: Request) -> dict[str, Any]:
        reader, uris = self.accounts.who(request), request.args.getlist("uris")
        if not 0 < len(uris) <= 25:
            raise Refused(400, "InvalidRequest", "uris must not have more than 25 elements")
        return {"posts": [self._view(kept, reader) for kept in self.sky.visible() if kept.uri in uris]}

    def get_post_thread(self, request: Request) -> dict[str, Any]:
        reader, uri = self.accounts.who(request), request.args["uri"]
        found = {kept.uri: kept for kept in self.sky.visible(reader)}
        if uri not in found:
            raise Refused(400, "NotFound", f"Post not found: {uri}")
        return {"thread": self._thread(found[uri], list(found.values()), reader, int(request.args.get("depth", 6)))}

    def search_posts(self, request: Request) -> dict[str, Any]:
        reader, limit, words = self.accounts.who(request), most(request), request.args["q"].strip('"').lower()
        found = [kept for kept in self.sky.visible(reader) if words in kept.record["text"].lower()]
        start = int(request.args.get("cursor", "0"))
        onwards = {"cursor": str(start + limit)} if len(found) > start + limit else {}
        views = [self._view(kept, reader) for kept in found[start : start + limit]]
        return {"posts": views, "hitsTotal": len(found), **onwards}

    def _author(self, did: str, reader: Person) -> dict[str, Any]:
        person = self.sky.people[did]
        viewer = {"muted": did in reader.mutes, "mutedOnlyReposts": False, "mutedOnlyQuoteposts": False,
                  "blockedBy": False}  # fmt: skip
        subscription = {"activitySubscription": {"allowSubscriptions": "followers"}}
        return {"did": did, "handle": person.handle, "displayName": person.name, "associated": subscription,
                "viewer": viewer, "labels": []}  # fmt: skip

    def _notification(self, reason: str, kept: Kept) -> dict[str, Any]:
        reader = Person("", "", "", "")
        return {"uri": kept.uri, "cid": kept.cid, "author": self._author(kept.did, reader), "reason": reason,
                "record": kept.record, "isRead": False, "indexedAt": iso(kept.sorted_at), "labels": []}  # fmt: skip

    def _view(self, kept: Kept, reader: Person) -> dict[str, Any]:
        answers = [
            k for k in self.sky.posts.values() if k.record.get("reply", {}).get("parent", {}).get("uri") == kept.uri
        ]
        viewer = {"bookmarked": False, "threadMuted": False, "embeddingDisabled": False}
        closed = {"replyDisabled": True} if kept.replies_closed else {}
        counts = dict.fromkeys(("bookmarkCount", "repostCount", "likeCount", "quoteCount"), 0)
        return {"uri": kept.uri, "cid": kept.cid, "author": self._author(kept.did, reader), "record": kept.record,
                "replyCount": len(answers), **counts, "indexedAt": iso(kept.sorted_at), "viewer": viewer | closed,
                "labels": []}  # fmt: skip

    def _thread(self, kept: Kept, found: list[Kept], reader: Person, depth: int) -> dict[str, Any]:
        below = [k for k in found if k.record.get("reply", {}).get("parent", {}).get("uri") == kept.uri]
        replies = [self._thread(each, found, reader, depth - 1) for each in below] if depth else []
        return {"post": self._view(kept, reader), "replies": replies, "threadContext": {},
                "$type": "app.bsky.feed.defs#threadViewPost"}  # fmt: skip
