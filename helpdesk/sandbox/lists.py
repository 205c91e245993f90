"""Profiles, and the lists that are read page by page: /api/v1/accounts, /api/v1/notifications, /api/v2/search."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from helpdesk.sandbox.accounts import Account, find_account
from helpdesk.sandbox.bearer import caller, signed_in
from helpdesk.sandbox.entities import (
    Entity,
    account_entity,
    notification_entity,
    own_account_entity,
    status_entity,
)
from helpdesk.sandbox.errors import not_found
from helpdesk.sandbox.identifiers import parse_id
from helpdesk.sandbox.mentions import read_notifications
from helpdesk.sandbox.paging import Page, asked_page
from helpdesk.sandbox.profiles import account_posts
from helpdesk.sandbox.search import matching_posts
from helpdesk.sandbox.store import Store

lists = Blueprint("lists", __name__, url_prefix="/api")


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store


def _home() -> str:
    return request.host_url.rstrip("/")


def _account(account_id: str | int) -> Account:
    wanted = account_id if isinstance(account_id, int) else parse_id(account_id)
    with _store().reading() as connection:
        account = find_account(connection, wanted) if wanted is not None else None
    if account is None:
        raise not_found()
    return account


def _listed(entities: list[Entity], page: Page) -> Response:
    answer = jsonify(entities)
    links = page.links(request.base_url, [int(entity["id"]) for entity in entities])
    if links:
        answer.headers["Link"] = links
    return answer


@lists.get("/v1/accounts/verify_credentials")
def verify_credentials() -> Entity:
    """The account that the token belongs to."""
    return own_account_entity(_account(signed_in()), _home())


@lists.get("/v1/accounts/<account_id>")
def account(account_id: str) -> Entity:
    """One profile."""
    caller()
    return account_entity(_account(account_id), _home())


@lists.get("/v1/accounts/<account_id>/statuses")
def posts(account_id: str) -> Response:
    """An account's posts, newest first."""
    viewer_id = caller()
    owner = _account(account_id)
    without_replies = request.args.get("exclude_replies", "") in ("true", "1")
    page = asked_page(request.args, usual=20, most=40, kept=[("exclude_replies", "true")] if without_replies else [])
    if request.args.get("pinned", "") in ("true", "1"):
        return _listed([], page)
    with _store().reading() as connection:
        found = account_posts(connection, owner.id, page, viewer_id=viewer_id, without_replies=without_replies)
    return _listed([status_entity(post, _home()) for post in found], page)


@lists.get("/v1/notifications")
def notifications() -> Response:
    """The calling account's notifications, newest first. There is one type here: mention."""
    account_id = signed_in()
    types, without = request.args.getlist("types[]"), request.args.getlist("exclude_types[]")
    kept = [("types[]", each) for each in types] + [("exclude_types[]", each) for each in without]
    page = asked_page(request.args, usual=40, most=80, kept=kept)
    if (types and "mention" not in types) or "mention" in without:
        return _listed([], page)
    with _store().reading() as connection:
        found = read_notifications(connection, account_id, page)
    return _listed([notification_entity(each, _home()) for each in found], page)


@lists.get("/v2/search")
def search() -> Entity:
    """Posts by their words; people and hashtags are not searched for."""
    signed_in()
    page = asked_page(request.args, usual=20, most=40)
    found: list[Entity] = []
    if request.args.get("type", "statuses") == "statuses":
        with _store().reading() as connection:
            found = [
                status_entity(post, _home()) for post in matching_posts(connection, request.args.get("q", ""), page)
            ]
    return {"accounts": [], "statuses": found, "hashtags": []}
