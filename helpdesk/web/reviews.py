"""Reviewing a sample of what was closed without an answer."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import keyword_noise, reviewing
from helpdesk.language import gettext as _
from helpdesk.reports.names import names
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person

pages = Blueprint("reviews", __name__, url_prefix="/noise/review")


@pages.get("")
@requires(*reviewing.MAY_REVIEW)
def page() -> ResponseReturnValue:
    """What is to be looked at, and what was found so far."""
    with desk_of_request().database.reading() as connection:
        closings = reviewing.to_review(connection, moment(), acting=the_person().id)
        judged = reviewing.judged(connection, moment())
    return render_template(
        "noise/review.html", closings=closings, judged=judged, ONE_IN=reviewing.ONE_IN, days=reviewing.WITHIN.days
    )


@pages.get("/keywords")
@requires(*reviewing.MAY_REVIEW)
def keywords() -> ResponseReturnValue:
    """How much each keyword brought, and how much of that needed no answer."""
    with desk_of_request().database.reading() as connection:
        found, topics = keyword_noise.by_keyword(connection, moment()), names(connection, "topic")
    return render_template("noise/keywords.html", keywords=found, topics=topics, days=reviewing.WITHIN.days)


@pages.get("/keywords/conversations")
@requires(*reviewing.MAY_REVIEW)
def conversations() -> ResponseReturnValue:
    """The conversations behind one of these figures; `before` is where the page before ended."""
    asked = request.args
    topic, keyword, noise = asked.get("topic", ""), asked.get("keyword"), asked.get("noise") == "yes"
    with desk_of_request().database.reading() as connection:
        found = keyword_noise.behind(
            connection, moment(), topic=topic, keyword=keyword, only_noise=noise, before=number_of(asked.get("before"))
        )
        topics = names(connection, "topic")
    return render_template(
        "noise/behind.html", conversations=found, topics=topics, topic=topic, keyword=keyword, noise=noise,
        days=reviewing.WITHIN.days, more=len(found) == keyword_noise.PAGE,
    )  # fmt: skip


@pages.post("/<number:event_id>")
@requires(*reviewing.MAY_REVIEW)
def review(event_id: int) -> ResponseReturnValue:
    """Right, or opened again."""
    right = request.form.get("right") == "yes"
    with desk_of_request().database.writing() as connection:
        reviewing.review(connection, event_id, right=right, acting=the_person().id, at=moment())
    tell(_("It stays closed.") if right else _("It is open again, and its customer waits."))
    return redirect(url_for("reviews.page"), 303)
