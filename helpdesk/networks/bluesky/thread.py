"""Where a Bluesky post stands: what it answers, in which languages it is, and whether it may be answered. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpdesk.networks.bluesky.record import did, post_address
from helpdesk.networks.json_reading import CannotRead, fields

MOST_LANGS = 3

_CID = re.compile(r"[A-Za-z0-9+/=_-]{8,200}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


def reference(value: object) -> dict[str, str]:
    """The uri and the cid by which a reply points to a post. Raises CannotRead."""
    known = fields(value, "the post")
    cid = known.get("cid")
    if not isinstance(cid, str) or not _CID.fullmatch(cid):
        raise CannotRead("the post has no usable cid")
    return {"uri": post_address(known.get("uri")).uri, "cid": cid}


def root(record: Mapping[str, object], parent: dict[str, str]) -> dict[str, str]:
    """The post that began the thread: what `parent` itself says, or `parent`."""
    try:
        return reference(fields(record.get("reply"), "its thread").get("root"))
    except CannotRead:
        return parent


def langs(record: Mapping[str, object]) -> list[str]:
    """The languages that its author says it is in."""
    told = record.get("langs")
    usable = told[:MOST_LANGS] if isinstance(told, list) else []
    return [each for each in usable if isinstance(each, str) and _LANGUAGE.fullmatch(each)]


def parent(record: Mapping[str, object]) -> str | None:
    """The post that it answers. Raises CannotRead when it answers something that has no id."""
    if record.get("reply") is None:
        return None
    return post_address(fields(fields(record["reply"], "its thread").get("parent"), "its parent").get("uri")).uri


def may_answer(view: Mapping[str, object]) -> bool:
    """Whether its author lets us answer a post."""
    viewer = view.get("viewer")
    return not (isinstance(viewer, dict) and viewer.get("replyDisabled") is True)


def did_told(view: Mapping[str, object], handle: str) -> str | None:
    """The id of a post's author, if this is their handle."""
    writer = view.get("author")
    try:
        told = fields(writer, "its author").get("handle")
        return did(fields(writer, "its author").get("did")) if str(told).lower() == handle.lower() else None
    except CannotRead:
        return None
