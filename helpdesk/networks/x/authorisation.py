"""Connecting an account of X: the link on which its owner agrees, and the exchange of the code that it gives.

OAuth 2 with PKCE (RFC 7636), as X documents it. Everything but `exchange` is pure.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from helpdesk.clock import Clock
from helpdesk.networks.door import Door
from helpdesk.networks.errors import Uncertain, WrongSettings
from helpdesk.networks.x import tokens as x_tokens
from helpdesk.networks.x.session import TOKEN_PATH, signed
from helpdesk.networks.x.tokens import Tokens

BASE_URL = "https://api.x.com"
CONSENT = "https://x.com/i/oauth2/authorize"
SCOPES = ("tweet.read", "tweet.write", "users.read", "offline.access")  # the last one lets us renew without asking


def new_secret() -> str:
    """256 random bits, for the verifier of one connection and for its state."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """What the link tells of the verifier (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def consent_link(client_id: str, redirect_uri: str, state: str, verifier: str, *, at: str = CONSENT) -> str:
    """The page on which the owner of the account agrees; X then sends their browser to `redirect_uri`."""
    question = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{at}?{urlencode(question)}"


def code_in(pasted: str, state: str) -> str:
    """The code, out of the address that the browser was sent to, or alone. Raises WrongSettings, a sentence."""
    pasted = pasted.strip()
    if "?" not in pasted:
        if not pasted or not pasted.isascii() or any(sign.isspace() for sign in pasted):
            raise WrongSettings("That is no code: paste the whole address that the browser shows after agreeing.")
        return pasted
    given = parse_qs(urlsplit(pasted).query)
    if "error" in given:
        raise WrongSettings("The owner of the account did not agree, or X did not: open the link again.")
    if not secrets.compare_digest(given.get("state", [""])[0].encode(), state.encode()):
        raise WrongSettings("This address belongs to another attempt: open the newest link, and paste what follows it.")
    if not given.get("code"):
        raise WrongSettings("The address holds no code: paste the whole of it.")
    return given["code"][0]


def exchange(
    code: str, verifier: str, redirect_uri: str, *, client_id: str, client_secret: str | None, clock: Clock,
    base_url: str = BASE_URL, timeout_seconds: float = 10,
) -> Tokens:  # fmt: skip
    """The tokens for a code: good for one minute and one try. `Tokens.text()` is the secret to keep.

    Raises any NetworkError; RefusedByNetwork when the code is too old or was used, WrongSettings when X gave less than
    the desk needs.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    form, headers = signed(form, client_id, client_secret)
    door = Door(base_url, None, clock=clock, timeout_seconds=timeout_seconds)
    try:
        answer = door.request("POST", TOKEN_PATH, form=form, headers=headers)
    finally:
        door.close()
    empty = Tokens(client_id=client_id, client_secret=client_secret)
    tokens = x_tokens.renewed(empty, answer.json(), clock.now())
    if tokens is None:
        raise Uncertain("X answered, but gave no token.", answer.status)
    lacking = _lacking(answer.json())
    if lacking:
        raise WrongSettings(
            f"X gave this app less than the desk needs: {', '.join(lacking)} is missing. "
            'Choose "Read and write" in the app\'s User authentication settings, then connect again.'
        )
    return tokens


def _lacking(answer: object) -> list[str]:
    """Which permissions X did not give, if it says which it gave (RFC 6749, 3.3)."""
    told = answer.get("scope") if isinstance(answer, dict) else None
    return [scope for scope in SCOPES if scope not in told.split()] if isinstance(told, str) and told else []
