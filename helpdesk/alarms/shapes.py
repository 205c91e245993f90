"""How a message looks: a mail, a signed event, or what Slack, Teams and Mattermost show. Pure.

Customers' names stand in the sentences. Nothing in them may become a link, a mention of everybody, or a header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from helpdesk.language import gettext as _

MOST = 20  # alarms that are written out; the rest is counted
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


class Line(NamedTuple):
    """One alarm of a message."""

    id: int
    kind: str
    sentence: str
    at: str  # RFC 3339
    conversation: int | None
    settled: bool  # the conversation needs nobody any more


def plain(text: str) -> str:
    """A sentence without what could break a line, turn the writing around or call everybody."""
    return _CONTROL.sub(" ", text).strip()


def subject(desk: str, lines: Sequence[Line]) -> str:
    """What a mail is about, on one line."""
    if len(lines) == 1:
        return plain(f"{desk}: {lines[0].sentence}")[:180]
    late = sum(line.kind != "warning" for line in lines)
    return plain(_("%(desk)s: %(count)s alarms, %(late)s of them late", desk=desk, count=len(lines), late=late))[:180]


def text(lines: Sequence[Line], address: str) -> str:
    """The alarms as lines of plain text."""
    written = [f"- {plain(line.sentence)}{_settled(line)}{_link(line, address)}" for line in lines[:MOST]]
    if len(lines) > MOST:
        written.append("- " + _("and %(number)s more", number=len(lines) - MOST))
    return "\n".join(written)


def body(shape: str, desk: str, lines: Sequence[Line], address: str, made_at: str) -> dict[str, Any]:
    """What a webhook carries, by its shape."""
    if shape == "slack":
        return {"text": _slack(f"{subject(desk, lines)}\n{text(lines, address)}")}
    if shape == "mattermost":
        return {"text": _markdown(f"{subject(desk, lines)}\n{text(lines, address)}")}
    if shape == "teams":
        return {"type": "message", "attachments": [_card(subject(desk, lines), text(lines, address))]}
    alarms = [
        {"id": line.id, "kind": line.kind, "sentence": plain(line.sentence), "at": line.at,
         "conversation": line.conversation, "settled": line.settled}
        for line in lines
    ]  # fmt: skip
    return {"type": "alarms", "timestamp": made_at, "data": {"desk": desk, "alarms": alarms}}


def _card(title: str, words: str) -> dict[str, Any]:
    blocks = [{"type": "TextBlock", "text": _markdown(title), "weight": "Bolder", "wrap": True}]
    blocks += [{"type": "TextBlock", "text": _markdown(line), "wrap": True} for line in words.split("\n")]
    card = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4"}
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": {**card, "body": blocks}}


def _slack(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _markdown(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", words).replace("@", "@\u200b")


def _settled(line: Line) -> str:
    settled = _("(settled since)")
    return f" {settled}" if line.settled else ""


def _link(line: Line, address: str) -> str:
    return f"\n  {address.rstrip('/')}/conversations/{line.conversation}" if address and line.conversation else ""
