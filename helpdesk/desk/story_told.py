"""One event, with what is needed to say it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.language import gettext as _


@dataclass(frozen=True, slots=True)
class Told:
    """`who` did it; `people` and `teams` give names for the numbers in `data`; moments are told in `zone`."""

    kind: str
    data: Mapping[str, Any]
    who: str
    people: Mapping[int, str]
    teams: Mapping[int, str]
    zone: ZoneInfo

    def person(self, key: str) -> str:
        """The name of whom `data` has under this key."""
        return self.people.get(self.data.get(key) or 0, _("nobody"))
