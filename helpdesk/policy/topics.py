"""A topic: what customers write about, in which words, who answers it and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Priority = Literal["urgent", "high", "normal", "low"]

PRIORITIES: Final[tuple[Priority, ...]] = ("urgent", "high", "normal", "low")
"""Most pressing first."""

ALWAYS: Final = "always"
"""The calendar of a topic that is promised round the clock although the policy has opening hours."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a policy.

    A keyword with a space in it is a phrase: its words must follow one another. A post that holds an exclusion is
    never of this topic. `misspellings` says whether near misses of the keywords count. The one topic that is
    `catch_all` takes what no keyword claims. Targets that a topic leaves out are those of its priority; `calendar`
    names the hours they are counted in, None those of the whole policy, and ALWAYS every minute.
    """

    key: str
    name: str
    team: str
    priority: Priority
    first_response_minutes: int | None
    next_response_minutes: int | None
    keywords: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    misspellings: bool = True
    catch_all: bool = False
    resolution_minutes: int | None = None
    calendar: str | None = None
