"""/api/v1/statuses: publish, read, edit, delete, and what stands around a post."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, request

from helpdesk.sandbox.accounts import find_account
from helpdesk.sandbox.bearer import caller, signed_in
from helpdesk.sandbox.entities import Entity, status_entity
from helpdesk.sandbox.errors import ApiError, Invalid, not_found
from helpdesk.sandbox.identifiers import parse_id
from helpdesk.sandbox.length import fault_of, tidy
from helpdesk.sandbox.posts import VISIBILITIES, Post, find_post
from helpdesk.sandbox.publishing import NewPost, NotThere, delete, edit, publish
from helpdesk.sandbox.store import Store
from helpdesk.sandbox.threads import ancestors, descendants, thread_posts

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")

statuses = Blueprint("statuses", __name__, url_prefix="/api/v1/statuses")


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store


def _home() -> str:
    return request.host_url.rstrip("/")


def _sent() -> dict[str, Any]:
    """What the caller sent, as JSON or as a form. Raises ApiError if it is not readable."""
    if not request.is_json:
        return request.form.to_dict()
    sent = request.get_json()
    if not isinstance(sent, dict):
        raise Invalid("The request is not an object")
    return sent


def _text(sent: dict[str, Any]) -> str:
    status = sent.get("status")
    text = tidy(status) if isinstance(status, str) else ""
    fault = fault_of(text, current_app.config["CHARACTERS"])
    if fault:
        raise Invalid(fault)
    return text


def _parent(sent: dict[str, Any], author_id: int) -> int | None:
    asked = sent.get("in_reply_to_id")
    if asked in (None, ""):
        return None
    with _store().reading() as connection:
        parent = find_post(connection, parse_id(str(asked)))
    if parent is None or not parent.visible_to(author_id):
        raise ApiError(404, "The post you are trying to reply to does not appear to exist.")
    return parent.id


def _language(sent: dict[str, Any]) -> str | None:
    """The language that the author gave, if it can be the tag of one."""
    given = str(sent.get("language") or "")
    return given if LANGUAGE.fullmatch(given) else None


def _visible(status_id: str) -> Post:
    viewer_id = caller()
    with _store().reading() as connection:
        post = find_post(connection, parse_id(status_id))
    if post is None or not post.visible_to(viewer_id):
        raise not_found()
    return post


@statuses.post("")
def create() -> Entity:
    """Publishes a post, or answers a repeated Idempotency-Key with the first one."""
    author_id = signed_in()
    sent = _sent()
    visibility = str(sent.get("visibility") or "public")
    if visibility not in VISIBILITIES:
        raise Invalid("Visibility is not included in the list")
    with _store().reading() as connection:
        author = find_account(connection, author_id)
    if author is None:
        raise not_found()
    new = NewPost(
        handle=author.handle,
        name=author.name,
        text=_text(sent),
        parent_id=_parent(sent, author_id),
        language=_language(sent),
        visibility=visibility,
        idempotency_key=request.headers.get("Idempotency-Key") or None,
    )
    try:
        post = publish(_store(), new, current_app.extensions["clock"].now())
    except NotThere as error:
        raise ApiError(404, str(error)) from error
    return status_entity(post, _home())


@statuses.get("/<status_id>")
def read(status_id: str) -> Entity:
    """One post."""
    return status_entity(_visible(status_id), _home())


@statuses.get("/<status_id>/source")
def source(status_id: str) -> Entity:
    """The plain text of one's own post, as it was sent."""
    post = _visible(status_id)
    if post.author.id != signed_in():
        raise not_found()
    return {"id": str(post.id), "text": post.text, "spoiler_text": ""}


@statuses.put("/<status_id>")
def change(status_id: str) -> Entity:
    """Gives one's own post another text."""
    author_id = signed_in()
    text = _text(_sent())
    try:
        post = edit(_store(), parse_id(status_id), author_id, text, current_app.extensions["clock"].now())
    except NotThere as error:
        raise not_found() from error
    return status_entity(post, _home())


@statuses.delete("/<status_id>")
def remove(status_id: str) -> Entity:
    """Deletes one's own post and answers with it and its plain text."""
    author_id = signed_in()
    try:
        post = delete(_store(), parse_id(status_id), author_id, current_app.extensions["clock"].now())
    except NotThere as error:
        raise not_found() from error
    return status_entity(post, _home()) | {"text": post.text}


@statuses.get("/<status_id>/context")
def context(status_id: str) -> dict[str, list[Entity]]:
    """What a post answers, and what was answered below it."""
    post = _visible(status_id)
    viewer_id = caller()
    with _store().reading() as connection:
        thread = [other for other in thread_posts(connection, [post.root_id]) if other.visible_to(viewer_id)]
    return {
        "ancestors": [status_entity(other, _home()) for other in ancestors(post, thread)],
        "descendants": [status_entity(placed.post, _home()) for placed in descendants(post.id, thread)],
    }
