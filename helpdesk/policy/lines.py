"""On which line of a TOML text a field stands, so that a mistake can be shown there. Pure.

It reads the beginnings of lines only: a field inside an array or an inline table stands where that begins.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

Path = tuple[str | int, ...]

_TABLE: Final = re.compile(r"\s*(\[\[?)([^\[\]\n]{1,200})\]")
_KEY: Final = re.compile(r"""\s*("[^"\n]*"|'[^'\n]*'|[\w-]{1,80})((?:\s*\.\s*[\w-]{1,80}){0,8})\s*=""")


class Lines:
    """The lines of one text, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        tables: Counter[tuple[str, ...]] = Counter()
        here: Path = ()
        for number, line in enumerate(text.split("\n"), 1):
            if table := _TABLE.match(line):
                names = _names(table[2])
                here = (*names,)
                if table[1] == "[[":
                    here = (*names, tables[names])
                    tables[names] += 1
                self._lines.setdefault(here, number)
            elif key := _KEY.match(line):
                self._lines.setdefault((*here, *_names(key[1] + key[2])), number)

    def of(self, path: Path) -> int | None:
        """The line of a field, else of the table it belongs to; None when it can't be told."""
        return next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), None)


def _names(written: str) -> tuple[str, ...]:
    written = written.strip()
    if written[:1] in ("'", '"'):
        return (written[1:-1],)
    return tuple(part.strip().strip("\"'") for part in written.split("."))
