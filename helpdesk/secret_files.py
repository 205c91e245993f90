"""Secrets come from the environment or from a file that only we can read: never from config.toml, never a database.

`HELPDESK_SECRET_PRACTICE` in the environment, or the file `secrets/practice` in the data folder.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class Secrets:
    """The secrets of one desk, by name."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "secrets"

    def read(self, name: str) -> str | None:
        """The secret; None when there is none with this name."""
        given = os.environ.get(f"HELPDESK_SECRET_{name.upper().replace('-', '_')}")
        if given:
            return given
        file = self._folder / name
        return file.read_text(encoding="utf-8").strip() if file.is_file() else None

    def read_or_make(self, name: str) -> str:
        """The secret; made at random (256 bits) and kept for the next start when there is none yet."""
        found = self.read(name)
        if found:
            return found
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = secrets.token_urlsafe(32)
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made + "\n")
        return made
