"""How soon customers are answered, by priority; a topic may promise something else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Targets:
    """Minutes allowed until the first answer, each later one, and the end; no resolution means none is promised."""

    first_response_minutes: int
    next_response_minutes: int
    resolution_minutes: int | None = None


USUAL: Final[Mapping[str, Targets]] = {
    "urgent": Targets(10, 15),
    "high": Targets(30, 45),
    "normal": Targets(60, 60),
    "low": Targets(480, 480),
}
"""By priority. Two of three customers expect an answer within the hour."""


def between(own: int | None, usual: int | None, lower: int) -> int | None:
    """The minutes of a promise, of which the topic has its `own`, and the conversation's priority the `usual` ones.

    The topic's own are meant for its own priority. Where staff made a conversation more urgent than that (`lower` is
    below zero), the sooner of both holds, and where they made it less urgent, the later: a priority that moved no
    deadline would say nothing. None: not promised.
    """
    if own is None or usual is None:
        return own or usual
    return own if lower == 0 else min(own, usual) if lower < 0 else max(own, usual)
