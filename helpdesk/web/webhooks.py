"""/webhooks/in/NAME: where other programs bring mentions. No cookie, no session: the signature says who it is."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from helpdesk.intake.signatures import NotVerified
from helpdesk.intake.webhooks import Received, TooMany, answer_to_x, receive
from helpdesk.records.safe import Safe
from helpdesk.sealing import CannotOpen
from helpdesk.secret_files import Secrets
from helpdesk.web.context import desk_of_request

LARGEST = 1_000_000  # bytes of a delivery
JSON_TYPES = {
    *("application/json", "application/jsonl", "application/jsonlines", "application/json-lines"),
    *("application/x-ndjson", "application/x-jsonlines", "application/ndjson"),
}
LONGEST_TOKEN = 1_000

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks/in")
log = structlog.get_logger("helpdesk.web")


@pages.post("/<name>")
def deliver(name: str) -> Response:
    """Takes a delivery in, and says what was queued and which lines were refused."""
    if request.mimetype not in JSON_TYPES:
        return _answer(415, error="Send JSON: Content-Type application/json or application/x-ndjson.")
    try:
        request.max_content_length = LARGEST
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return _answer(413, error=f"A delivery may have {LARGEST:,} bytes. Send it in parts.")
    except BadRequest:
        return _answer(400, error="The delivery broke off. Send it again.")
    desk = desk_of_request()
    headers = {header.lower(): value for header, value in request.headers.items()}
    try:
        return _told(receive(desk.database, desk.clock, _safe(), name, headers, body))
    except NotVerified as reason:
        return _answer(401, error=str(reason))
    except TooMany as reason:
        return _answer(413, error=str(reason))
    except CannotOpen as reason:
        return _not_open(reason)


@pages.get("/<name>")
def handshake(name: str) -> Response:
    """X asks now and then whether the door is still ours."""
    token = request.args.get("crc_token", "")
    if not 0 < len(token) <= LONGEST_TOKEN:
        return _answer(404, error="Deliveries are posted here.")
    try:
        found = answer_to_x(desk_of_request().database, _safe(), name, token)
    except CannotOpen as reason:
        return _not_open(reason)
    return _answer(404, error="Deliveries are posted here.") if found is None else _answer(200, response_token=found)


def _safe() -> Safe:
    desk = desk_of_request()
    return Safe(desk.database, Secrets(desk.config.desk.data))


def _told(received: Received) -> Response:
    refused = [{"line": number, "reason": reason} for number, reason in received.refused]
    nothing = refused and not (received.queued or received.set_aside or received.seen_before or received.again)
    return _answer(
        422 if nothing else 200,
        queued=received.queued, set_aside=received.set_aside, seen_before=received.seen_before,
        ignored=received.ignored, again=received.again, refused=refused,
    )  # fmt: skip


def _not_open(reason: CannotOpen) -> Response:
    log.error("webhook_secret_unreadable", problem=str(reason))
    return _answer(503, error="This desk can't check signatures now. Send it again later.")


def _answer(status: int, **told: object) -> Response:
    return make_response(jsonify(told), status)
