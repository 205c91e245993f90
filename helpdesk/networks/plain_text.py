"""HTML of a post -> its text. Pure, and in linear time on any input.

Written by hand because the parsers at hand are not linear: 80 kB of "<a <a <a" keep `html.parser` busy for a minute.
Nothing visible is lost: what cannot be read as a tag stands in the text as it came.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

# Possessive (*+), so that a failing match ends at once instead of trying every shorter one.
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^"'>]|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""(?<![\w-])(href|class)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_TAG_BEGINS = re.compile(r"</?[a-zA-Z]")
_PARAGRAPHS = ("p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
_NEWLINES = dict.fromkeys(_PARAGRAPHS, 2) | {"div": 1, "li": 1}


def plain_text(markup: str, handles: Mapping[str, str] | None = None) -> str:
    """The text of `markup`: paragraphs and <br> as newlines, links in full, mentions and hashtags as shown.

    `handles` gives, by the address of a mention's link, the full handle to show instead ("@carl@example.org").
    """
    text = _Text(handles or {})
    at = 0
    while (start := markup.find("<", at)) >= 0:
        text.add(markup[at:start])
        if markup.startswith("<!--", start):
            end = markup.find("-->", start + 4)
            if end < 0:
                at = start
                break
            at = end + 3
        elif tag := _TAG.match(markup, start):
            text.tag(closing=bool(tag[1]), name=tag[2].lower(), attributes=tag[3])
            at = tag.end()
        elif _TAG_BEGINS.match(markup, start):
            at = start  # a tag that never ends: the rest is text
            break
        else:
            text.add("<")
            at = start + 1
    text.add(markup[at:])
    return text.whole()


class _Text:
    """Collects pieces of text, the newlines due before the next one, and the link that is open."""

    def __init__(self, handles: Mapping[str, str]) -> None:
        self._handles = handles
        self._pieces: list[str] = []
        self._newlines = 0
        self._link: tuple[int, str, str] | None = None  # index of its first piece, href, class

    def add(self, markup: str) -> None:
        piece = _unescaped(markup)
        if self._newlines or not self._pieces:
            piece = piece.lstrip("\r\n")  # the source's own line after a tag that has made one already
        if piece:
            self._break()
            self._pieces.append(piece)

    def tag(self, *, closing: bool, name: str, attributes: str) -> None:
        if name == "br":
            self._newlines += 1
        elif name in _NEWLINES:
            self._newlines = max(self._newlines, _NEWLINES[name])
        elif name == "a":
            self._end_link()
            if not closing:
                self._break()
                found = {name.lower(): "".join(value) for name, *value in _ATTRIBUTE.findall(attributes)}
                href = _unescaped(found.get("href", "")).strip()
                self._link = (len(self._pieces), href, found.get("class", ""))

    def whole(self) -> str:
        self._end_link()
        return "".join(self._pieces).strip("\r\n")

    def _break(self) -> None:
        if self._newlines and self._pieces:
            self._pieces.append("\n" * self._newlines)
        self._newlines = 0

    def _end_link(self) -> None:
        if self._link is None:
            return
        first, href, classes = self._link
        self._link = None
        shown = "".join(self._pieces[first:])
        self._pieces[first:] = [self._link_text(shown, href, classes.split())]

    def _link_text(self, shown: str, href: str, classes: list[str]) -> str:
        if shown.startswith("@") and href in self._handles:
            return self._handles[href]
        named = shown.startswith(("@", "#")) or "mention" in classes or "hashtag" in classes
        if named or not href.lower().startswith(("http://", "https://")):
            return shown
        words = shown.strip().removesuffix("…")
        return href if words in href else f"{shown} ({href})"


def _unescaped(markup: str) -> str:
    try:
        return html.unescape(markup)
    except ValueError:  # "&#" and more digits than an integer may have
        return markup
