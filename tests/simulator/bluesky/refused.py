"""What the servers refuse, and the budgets behind which they refuse everything."""

from __future__ import annotations

from datetime import datetime, timedelta

from werkzeug.wrappers import Request


class Refused(Exception):
    """An answer that is no 200."""

    def __init__(self, status: int, error: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.body, self.headers = status, {"error": error, "message": message}, headers


def limit(most: int, used: int, resets_at: datetime, now: datetime, within: timedelta) -> dict[str, str]:
    """The headers of a budget. Raises Refused when it is used up."""
    seconds = int(within.total_seconds())
    headers = {
        "ratelimit-limit": str(most), "ratelimit-remaining": str(max(most - used, 0)),
        "ratelimit-reset": str(int(resets_at.timestamp())), "ratelimit-policy": f"{most};w={seconds}",
    }  # fmt: skip
    if used > most:
        wait = str(max(int((resets_at - now).total_seconds()), 1))
        raise Refused(429, "RateLimitExceeded", "Rate Limit Exceeded", **{**headers, "retry-after": wait})
    return headers


def most(request: Request) -> int:
    """How many items a page may have. Raises Refused."""
    wanted = int(request.args.get("limit", "50"))
    if not 1 <= wanted <= 100:
        raise Refused(400, "InvalidRequest", f"limit can not be greater than 100 (got {wanted})")
    return wanted
