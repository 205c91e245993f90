"""What lets us in at X, as one JSON text: the secret of an account, and what its connector keeps of it. Pure.

`account add` writes it, the connector renews it: {"client_id", "client_secret", "access_token", "refresh_token",
"expires_at", "app_token"}, each left out where there is none. A secret that is no JSON is an access token alone,
which cannot be renewed. `app_token` is the app's own bearer token: it may read, with wider limits, but not post.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from helpdesk.networks.errors import WrongSettings

EARLY = timedelta(minutes=2)  # a token is renewed this long before its end, so that none ends on its way
USUAL_LIFE = timedelta(hours=2)
REFRESH_LIFE = timedelta(days=180)  # of a refresh token that nobody uses: about six months, as X tells developers


@dataclass(frozen=True, slots=True)
class Tokens:
    """`expires_at` is ISO 8601 in UTC; None when nobody said. `made_of` tells from which secret these were renewed."""

    access_token: str | None = None
    refresh_token: str | None = None
    expires_at: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    app_token: str | None = None
    made_of: str | None = None

    def __repr__(self) -> str:
        return "Tokens(…)"  # no token in a log line or a traceback

    def text(self) -> str:
        """As it is kept."""
        return json.dumps({name: value for name, value in asdict(self).items() if value is not None})

    def ends_at(self) -> datetime | None:
        """When nothing lets us in any more, if nobody renews these until then; None when nobody said.

        A refresh token lives for six months from its renewal, which was a token's usual life before that one ends.
        """
        if self.access_token is None or self.expires_at is None:
            return None
        try:
            ends = datetime.fromisoformat(self.expires_at).astimezone(UTC)
            return ends if self.refresh_token is None else ends - USUAL_LIFE + REFRESH_LIFE
        except (ValueError, OverflowError):
            return None

    def is_due(self, now: datetime) -> bool:
        """Whether the access token has ended, or soon will, and can be renewed."""
        if self.refresh_token is None:
            return False
        return self.access_token is None or (self.expires_at is not None and self.expires_at <= stamp(now + EARLY))


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second: compares as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_secret(secret: str) -> Tokens:
    """The tokens that a person gave us; none for an empty secret: then all that there is, is kept.

    Raises WrongSettings, whose sentence never repeats the secret.
    """
    text = secret.strip()
    if not text:
        return Tokens()
    found = _read(text) if text.startswith("{") else Tokens(access_token=text)
    given = (found.access_token, found.refresh_token, found.app_token) if found else ()
    if found is None or not any(given) or not all("!" <= sign <= "~" for each in given for sign in each or ""):
        raise WrongSettings("The account's token for X is no access token and no JSON that holds one.")
    if found.refresh_token and not found.client_id:
        raise WrongSettings("The account's token for X has a refresh_token but no client_id, which renews it.")
    return replace(found, made_of=hashlib.sha256(text.encode()).hexdigest()[:16])


def newest(given: Tokens, kept: str | None) -> Tokens:
    """The kept tokens if they were renewed from those that were given; else the given ones: a person changed them."""
    found = _read(kept) if kept else None
    return found if found is not None and found.made_of == given.made_of else given


def renewed(tokens: Tokens, answer: object, now: datetime) -> Tokens | None:
    """The tokens after X answered a renewal or a first exchange; None when the answer holds no token."""
    if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str) or not answer["access_token"]:
        return None
    seconds, refresh = answer.get("expires_in"), answer.get("refresh_token")
    usable = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < 10**8
    life = timedelta(seconds=seconds) if usable and isinstance(seconds, int) else USUAL_LIFE
    return replace(
        tokens,
        access_token=answer["access_token"],
        refresh_token=refresh if isinstance(refresh, str) and refresh else tokens.refresh_token,
        expires_at=stamp(now + life),
    )


def _read(text: str) -> Tokens | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    known = {name: value[name] for name in Tokens.__slots__ if isinstance(value.get(name), str) and value[name]}
    return Tokens(**known)
