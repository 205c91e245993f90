"""Saved replies: the page where managers keep them, and putting one into an answer."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import saved_replies
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.variables import MEANING
from helpdesk.language import gettext as _
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.person import requires, the_person

pages = Blueprint("saved_replies", __name__)


@pages.get("/saved-replies")
@requires()
def page() -> ResponseReturnValue:
    """All of them, with how often each was used."""
    return _page("", "", None, holding=False)


@pages.post("/saved-replies")
@requires(MANAGER, ADMIN)
def save() -> ResponseReturnValue:
    """Keeps one. A refused one stays in its form."""
    desk, me = desk_of_request(), the_person().id
    holding = request.form.get("holding") == "yes"
    title, text, limit = request.form.get("title", ""), request.form.get("text", ""), desk.config.desk.reply_limit
    try:
        with desk.database.writing() as connection:
            saved_replies.save(connection, title, text, acting=me, at=moment(), limit=limit, holding=holding)
    except Refused as refused:
        return _page(title, text, refused.sentence, holding=holding), UNPROCESSABLE
    tell(_("Kept. It fits, whoever the customer is."))
    return redirect(url_for("saved_replies.page"), 303)


@pages.post("/saved-replies/<number:saved_id>/removal")
@requires(MANAGER, ADMIN)
def remove(saved_id: int) -> ResponseReturnValue:
    """Lets go of one."""
    with desk_of_request().database.writing() as connection:
        saved_replies.remove(connection, saved_id, acting=the_person().id, at=moment())
    tell(_("It is gone."))
    return redirect(url_for("saved_replies.page"), 303)


@pages.post("/conversations/<number:conversation_id>/saved-reply")
@requires(*MAY_ANSWER)
def put_in(conversation_id: int) -> ResponseReturnValue:
    """Puts the one called `saved` into the composer, behind what stands there."""
    person, at, form = the_person(), moment(), request.form

    def verb(connection: Connection) -> str:
        saved_replies.put_in(
            connection, conversation_id, form.get("saved", ""), form.get("body", ""),
            submit_key=form.get("submit_key", ""), acting=person, at=at, holding=form.get("holding") == "yes",
        )  # fmt: skip
        return "answer"

    return carried_out(conversation_id, verb)


def _page(title: str, text: str, refusal: str | None, *, holding: bool) -> str:
    with desk_of_request().database.reading() as connection:
        kept = saved_replies.saved_replies(connection)
    return render_template(
        "saved_replies/saved_replies.html",
        kept=kept,
        title=title,
        text=text,
        holding=holding,
        refusal=refusal,
        meaning=MEANING,
    )
