"""What stands in front of a reply so that the network delivers it. Pure."""

from __future__ import annotations

NAMED_IN_THE_TEXT = ("mastodon", "practice")  # these deliver a reply to those whom its text names


def opening(network: str, handle: str) -> str:
    """The words before an answer to `handle` (without @); "" where the network sees to it by itself."""
    return f"@{handle} " if network in NAMED_IN_THE_TEXT else ""
