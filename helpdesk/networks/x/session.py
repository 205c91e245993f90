"""Being signed in at X: a user's token lives two hours, and the token that renews it is good for one renewal.

X gives the new pair once. So it is written down before anything else is done with it; a pair that could not be
written is held and written later. When another process was faster, X refuses our renewal: then its pair is found
where both keep theirs, at once or within the minute that it needs to write it.
"""

from __future__ import annotations

import base64
import threading
from datetime import datetime, timedelta
from urllib.parse import quote

from helpdesk.clock import Clock
from helpdesk.networks.door import Door
from helpdesk.networks.errors import RefusedByNetwork, SignedOut, TryLater, Uncertain, WrongSettings
from helpdesk.networks.protocol import Access
from helpdesk.networks.x import tokens as x_tokens
from helpdesk.networks.x.tokens import Tokens

TOKEN_PATH = "/2/oauth2/token"  # noqa: S105 - the address where tokens are given, none itself
PATIENCE = timedelta(seconds=60)  # for another process between X's answer and its own writing
READS_ONLY = "This account has only its app's token: X lets it read, but not post."
ANEW = "X no longer renews this account's token: connect the account anew."


class Session:
    """The tokens of one account. Safe for several threads, and beside other processes that keep in the same place."""

    def __init__(self, access: Access, door: Door, clock: Clock) -> None:
        self._given = x_tokens.from_secret(access.token)
        self._kept, self._door, self._clock = access.kept, door, clock
        self._tokens = self._given
        self._read = self._kept is None
        self._unwritten = False
        self._refused_at: datetime | None = None
        self._lock = threading.Lock()

    def may_post(self) -> bool:
        """Whether there is a user's token, and not the app's alone."""
        with self._lock:
            self._look()
            return bool(self._tokens.access_token or self._tokens.refresh_token)

    def ends_at(self) -> datetime | None:
        """When the user's tokens end if nothing renews them until then; None when nobody said."""
        with self._lock:
            self._look()
            return self._tokens.ends_at()

    def reading(self) -> str:
        """A token to read with. Raises what renewing it raises."""
        with self._lock:
            self._look()
            app_token = self._tokens.app_token
        return app_token or self.posting()

    def posting(self) -> str:
        """A token to speak with. Raises WrongSettings when there is none, and what renewing it raises."""
        with self._lock:
            self._look()
            if not (self._tokens.access_token or self._tokens.refresh_token):
                raise WrongSettings(READS_ONLY if self._tokens.app_token else "This account has no token for X.")
            if self._tokens.is_due(self._clock.now()):
                self._renew()
            self._write_down()
            return self._tokens.access_token or ""

    def instead_of(self, refused: str) -> str | None:
        """Another token after X refused this one (401); None when there is no other to be had."""
        with self._lock:
            if refused == self._tokens.app_token:
                return None
            if refused != self._tokens.access_token:
                return self._tokens.access_token
            self._look(again=True)
            if self._tokens.access_token == refused:
                if self._tokens.refresh_token is None:
                    return None
                self._renew()
            self._write_down()
            return self._tokens.access_token

    def _look(self, *, again: bool = False) -> None:
        """Reads what is kept, by whichever process; what we could not write yet is newer."""
        if self._kept is not None and (again or not self._read) and not self._unwritten:
            self._tokens = x_tokens.newest(self._given, self._kept.read())
            self._read = True

    def _renew(self) -> None:
        was = self._tokens
        self._look(again=True)
        if self._tokens != was and not self._tokens.is_due(self._clock.now()):
            return  # another process has done it
        try:
            form, headers = _question(self._tokens)
            answer = self._door.request("POST", TOKEN_PATH, form=form, headers=headers, budget="renewing the token")
            fresh = x_tokens.renewed(self._tokens, answer.json(), self._clock.now())
        except (RefusedByNetwork, SignedOut) as error:
            self._refused(error)
            return
        except Uncertain as error:  # about the token; what it was wanted for has surely not happened
            raise TryLater(f"X did not renew this account's token. {error.sentence}", None) from error
        if fresh is None:
            raise TryLater("X answered the renewal of this account's token with something else.", None)
        self._tokens, self._unwritten, self._refused_at = fresh, True, None

    def _refused(self, error: RefusedByNetwork | SignedOut) -> None:
        """Somebody else may have renewed it with the same token. Raises TryLater while they may still be writing."""
        asked_with, now = self._tokens.refresh_token, self._clock.now()
        self._look(again=True)
        if self._tokens.refresh_token != asked_with:
            self._refused_at = None
            return
        self._refused_at = self._refused_at or now
        if self._kept is not None and now - self._refused_at < PATIENCE:
            raise TryLater("X did not renew this account's token; another process may just have.", now + PATIENCE / 6)
        raise SignedOut(f"{ANEW} {error.sentence}")

    def _write_down(self) -> None:
        if self._unwritten and self._kept is not None:
            self._kept.write(self._tokens.text())
        self._unwritten = False


def _question(tokens: Tokens) -> tuple[dict[str, str], dict[str, str]]:
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token or ""}
    return signed(form, tokens.client_id or "", tokens.client_secret)


def signed(form: dict[str, str], client_id: str, client_secret: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Form and headers of a question about tokens: an app with a secret signs with it (RFC 6749, 2.3.1)."""
    if client_secret is None:
        return {**form, "client_id": client_id}, {}
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return form, {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
