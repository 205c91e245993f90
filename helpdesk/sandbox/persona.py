"""The customer that a visitor plays, kept in a signed cookie; there is no sign-in on the practice network.

The cookie has a name of its own, because cookies of one host are shared between ports and the desk may run beside us.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from flask import current_app, session
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "practice_visitor"


@dataclass(frozen=True)
class Persona:
    """Handle and display name of the customer who is played."""

    handle: str
    name: str


def played() -> Persona | None:
    """Whom this visitor plays, or None at the first visit."""
    handle, name = session.get("handle"), session.get("name")
    return Persona(str(handle), str(name)) if handle and name else None


def play(persona: Persona) -> None:
    """From now on this visitor plays this customer."""
    session["handle"], session["name"] = persona.handle, persona.name


def visitor() -> str:
    """A random name for this browser, made at its first visit."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(12)
    return str(session["visitor"])


def form_token() -> str:
    """What every form carries: proof that this server wrote the form for this browser."""
    return str(_signer().dumps(visitor()))


def token_fits(token: str) -> bool:
    """Whether a form's token was written for the browser that sends it."""
    try:
        claimed = _signer().loads(token)
    except BadSignature:
        return False
    return hmac.compare_digest(str(claimed), visitor())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form")
