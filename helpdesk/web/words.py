"""The words of customers on a page: links made clickable, the deciding words marked, all the rest plain text. Pure."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

from linkify_it import LinkifyIt
from markupsafe import Markup, escape

LINK = Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>')
MARK = Markup("<mark>{}</mark>")
SHOWN_OF_LINK = 60  # characters; the whole of it is in the address
_NAMED_FIRST = re.compile(r"(?:\s*+@[\w.@-]++)++[\s,:]++(?=\S)")  # possessive: a row of a thousand @ must not take long
_SPACES = re.compile(r"\s+")
_HAS_SCHEME = re.compile("[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def linked(text: str, keyword: tuple[int, int] | None = None) -> Markup:
    """`text` with its web addresses as links and the words at `keyword` (start, end) marked."""
    pieces: list[Markup] = []
    after = 0
    for start, end, address in _links(text):
        pieces.append(_marked(text, after, start, keyword))
        words = _marked(text, start, min(end, start + SHOWN_OF_LINK), keyword) + (
            "…" if end - start > SHOWN_OF_LINK else ""
        )
        pieces.append(LINK.format(address, words))
        after = end
    pieces.append(_marked(text, after, len(text), keyword))
    return Markup().join(pieces)


@lru_cache(maxsize=2_000)  # open pages show the same posts again and again
def _links(text: str) -> tuple[tuple[int, int, str], ...]:
    """The web addresses of `text` as (start, end, address). What counts as 23 is decided elsewhere (desk.links)."""
    found = [(each, web_address(each.url if each.schema else each.raw)) for each in _finders.linkify.match(text) or []]
    return tuple((each.index, each.last_index, address) for each, address in found if address)


class _Finders(threading.local):
    """linkify-it keeps its place in the text it searches on itself, so each thread needs its own."""

    def __init__(self) -> None:
        self.linkify = LinkifyIt(options={"fuzzy_email": False})
        for schema in ("ftp:", "mailto:", "//"):
            self.linkify.add(schema, None)


_finders = _Finders()


def web_address(address: str | None) -> str | None:
    """`address` when a browser may follow it: http or https; a bare domain is taken as https. Else None."""
    if not address:
        return None
    if not _HAS_SCHEME.match(address):
        return None if ":" in address.split("/")[0] else f"https://{address}"
    return address if address.lower().startswith(("http://", "https://")) else None


def gist(text: str) -> str:
    """A post as one line, without the names it begins with: they are the same in every row."""
    names = _NAMED_FIRST.match(text)
    return _SPACES.sub(" ", text[names.end() :] if names else text).strip()


def _marked(text: str, start: int, end: int, keyword: tuple[int, int] | None) -> Markup:
    first, last = keyword or (0, 0)
    first, last = max(first, start), min(last, end)
    if first >= last:
        return escape(text[start:end])
    return escape(text[start:first]) + MARK.format(text[first:last]) + escape(text[last:end])
