"""The link in a report's mail that stops such mails without a sign-in. Pure.

It carries the number of the event by which its reader chose these mails, signed with the key of the cookies for this
purpose alone: who only reads the database can't make one.
"""

from __future__ import annotations

from itsdangerous import BadSignature, Signer


def link(address: str, key: str, choice: int) -> str:
    """Where the mails of a `choice` are stopped, on the desk at `address`."""
    return f"{address}/unsubscribe/{_signer(key).sign(str(choice)).decode()}"


def choice_of(key: str, token: str) -> int | None:
    """The choice that the last part of a link names; None when we didn't sign it."""
    try:
        return int(_signer(key).unsign(token))
    except BadSignature:
        return None


def _signer(key: str) -> Signer:
    return Signer(key, salt="unsubscribe")
