"""A post's plain text, cut into words, mentions, hashtags and links, and written as Mastodon's HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from helpdesk.sandbox.accounts import Account
from helpdesk.sandbox.mentions import NAMED, handles

LINK = re.compile(r"https?://[^\s<>\"]+", re.ASCII | re.IGNORECASE)
HASHTAG = re.compile(r"(?<![\w/&#])#(\w*[^\W\d]\w*)")
CLOSING = ".,;:!?)]}'»”’…"
SHOWN_OF_LINK = 30
Kind = Literal["text", "mention", "hashtag", "link"]


@dataclass(frozen=True)
class Segment:
    """A stretch of a post: `text` as written, `target` is a handle, a tag or an address."""

    kind: Kind
    text: str
    target: str = ""


def segments(text: str, mentions: Sequence[Account]) -> list[Segment]:
    """The text in order, cut so that joining all `text` gives the post back."""
    known = {account.handle.casefold(): account.handle for account in mentions}
    found: list[Segment] = []
    end = 0
    for start, segment in sorted(_marked(text, known), key=lambda item: (item[0], -len(item[1].text))):
        if start < end:  # inside a link that was taken already
            continue
        if start > end:
            found.append(Segment("text", text[end:start]))
        found.append(segment)
        end = start + len(segment.text)
    if end < len(text):
        found.append(Segment("text", text[end:]))
    return found


def _marked(text: str, known: dict[str, str]) -> list[tuple[int, Segment]]:
    marked: list[tuple[int, Segment]] = []
    for match in LINK.finditer(text):
        address = match[0].rstrip(CLOSING)
        if len(address) > len("https://"):
            marked.append((match.start(), Segment("link", address, address)))
    for match in HASHTAG.finditer(text):
        marked.append((match.start(), Segment("hashtag", match[0], match[1])))
    for match in NAMED.finditer(text):
        handle = next((each for each in handles(match[1][:65]) if each.casefold() in known), None)
        if handle:
            marked.append((match.start(), Segment("mention", f"@{handle}", known[handle.casefold()])))
    return marked


def shown_link(address: str) -> tuple[str, str, str]:
    """A link's hidden beginning, the part that is shown, and its hidden end."""
    scheme = re.match(r"https?://(www\.)?", address, re.IGNORECASE)
    start = scheme.end() if scheme else 0
    return address[:start], address[start : start + SHOWN_OF_LINK], address[start + SHOWN_OF_LINK :]


def as_html(text: str, mentions: Sequence[Account], home: str) -> str:
    """The post as Mastodon's API writes it: escaped, in paragraphs, with marked-up mentions, tags and links.

    `home` is the server's own address without a closing slash.
    """
    written = "".join(_markup(segment, escape(home)) for segment in segments(text, mentions))
    paragraphs = re.split(r"\n{2,}", written)
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br />")


def _markup(segment: Segment, home: str) -> str:
    if segment.kind == "mention":
        return (
            f'<span class="h-card" translate="no"><a href="{home}/@{escape(segment.target)}" '
            f'class="u-url mention">@<span>{escape(segment.text[1:])}</span></a></span>'
        )
    if segment.kind == "hashtag":
        return (
            f'<a href="{home}/tags/{escape(segment.target)}" class="mention hashtag" rel="tag">'
            f"#<span>{escape(segment.target)}</span></a>"
        )
    if segment.kind == "link":
        before, shown, after = (escape(part) for part in shown_link(segment.target))
        cut = ' class="ellipsis"' if after else ' class=""'
        return (
            f'<a href="{escape(segment.target)}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">{before}</span><span{cut}>{shown}</span>'
            f'<span class="invisible">{after}</span></a>'
        )
    return escape(segment.text).replace("&#x27;", "&#39;")
