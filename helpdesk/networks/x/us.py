"""Our own account on X, and whether a post summons it: only then does X let us answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Us:
    """Our account: what its posts are known by, and how others name it (without @)."""

    remote_id: str
    handle: str
    _named: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        handle = re.escape(self.handle)
        named = rf"(?<![\w@])@{handle}(?!\w)|https?://(?:www\.)?(?:x|twitter)\.com/{handle}/status/\d"
        object.__setattr__(self, "_named", re.compile(named, re.IGNORECASE))

    def is_named(self, text: str, entities: Mapping[str, object]) -> bool:
        """Whether a post names us, or quotes us: X puts the address of a quoted post behind the words.

        The rule of February 2026 lets an app answer only such posts. Whether the names that X itself puts in front of
        an answer count is not documented; they do here, for otherwise no customer could be answered twice.
        """
        mentions = entities.get("mentions")
        for each in mentions if isinstance(mentions, list) else []:
            if isinstance(each, dict) and each.get("id") == self.remote_id:
                return True
        return self._named.search(text) is not None
