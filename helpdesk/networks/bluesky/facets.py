"""Bluesky's rich text: which bytes of a post's UTF-8 are a link or a handle. Both ways, and pure.

Links are often shown shortened ("brightbyte.example/help/ret..."): the reader puts the real one in their place. A link
that says one thing and leads to another is shown with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from linkify_it import LinkifyIt

from helpdesk.networks.json_reading import web_address

LINK = "app.bsky.richtext.facet#link"
MENTION = "app.bsky.richtext.facet#mention"
MOST_FACETS = 1_000  # more than there are words in a post
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

_HANDLE = re.compile(rf"(?<![\w.@/-])@({LABEL}(?:\.{LABEL})+)(?![\w-])", re.ASCII)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LEFT_OUT = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)  # of the links that apps show


def shown(text: str, facets: object) -> str:
    """The text with its links in full. Facets that do not fit the text, or overlap, change nothing."""
    raw = text.encode("utf-8", "surrogatepass")
    pieces: list[str] = []
    after = 0
    for start, end, address in sorted(_links(facets, len(raw))):
        if start < after:
            continue
        try:
            between, words = raw[after:start].decode("utf-8", "surrogatepass"), raw[start:end].decode()
        except UnicodeDecodeError:
            continue  # it begins or ends within a character
        pieces += (between, _in_full(words, address))
        after = end
    return "".join(pieces) + raw[after:].decode("utf-8", "surrogatepass")


def names(facets: object, did: str) -> bool:
    """Whether they mention `did`."""
    return any(feature.get("$type") == MENTION and feature.get("did") == did for _, feature in _features(facets))


def handles_in(text: str) -> list[str]:
    """The handles that the text names, without their @, each once."""
    return list(dict.fromkeys(found[1] for found in _HANDLE.finditer(text)))


def facets_of(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """What makes the links of `text`, and those handles whose DID is known, into what people can press."""
    handles = [
        (found.start(), found.end(), {"$type": MENTION, "did": dids[found[1]]})
        for found in _HANDLE.finditer(text)
        if found[1] in dids
    ]
    spans = sorted([*handles, *_links_in(text)], key=lambda span: span[:2])
    facets: list[dict[str, Any]] = []
    after = at = byte = 0
    for start, end, feature in spans:
        if start < after:
            continue
        byte += len(text[at:start].encode())
        byte_end = byte + len(text[start:end].encode())
        facets.append({"index": {"byteStart": byte, "byteEnd": byte_end}, "features": [feature]})
        after = at = end
        byte = byte_end
    return facets


def _links_in(text: str) -> list[tuple[int, int, dict[str, str]]]:
    found = LinkifyIt(options={"fuzzy_email": False}).match(text) or []
    return [
        (link.index, link.last_index, {"$type": LINK, "uri": _secure(link.raw)})
        for link in found
        if link.schema in ("", "http:", "https:")
    ]


def _secure(link: str) -> str:
    return link if _SCHEME.match(link) else f"https://{link}"


def _features(facets: object) -> Iterator[tuple[Mapping[str, object], Mapping[str, object]]]:
    """Each feature with the facet that it stands in."""
    for facet in facets[:MOST_FACETS] if isinstance(facets, list) else []:
        features = facet.get("features") if isinstance(facet, dict) else None
        for feature in features[:MOST_FACETS] if isinstance(features, list) else []:
            if isinstance(feature, dict):
                yield facet, feature


def _links(facets: object, length: int) -> Iterator[tuple[int, int, str]]:
    for facet, feature in _features(facets):
        index, address = facet.get("index"), web_address(feature.get("uri"))
        if feature.get("$type") != LINK or not isinstance(index, dict) or address is None:
            continue
        start, end = index.get("byteStart"), index.get("byteEnd")
        if type(start) is int and type(end) is int and 0 <= start < end <= length:
            yield start, end, address


def _in_full(words: str, address: str) -> str:
    bare = _bare(address)
    if _bare(words) == bare:
        return words
    beginning = words.rstrip().removesuffix("…").removesuffix("...")
    shortened = beginning != words.rstrip() and bare.startswith(_bare(beginning))
    return address if shortened else f"{words} ({address})"


def _bare(address: str) -> str:
    return _LEFT_OUT.sub("", address.strip(), count=1).rstrip("/")
