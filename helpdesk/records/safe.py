"""The safe: tokens and sessions that accounts need, sealed. The keys lie outside the database (see sealing.py).

Whoever seals holds the turn and reads the keys inside it, so no process goes on sealing with a key that `rotate` takes
away. A reader who finds a row that does not open looks again, in case the keys were just changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base, Database
from helpdesk.records.turns import take_turn
from helpdesk.sealing import KEYS, CannotOpen, Seal, new_key, split
from helpdesk.secret_files import Secrets

TURN = "sealing"


class Sealed(Base):
    """One text that only the keys open."""

    __tablename__ = "sealed"

    name: Mapped[str] = mapped_column(primary_key=True)  # whose and what, such as "token of account 7"
    text: Mapped[str]


def token_of(account_id: int) -> str:
    """The name of an account's token."""
    return f"token of account {account_id}"


def session_of(account_id: int) -> str:
    """The name of what an account's connector keeps between two runs."""
    return f"session of account {account_id}"


@dataclass(frozen=True, slots=True)
class Safe:
    """What the desk keeps sealed. Safe to share between threads."""

    database: Database
    secrets: Secrets

    def read(self, name: str) -> str | None:
        """What was kept under this name; None when nothing was. Raises CannotOpen."""
        seen: str | None = None
        while (text := self._text(name)) is not None:
            try:
                return Seal(split(self.secrets.read(KEYS) or "")).open(name, text)
            except CannotOpen:
                if text == seen:
                    raise
                seen = text  # unless the keys were changed between our two looks, it will be the same again
        return None

    def write(self, name: str, value: str) -> None:
        """Keeps `value`; durable when it returns. Raises CannotOpen."""
        with self.database.writing() as connection:
            self.put(connection, name, value)

    def put(self, connection: Connection, name: str, value: str) -> None:
        """The same, in the caller's transaction."""
        take_turn(connection, TURN)
        text = Seal(self._keys(connection)).close(name, value)
        if connection.execute(update(Sealed).where(Sealed.name == name).values(text=text)).rowcount == 0:
            connection.execute(insert(Sealed).values(name=name, text=text))

    def _text(self, name: str) -> str | None:
        with self.database.reading() as connection:
            return connection.execute(select(Sealed.text).where(Sealed.name == name)).scalar()

    def _keys(self, connection: Connection) -> list[str]:
        """The keys; made when nothing was ever sealed, because a new key would not open what is there."""
        if connection.execute(select(Sealed.name).limit(1)).scalar() is None:
            return split(self.secrets.read_or_make(KEYS, new_key))
        return split(self.secrets.read(KEYS) or "")


def forget(connection: Connection, *names: str) -> None:
    """Takes texts out of the safe, in the caller's transaction; those that are not there are no mistake."""
    connection.execute(delete(Sealed).where(Sealed.name.in_(names)))
