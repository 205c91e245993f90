"""An answer as its network will show it: which words become links, and what is left of a long one. Pure."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from helpdesk.desk.links import links
from helpdesk.web.words import LINK, web_address

SHOWN = 30  # characters of a link where networks shorten it
NAME = Markup('<span class="preview-name">{}</span>')
_BEGINNING = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
BARE = ("x", "bluesky")  # these make a link of a domain without https:// too
IN_FULL = ("bluesky",)  # these show a link as it was written


def as_posted(text: str, network: str, opening: str = "") -> Markup:
    """`text` with its links as `network` shows them, and the customer's name `opening` in front as it marks it.

    X, Mastodon and the practice network leave out a link's beginning and cut it after 30 characters; Bluesky shows
    what we wrote.
    """
    pieces: list[Markup] = []
    after = 0
    if opening and text.startswith(opening):
        pieces.append(NAME.format(opening))
        after = len(opening)
    for start, end in links(text):
        if start < after or not (network in BARE or _SCHEME.match(text, start)):
            continue
        pieces += (
            escape(text[after:start]),
            LINK.format(web_address(text[start:end]), _shown(text[start:end], network)),
        )
        after = end
    return Markup().join([*pieces, escape(text[after:])])


def _shown(link: str, network: str) -> str:
    if network in IN_FULL:
        return link
    rest = _BEGINNING.sub("", link, count=1)
    return rest if len(rest) <= SHOWN else f"{rest[:SHOWN]}…"
