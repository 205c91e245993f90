"""What an AT Protocol server's refusals mean: it says most of them with 400 and a name in the body. Pure."""

from __future__ import annotations

from datetime import datetime

from helpdesk.networks import answer as any_network
from helpdesk.networks.answer import Answer
from helpdesk.networks.errors import Missing, NetworkError, RefusedByNetwork, SignedOut, Uncertain

GONE = {"NotFound", "RecordNotFound", "RepoNotFound"}
TOKEN_REFUSED = {"ExpiredToken", "InvalidToken"}  # both come with 400
CLOSED = {"AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown", "RepoDeactivated"}


class TokenRefused(SignedOut):
    """The token has run out, or is not known any more: nothing was done, and a fresh one may help."""


class Occupied(RefusedByNetwork):
    """There is a record of this id already, with other content: it was left as it is (InvalidSwap)."""


def error_of(answer: Answer, now: datetime) -> NetworkError | None:
    """The error that an answer stands for, None for a 2xx."""
    error = any_network.error_of(answer, now)
    if error is None or not 400 <= answer.status < 500:
        return error
    name = _name(answer)
    if name in CLOSED:
        return SignedOut(f"The network has closed this account, at least for now: see to it there. {error.sentence}")
    if name == "AuthFactorTokenRequired":
        return SignedOut("The network wants a code from an e-mail: give the desk an app password, not the main one.")
    if name in TOKEN_REFUSED or answer.status == 401:
        return TokenRefused(error.sentence)
    if name in GONE:
        return Missing(error.sentence, answer.status)
    if name == "InvalidSwap":
        return Occupied(error.sentence, answer.status)
    return error


def _name(answer: Answer) -> str:
    try:
        body = answer.json()
    except Uncertain:
        return ""
    name = body.get("error") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""
