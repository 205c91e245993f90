"""Secrets come from the environment or from a file that only we can read: never from config.toml, never a database.

`HELPDESK_SECRET_PRACTICE` in the environment, or the file `secrets/practice` in the data folder. A file appears whole
and on disk, or not at all: what was sealed with a key that a power cut took could never be opened again.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Secrets:
    """The secrets of one desk, by name."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "secrets"

    def read(self, name: str) -> str | None:
        """The secret; None when there is none with this name."""
        given = os.environ.get(variable(name))
        if given:
            return given
        file = self._folder / name
        return file.read_text(encoding="utf-8").strip() if file.is_file() else None

    def is_given(self, name: str) -> bool:
        """Whether it stands in the environment, where we can't change it."""
        return bool(os.environ.get(variable(name)))

    def read_or_make(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
        """The secret; made (256 random bits) and kept for the next start when there is none yet."""
        found = self.read(name)
        if found:
            return found
        with self._alone():
            found = self.read(name)  # another process may have been faster
            if not found:
                found = make()
                self._write(name, found)
        return found

    def replace(self, name: str, value: str) -> None:
        """Puts `value` in the place of what the file held; on disk when it returns."""
        with self._alone():
            self._write(name, value)

    def _write(self, name: str, value: str) -> None:
        descriptor, beside = tempfile.mkstemp(prefix=".", dir=self._folder)  # readable by us alone
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(self._folder / name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The folder, with no other process writing into it; durable at the end."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
            os.fsync(folder)
        finally:
            os.close(folder)


def variable(name: str) -> str:
    """The environment variable of a secret."""
    return f"HELPDESK_SECRET_{name.upper().replace('-', '_')}"
