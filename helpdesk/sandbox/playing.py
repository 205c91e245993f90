"""The forms with which a visitor plays a customer: write, answer, change, delete."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from helpdesk.sandbox.accounts import HANDLE, find_handle
from helpdesk.sandbox.length import fault_of, length, tidy
from helpdesk.sandbox.pages import open_post, open_thread, page_store
from helpdesk.sandbox.persona import Persona, play, played, token_fits
from helpdesk.sandbox.posts import Post
from helpdesk.sandbox.publishing import NewPost, NotThere, delete, edit, publish

HANDLE_LENGTH = 30
NAME_LENGTH = 60

playing = Blueprint("playing", __name__)


@playing.before_request
def check_form() -> None:
    """Refuses a form that another site wrote. Raises BadRequest."""
    if request.method == "POST" and not token_fits(request.form.get("token", "")):
        raise BadRequest("This form is not from here, or is too old. Go back, load the page again and resend.")


@playing.get("/write")
def blank() -> ResponseReturnValue:
    """The empty form on a page of its own."""
    return render_template("sandbox/write.html", fault=None, sent={}, parent=None)


@playing.post("/write")
def write() -> ResponseReturnValue:
    """Publishes what the visitor wrote, or shows the form again with what is wrong."""
    sent = {key: request.form.get(key, "") for key in ("name", "handle", "text", "key")}
    parent = open_post(request.form["parent"]) if request.form.get("parent") else None
    persona, text = _persona(sent), tidy(sent["text"])
    fault = persona if isinstance(persona, str) else _fault(text)
    if fault or isinstance(persona, str):
        page = render_template("sandbox/write.html", fault=fault, sent=sent, parent=parent)
        return page, 422
    play(persona)
    new = NewPost(
        handle=persona.handle,
        name=persona.name,
        text=text,
        parent_id=parent.id if parent else None,
        idempotency_key=sent["key"][:64] or None,
    )
    try:
        post = publish(page_store(), new, current_app.extensions["clock"].now())
    except NotThere as error:
        raise NotFound("The post you answer was deleted meanwhile.") from error
    return redirect(url_for("pages.thread", post_id=parent.id if parent else post.id) + f"#post-{post.id}", 303)


@playing.route("/posts/<post_id>/edit", methods=["GET", "POST"])
def change(post_id: str) -> ResponseReturnValue:
    """Gives one's own post another text."""
    post = _own(post_id)
    if request.method == "GET":
        return render_template("sandbox/edit.html", post=post, text=post.text, fault=None)
    text = tidy(request.form.get("text", ""))
    fault = _fault(text)
    if fault:
        return render_template("sandbox/edit.html", post=post, text=text, fault=fault), 422
    edit(page_store(), post.id, post.author.id, text, current_app.extensions["clock"].now())
    return redirect(url_for("pages.thread", post_id=post.id), 303)


@playing.post("/posts/<post_id>/delete")
def remove(post_id: str) -> ResponseReturnValue:
    """Deletes one's own post."""
    post = _own(post_id)
    delete(page_store(), post.id, post.author.id, current_app.extensions["clock"].now())
    return redirect(url_for("pages.front"), 303)


@playing.post("/play")
def become() -> ResponseReturnValue:
    """From now on the visitor plays this customer."""
    with page_store().reading() as connection:
        account = find_handle(connection, request.form.get("handle", ""))
    if account is None or account.brand:
        raise Forbidden("Only customers can be played here; the company answers from its desk.")
    play(Persona(account.handle, account.name))
    if request.form.get("post"):
        return redirect(url_for("pages.thread", post_id=open_post(request.form["post"]).id) + "#reply", 303)
    return redirect(url_for("pages.profile", handle=account.handle), 303)


def is_own(post: Post) -> bool:
    """Whether the visitor plays the customer who wrote this post."""
    persona = played()
    return bool(persona) and not post.author.brand and persona == Persona(post.author.handle, post.author.name)


def suggested(thread_of: Post | None) -> Persona:
    """Whom to play in a form: the customer played before, or else the one who began the thread, or else Carl."""
    persona = played()
    if persona is None and thread_of is not None:
        first = open_thread(thread_of).first
        author = first.author if first else thread_of.author
        persona = None if author.brand else Persona(author.handle, author.name)
    return persona or Persona("carl", "Carl")


def prefilled(parent: Post | None, player: str, addressed: str = "") -> str:
    """The handles that a post begins with: whoever is answered and the company's accounts it names."""
    if parent is None:
        first = addressed or next(iter(current_app.config["BRANDS"]), "")
        return f"@{first} " if first else ""
    named = [parent.author, *(account for account in parent.mentions if account.brand)]
    wanted = dict.fromkeys(each.handle for each in named if each.handle.casefold() != player.casefold())
    return "".join(f"@{handle} " for handle in wanted)


def fresh_key() -> str:
    """A form's own key: sent twice by a double click, it publishes once."""
    return secrets.token_urlsafe(12)


def _persona(sent: dict[str, str]) -> Persona | str:
    """Whom the form plays, or the sentence that says why it cannot."""
    handle = sent["handle"].strip().removeprefix("@")
    name = " ".join(sent["name"].split())
    if not HANDLE.fullmatch(handle) or len(handle) > HANDLE_LENGTH:
        return f"A handle has 1 to {HANDLE_LENGTH} letters, digits or _ (inside also . and -)."
    if not 1 <= len(name) <= NAME_LENGTH or "\0" in name:
        return f"Choose a name of 1 to {NAME_LENGTH} characters."
    with page_store().reading() as connection:
        account = find_handle(connection, handle)
    if account and account.brand:
        return f"@{handle} is the company. Choose another handle; here you play a customer."
    return Persona(account.handle, account.name) if account else Persona(handle, name)


def _fault(text: str) -> str | None:
    most = int(current_app.config["CHARACTERS"])
    if not text or re.fullmatch(r"(@[\w.-]+\s*)+", text):
        return "Write something first."
    if length(text) > most:
        return f"This has {length(text)} characters; {most} are allowed."
    return "This text cannot be published: it holds characters that are none." if fault_of(text, most) else None


def _own(post_id: str) -> Post:
    post = open_post(post_id)
    if not is_own(post):
        raise Forbidden(f"This post is by @{post.author.handle}. Play that customer to change it.")
    return post
