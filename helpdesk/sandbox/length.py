"""How long a post is by Mastodon's rule, and what is wrong with a text that cannot be published."""

from __future__ import annotations

import regex

from helpdesk.sandbox.content import LINK

PER_LINK = 23
ELSEWHERE = regex.compile(r"(?<![\w/])@([A-Za-z0-9_]+)@[\w.-]+\w")
GRAPHEME = regex.compile(r"\X")


def length(text: str) -> int:
    """Characters as a reader counts them: each link is 23, a handle on another server counts without its domain."""
    shortened = ELSEWHERE.sub(r"@\1", LINK.sub("x" * PER_LINK, text))
    return sum(1 for _ in GRAPHEME.finditer(shortened))


def tidy(text: str) -> str:
    """The text as it is published: line ends of one kind, nothing blank around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def fault_of(text: str, most: int) -> str | None:
    """Why this (tidy) text cannot be published, in Mastodon's words; None if it can."""
    if not text:
        return "Text can't be blank"
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return "Text is invalid"
    if length(text) > most:
        return f"Text is too long (maximum is {most} characters)"
    return None
