"""The receipt of a clock: one click from any time, how every minute was counted."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from helpdesk.language import N_
from helpdesk.sla.receipt import Receipt, receipt
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked
from helpdesk.web.person import requires, the_person

pages = Blueprint("receipts", __name__, url_prefix="/conversations/<number:conversation_id>/clocks/<number:clock_id>")

CLOCKS = {"first_response": N_("First response"), "next_response": N_("Next response"), "resolution": N_("Resolution")}
STATES = {"running": N_("Running"), "paused": N_("Paused"), "met": N_("Done"), "cancelled": N_("Not needed any more")}


@pages.app_context_processor
def names() -> dict[str, object]:
    """How pages call clocks and their states."""
    return {"clock_names": CLOCKS, "clock_states": STATES}


@pages.get("")
@requires()
def page(conversation_id: int, clock_id: int) -> ResponseReturnValue:
    """The whole page."""
    return render_template(
        "receipts/receipt.html", receipt=_receipt(conversation_id, clock_id), asked=asked(the_person())
    )


@pages.get("/parts")
@requires()
def parts(conversation_id: int, clock_id: int) -> ResponseReturnValue:
    """The same without its frame: a running clock goes on."""
    return render_template("receipts/parts.html", receipt=_receipt(conversation_id, clock_id))


def _receipt(conversation_id: int, clock_id: int) -> Receipt:
    with desk_of_request().database.reading() as connection:
        found = receipt(connection, conversation_id, clock_id, moment())
    if found is None:
        abort(404)
    return found
