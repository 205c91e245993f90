"""The pages to read: the timeline, a profile, a thread."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from helpdesk.sandbox.accounts import Account, find_handle
from helpdesk.sandbox.identifiers import parse_id
from helpdesk.sandbox.paging import Page, asked_page
from helpdesk.sandbox.persona import played, visitor
from helpdesk.sandbox.posts import OPEN_VISIBILITIES, Post, find_post
from helpdesk.sandbox.profiles import account_posts
from helpdesk.sandbox.store import Store
from helpdesk.sandbox.threads import Thread, gather, thread_posts, timeline

THREADS_PER_PAGE = 20
POSTS_PER_PAGE = 30

pages = Blueprint("pages", __name__)


def page_store() -> Store:
    """The store behind the pages."""
    store: Store = current_app.extensions["store"]
    return store


def company() -> list[Account]:
    """The company's accounts, as they were given at start."""
    with page_store().reading() as connection:
        found = [find_handle(connection, handle) for handle in current_app.config["BRANDS"]]
    return [account for account in found if account]


def open_post(post_id: str) -> Post:
    """The post with this id, if anybody may see it. Raises NotFound."""
    with page_store().reading() as connection:
        post = find_post(connection, parse_id(post_id))
    if post is None or post.visibility not in OPEN_VISIBILITIES:
        raise NotFound("This post was deleted, or it never existed.")
    return post


def open_thread(post: Post) -> Thread:
    """The thread in which this post stands."""
    with page_store().reading() as connection:
        posts = thread_posts(connection, [post.root_id])
    return gather(post.root_id, [each for each in posts if each.visibility in OPEN_VISIBILITIES])


def _unchanged() -> str | None:
    """The page's mark, or None if the browser has the same page already."""
    persona = played()
    seen = f"{page_store().revision()} {visitor()} {persona.handle if persona else ''} {request.full_path}"
    mark = hashlib.sha256(seen.encode()).hexdigest()[:24]
    return None if mark in request.if_none_match else mark


def _marked(html: str, mark: str) -> Response:
    answer = make_response(html)
    answer.set_etag(mark)
    return answer


@pages.get("/")
def front() -> ResponseReturnValue:
    """The newest posts, each with what was answered below it."""
    mark = _unchanged()
    if mark is None:
        return "", 304
    page = asked_page(request.args, usual=THREADS_PER_PAGE, most=THREADS_PER_PAGE)
    with page_store().reading() as connection:
        threads = timeline(connection, page)
        ids = [thread.id for thread in threads]
        older = bool(ids) and bool(timeline(connection, Page(1, max_id=ids[-1])))
        newer = bool(ids) and bool(timeline(connection, Page(1, min_id=ids[0])))
    live = not ({"max_id", "min_id", "since_id"} & set(request.args))
    html = render_template("sandbox/timeline.html", threads=threads, older=older, newer=newer, live=live)
    return _marked(html, mark)


@pages.get("/@<handle>")
def profile(handle: str) -> ResponseReturnValue:
    """One account and its posts."""
    mark = _unchanged()
    if mark is None:
        return "", 304
    page = asked_page(request.args, usual=POSTS_PER_PAGE, most=POSTS_PER_PAGE)
    with page_store().reading() as connection:
        account = find_handle(connection, handle)
        if account is None:
            raise NotFound("Nobody here has this name.")
        posts = account_posts(connection, account.id, page, viewer_id=None)
        ends = [posts[0].id, posts[-1].id] if posts else [0, 0]
        older = account_posts(connection, account.id, Page(1, max_id=ends[1]), viewer_id=None)
        newer = account_posts(connection, account.id, Page(1, min_id=ends[0]), viewer_id=None)
    around = {"older": bool(posts and older), "newer": bool(posts and newer)}
    return _marked(render_template("sandbox/profile.html", account=account, posts=posts, **around), mark)


@pages.get("/posts/<post_id>")
def thread(post_id: str) -> ResponseReturnValue:
    """One post among what it answers and what was answered."""
    mark = _unchanged()
    if mark is None:
        return "", 304
    post = open_post(post_id)
    return _marked(render_template("sandbox/thread.html", post=post, thread=open_thread(post)), mark)


@pages.get("/@<handle>/<post_id>")
def address(handle: str, post_id: str) -> ResponseReturnValue:
    """The address by which the API knows a post."""
    return redirect(url_for("pages.thread", post_id=open_post(post_id).id))
