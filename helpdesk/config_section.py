"""What the tables of config.toml have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

KEY = r"^[a-z][a-z0-9_-]{0,39}$"
Key = Field(pattern=KEY)


class Section(BaseModel):
    """One table of config.toml: no unknown keys, never changed after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def twice(keys: Iterable[str]) -> list[str]:
    """What is there more than once, sorted."""
    return sorted(key for key, times in Counter(keys).items() if times > 1)
