"""Who is calling: the bearer token of a request, the account it belongs to, and its rate limit."""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import current_app, g, request

from helpdesk.sandbox.errors import ApiError

WINDOW_SECONDS = 300
CALLS = 30_000  # a hundred times Mastodon's, so that only a client gone wild meets it


class Tokens:
    """The accounts by token. Only digests are kept, so a look-up takes no longer for a token that is nearly right."""

    def __init__(self, tokens: Mapping[str, int]) -> None:
        self._accounts = {_digest(token): account_id for token, account_id in tokens.items()}

    def account_id(self, token: str) -> int | None:
        """The account that this token signs in, or None."""
        return self._accounts.get(_digest(token))


class Allowance:
    """Calls left for each account in the present window of five minutes."""

    def __init__(self, calls: int = CALLS) -> None:
        self.calls = calls
        self._lock = threading.Lock()
        self._used: dict[tuple[int, int], int] = {}

    def use(self, account_id: int, now: datetime) -> tuple[int, datetime]:
        """Counts one call; gives what is left (negative: too many) and when the window ends."""
        window = math.floor(now.timestamp() / WINDOW_SECONDS)
        with self._lock:
            used = self._used.get((account_id, window), 0) + 1
            self._used = {key: count for key, count in self._used.items() if key[1] == window}
            self._used[account_id, window] = used
        return self.calls - used, datetime.fromtimestamp((window + 1) * WINDOW_SECONDS, UTC)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def caller() -> int | None:
    """The calling account's id; None for a stranger. Raises ApiError 401 for a wrong token, 429 for too many calls."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    tokens: Tokens = current_app.extensions["tokens"]
    account_id = tokens.account_id(token.strip())
    if account_id is None:
        raise ApiError(401, "The access token is invalid")
    allowance: Allowance = current_app.extensions["allowance"]
    left, reset = allowance.use(account_id, current_app.extensions["clock"].now())
    g.rate_limit = (allowance.calls, max(left, 0), reset)
    if left < 0:
        raise ApiError(429, "Too many requests")
    return account_id


def signed_in() -> int:
    """The calling account's id. Raises ApiError 401 for anybody else."""
    account_id = caller()
    if account_id is None:
        raise ApiError(401, "This method requires an authenticated user")
    return account_id
