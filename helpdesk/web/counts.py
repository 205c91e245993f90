"""How long words are that may hold a link: what the counter in the browser leaves to the server."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from helpdesk.desk.wording import count
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.person import requires

pages = Blueprint("counts", __name__)
MOST = 20  # words of one question


@pages.post("/counts")
@requires(*MAY_ANSWER)
def counts() -> ResponseReturnValue:
    """The length of each `word`, in their order; each comes with the white space before it."""
    words = request.form.getlist("word")
    if not 1 <= len(words) <= MOST:
        abort(400)
    return jsonify(counts=[count(word) for word in words])
