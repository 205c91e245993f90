"""One post by its number, which leads to the conversation it is in: for lists that know no more of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from helpdesk.records.mentions import Mention
from helpdesk.web.context import reading
from helpdesk.web.person import requires

pages = Blueprint("mentions", __name__, url_prefix="/mentions")


@pages.get("/<number:mention_id>")
@requires()
def page(mention_id: int) -> ResponseReturnValue:
    """The conversation, at this post. One that was set aside or is not sorted yet has none."""
    with reading() as connection:
        found = connection.execute(select(Mention.conversation_id).where(Mention.id == mention_id)).scalar()
    if found is None:
        abort(404)
    return redirect(url_for("conversation.page", conversation_id=found, _anchor=f"mention-{mention_id}"))
