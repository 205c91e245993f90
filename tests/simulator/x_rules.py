"""The rules of the fake X, written apart from the desk: who may ask how often, what may be posted, what it costs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.simulator.x_truth import LINK, Truth

WINDOW = timedelta(minutes=15)
LIVES = timedelta(hours=2)
USER_LIMITS = {
    "mentions": 300,
    "search": 300,
    "post": 100,
    "lookup": 900,
    "tweets": 900,
    "users": 900,
    "me": 75,
    "delete": 50,
}
APP_LIMITS = {"mentions": 450, "search": 450, "lookup": 450, "tweets": 10_000, "users": 300}
POSTS_A_DAY = 10_000
PRICES = {"own": 1_000, "post": 5_000, "user": 10_000, "reply": 10_000, "link": 200_000}  # millionths of a dollar

_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


def weight(text: str) -> int:
    """X's length of a text: each link 23, most signs of most scripts 2."""
    shown = LINK.sub("x" * 23, text)
    return sum(1 if _LIGHT.match(sign) else 2 for sign in shown)


@dataclass
class Doorkeeper:
    """Tokens: the app's own, and those of users, which live two hours and are renewed once each."""

    app: str = "app-token"
    clients: dict[str, str | None] = field(default_factory=lambda: {"client-1": None})  # and their secrets
    users: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # token: whose, until when
    refresh: dict[str, str] = field(default_factory=dict)  # token: whose
    scopes: str = "tweet.read tweet.write users.read offline.access"  # what its owners agree to
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # code: whose, challenge, redirect_uri

    def let_in(self, username: str, now: datetime) -> dict[str, object]:
        """A new pair, as X answers it."""
        access, renewing = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.users[access] = (username, now + LIVES)
        self.refresh[renewing] = username
        return {
            "token_type": "bearer", "expires_in": int(LIVES.total_seconds()), "access_token": access,
            "scope": self.scopes, "refresh_token": renewing,
        }  # fmt: skip

    def whose(self, token: str | None, now: datetime) -> str | None:
        """The handle of the user, "" for the app, None for nobody."""
        if token == self.app:
            return ""
        username, until = self.users.get(token or "", (None, now))
        return username if until > now else None


@dataclass
class Counter:
    """Requests by caller and endpoint in windows of a quarter of an hour, and posts by the day."""

    used: dict[tuple[str, str, datetime], int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)  # a test may set narrower ones

    def take(self, caller: str, endpoint: str, now: datetime) -> tuple[bool, dict[str, str]]:
        """Counts a request: whether it is within the limit, and the headers that tell of it."""
        limit = self.limits.get(endpoint) or (APP_LIMITS if caller == "" else USER_LIMITS).get(endpoint, 75)
        start = datetime.fromtimestamp(now.timestamp() // 900 * 900, now.tzinfo)
        key = (caller, endpoint, start)
        within = self.used.get(key, 0) < limit
        self.used[key] = self.used.get(key, 0) + within
        headers = self._headers("x-rate-limit", limit, self.used[key], start + WINDOW)
        if endpoint == "post":
            day = now.replace(hour=0, minute=0, second=0, microsecond=0)
            most, made = self.limits.get("day", POSTS_A_DAY), (caller, "day", day)
            within_day = self.used.get(made, 0) < most
            self.used[made] = self.used.get(made, 0) + (within and within_day)
            headers |= self._headers("x-user-limit-24hour", most, self.used[made], day + timedelta(days=1))
            within = within and within_day
        return within, headers

    @staticmethod
    def _headers(prefix: str, limit: int, used: int, reset: datetime) -> dict[str, str]:
        unix = str(int(reset.timestamp()))
        return {
            f"{prefix}-limit": str(limit),
            f"{prefix}-remaining": str(max(limit - used, 0)),
            f"{prefix}-reset": unix,
        }


@dataclass
class Bill:
    """What the fake charges: each resource once a UTC day."""

    total: int = 0
    paid: set[tuple[str, str, str]] = field(default_factory=set)

    def read(self, kind: str, resource: str, ids: list[str], now: datetime) -> None:
        """`kind` is the price, `resource` what an id is of."""
        for each in ids:
            key = (now.date().isoformat(), resource, each)
            if key not in self.paid:
                self.paid.add(key)
                self.total += PRICES[kind]

    def wrote(self, text: str) -> None:
        """A post."""
        self.total += PRICES["link" if LINK.search(text) else "reply"]


def refusal(truth: Truth, username: str, text: object, parent: str | None, words: str) -> tuple[int, str] | None:
    """Why a post is not taken: status and detail."""
    if not isinstance(text, str) or not text.strip():
        return 400, "Required field: text"
    if weight(text) > 280:
        return 403, "Your post text is too long."
    there = parent is None or truth.is_there(parent)
    if not there or (parent is not None and truth.newest(parent).author.username in truth.protected):
        return 403, "You attempted to reply to a post that is deleted or not visible to you."
    own = parent is not None and truth.newest(parent).author.username == username  # a thread of one's own
    if parent is not None and not own and not truth.summons(truth.newest(parent), username):
        return 403, "Reply not permitted: the author of that post has neither mentioned nor quoted you."
    day_ago = truth.clock.now() - timedelta(days=1)
    if any(each.text == text and each.at > day_ago for each in truth.by(username)):
        return 403, "You are not allowed to create a Tweet with duplicate content."
    return None
