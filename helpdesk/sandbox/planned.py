"""A post that is planned: what will be said, by whom, and how many seconds after the beginning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedPost:
    """One line of a scenario or of a file. `key` is known by the store for ever, so no line is played twice.

    `reply_to` is the key of the line that is answered; `account`, if given, is the one that is notified,
    whomever the text names; `repost` marks a line that only repeats another customer's words.
    """

    key: str
    offset: float
    author: str
    name: str
    text: str
    language: str | None = None
    reply_to: str | None = None
    account: str | None = None
    repost: bool = False
