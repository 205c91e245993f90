"""Takes a new key for the safe, and the old one out of use. A crash at any step leaves everything readable.

The new key stands in front of the old one, on disk, before anything is sealed with it; the old one is taken away only
after a look at every row. A run that did not come to its end is finished by the next one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.records.events import record
from helpdesk.records.safe import TURN, Safe, Sealed
from helpdesk.records.turns import take_turn
from helpdesk.sealing import KEYS, CannotOpen, Seal, new_key, split
from helpdesk.secret_files import Secrets, variable


class KeysGiven(Exception):
    """The keys stand in the environment, where only a person can change them; the sentence holds a new one."""


def rotate(safe: Safe, now: datetime) -> int:
    """Seals everything with the newest key, a new one unless a rotation waits to be finished; gives how many texts.

    Raises CannotOpen, with nothing changed, when something in the safe can't be opened, and KeysGiven.
    """
    with safe.database.writing() as connection:
        take_turn(connection, TURN)
        keys, texts = split(safe.secrets.read(KEYS) or ""), sealed(connection)
        if not keys and not texts:
            return 0
        values = {name: Seal(keys).open(name, text) for name, text in texts.items()}
        newest = _newest(safe.secrets, keys)
        for name, value in values.items():
            text = Seal([newest]).close(name, value)
            connection.execute(update(Sealed).where(Sealed.name == name).values(text=text))
        record(connection, "keys_rotated", now, sealed=len(values))
    _drop_old_keys(safe)
    return len(values)


def sealed(connection: Connection) -> dict[str, str]:
    """Everything in the safe, as it lies there."""
    return dict(connection.execute(select(Sealed.name, Sealed.text).order_by(Sealed.name)).all())


def _newest(secrets: Secrets, keys: list[str]) -> str:
    if len(keys) > 1:
        return keys[0]  # the rotation before this one stopped half-way
    if secrets.is_given(KEYS):
        raise KeysGiven(
            f"The key stands in {variable(KEYS)}, which only you can change. Put a new one in front of it, separated "
            f"by a comma, restart every process with both, and run this again. A new one is: {new_key()}"
        )
    made = new_key()
    secrets.replace(KEYS, "\n".join((made, *keys)))
    return made


def _drop_old_keys(safe: Safe) -> None:
    """Keeps the newest key alone, once it opens everything."""
    if safe.secrets.is_given(KEYS):
        return
    with safe.database.writing() as connection:
        take_turn(connection, TURN)
        keys = split(safe.secrets.read(KEYS) or "")
        try:
            for name, text in sealed(connection).items():
                Seal(keys[:1]).open(name, text)
        except CannotOpen:
            return  # another rotation has begun meanwhile, and finishes this
        safe.secrets.replace(KEYS, keys[0])
