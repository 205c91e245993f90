"""Seals what must not stand in the database in clear. Pure; the keys come from the secret `sealing_keys`.

Fernet (AES-128-CBC with HMAC-SHA256) proves that a text is whole and ours, but not that it lies where we put it. So its
name is sealed in with it, and a row that was moved to another account's place does not open.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

KEYS = "sealing_keys"  # name of the secret: one key a line, the newest first


class CannotOpen(Exception):
    """Something sealed can't be read with the keys at hand; the sentence says what to do."""


def new_key() -> str:
    """256 random bits, as text."""
    return Fernet.generate_key().decode()


def split(keys: str) -> list[str]:
    """The keys of the secret, newest first."""
    return keys.replace(",", " ").split()


class Seal:
    """Seals with the first of `keys`, opens with any. Raises CannotOpen when there is none, or one that is no key."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise CannotOpen(f"The secret {KEYS} is gone; put it back from a backup, or connect the accounts anew.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise CannotOpen(f"The secret {KEYS} holds something that is no key; put it back from a backup.") from None

    def close(self, name: str, value: str) -> str:
        """`value` sealed, together with the name it goes by."""
        return self._fernet.encrypt(json.dumps([name, value]).encode()).decode("ascii")

    def open(self, name: str, sealed: str) -> str:
        """The value. Raises CannotOpen when it was sealed with another key, for another name, or was changed."""
        try:
            kept_as, value = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise CannotOpen(
                f"The {name} was sealed with a key that is not in the secret {KEYS}; "
                "put that key back from a backup, or connect the account anew."
            ) from None
        if kept_as != name:
            raise CannotOpen(f"What lies in the place of the {name} belongs to the {kept_as}: connect both anew.")
        return str(value)
