"""The calls that the Bluesky connector makes, each with its answer looked at. Raises any NetworkError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.networks.answer import Answer
from helpdesk.networks.bluesky.record import POSTS, Address, did
from helpdesk.networks.bluesky.session import Session
from helpdesk.networks.errors import Missing, RefusedByNetwork, TooLarge, Uncertain
from helpdesk.networks.json_reading import CannotRead, fields, listed, not_understood

PAGE_SIZES = (100, 10, 1)  # the most that it gives, and less when posts are so long that a page is too large
REPO = "com.atproto.repo."


def page(
    session: Session, call: str, asked: Mapping[str, str | Sequence[str]], cursor: str | None, name: str
) -> tuple[list[object], str | None]:
    """One page of a list, and the cursor of the next; a smaller one when a large one is more than the door lets in."""
    where = {"cursor": cursor} if cursor is not None else {}
    for size in PAGE_SIZES:
        try:
            answer = session.request("GET", call, params={**asked, **where, "limit": str(size)})
            break
        except TooLarge:
            if size == PAGE_SIZES[-1]:
                raise
    body = _object(answer)
    onwards = body.get("cursor")
    return listed(body.get(name), answer.status), onwards if isinstance(onwards, str) and onwards else None


def record(session: Session, address: Address) -> Mapping[str, object]:
    """A record of our own (uri, cid, value), from the server that keeps it. Raises Missing."""
    asked = {"repo": address.did, "collection": POSTS, "rkey": address.key}
    return _object(session.request("GET", f"{REPO}getRecord", params=asked))


def records(session: Session, own_id: str, cursor: str | None) -> tuple[list[object], str | None]:
    """Our own posts, newest id first."""
    return page(session, f"{REPO}listRecords", {"repo": own_id, "collection": POSTS}, cursor, "records")


def view(session: Session, address: Address) -> Mapping[str, object]:
    """A post as everybody sees it: uri, cid, author, record, viewer. Raises Missing: what is gone is left out."""
    answer = session.request("GET", "app.bsky.feed.getPosts", params={"uris": [address.uri]})
    found = listed(_object(answer).get("posts"), answer.status)
    if not found:
        raise Missing("The network does not have it, or not any more.", 404)
    if not isinstance(found[0], dict) or found[0].get("uri") != address.uri:
        raise not_understood(CannotRead("it shows another post than asked for"), answer.status)
    return found[0]


def put(session: Session, address: Address, content: Mapping[str, Any]) -> Answer:
    """Writes a record of our own where there is none yet. Raises Occupied where there is another."""
    written = {"repo": address.did, "collection": POSTS, "rkey": address.key, "record": content, "swapRecord": None}
    answer = session.request("POST", f"{REPO}putRecord", json=written, budget="posting")
    if _object(answer).get("uri") != address.uri:
        raise not_understood(CannotRead("it names another post than we wrote"), answer.status)
    return answer


def delete(session: Session, address: Address) -> None:
    """Takes back a record of our own; one that is gone already is no mistake to the network."""
    gone = {"repo": address.did, "collection": POSTS, "rkey": address.key}
    session.request("POST", f"{REPO}deleteRecord", json=gone, budget="posting")


def did_of(session: Session, handle: str) -> str | None:
    """Whose handle it is; None when the network knows nobody of that name, or cannot tell now."""
    try:
        answer = session.request("GET", "com.atproto.identity.resolveHandle", params={"handle": handle})
        return did(_object(answer).get("did"))
    except (RefusedByNetwork, Uncertain, CannotRead):
        return None


def _object(answer: Answer) -> Mapping[str, object]:
    try:
        return fields(answer.json(), "the answer")
    except CannotRead as error:
        raise not_understood(error, answer.status) from error
