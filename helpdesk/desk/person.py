"""A member of staff, as the desk sees them while they work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who acts. It is read anew for each request, so it never outlives a change of role.

    Only a page that refreshes itself may take it for half a second longer: it shows and changes nothing else.
    """

    id: int
    name: str
    initials: str
    email: str
    role: str
    team_ids: tuple[int, ...]
    on_duty: bool
    supervised: int = 0  # how many answers somebody must approve first; -1: all
    language: str | None = None  # None: as their browser says
    zone: str | None = None  # None: the office's
