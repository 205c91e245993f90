"""How often one address may fail to sign in, and deliver to webhooks.

Counted in memory, by process: the lock by person is in the database.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

FAILURES_BY_ADDRESS = "20 per minute; 200 per hour"  # a whole office may share one address
ENROLLING_BY_ADDRESS = "60 per minute; 1200 per hour"  # and may join in one morning
DELIVERIES_BY_ADDRESS = "1200 per minute"  # of 500 posts each: far more than any network of ours sends
WRONG_DELIVERIES_BY_ADDRESS = "60 per minute"


def set_up(app: Flask, pages: Blueprint, enrolment: Blueprint, webhooks: Blueprint) -> None:
    """Limits failed POSTs to `pages`, requests to join, and what comes to `webhooks`.

    Only what the connection says counts as the address, no header.
    """
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    limiter.limit(FAILURES_BY_ADDRESS, methods=["POST"], deduct_when=_failed)(pages)
    limiter.limit(ENROLLING_BY_ADDRESS, methods=["POST"])(enrolment)
    limiter.limit(DELIVERIES_BY_ADDRESS, on_breach=_too_often)(webhooks)
    limiter.limit(WRONG_DELIVERIES_BY_ADDRESS, deduct_when=_refused, on_breach=_too_often)(webhooks)


def _failed(response: Response) -> bool:
    return response.status_code != 302  # whoever signed in is sent on


def _refused(response: Response) -> bool:
    return 400 <= response.status_code < 500


def _too_often(_limit: RequestLimit) -> Response:
    answer = jsonify(error="Too many deliveries from one address: wait a minute, then send this one again.")
    answer.status_code, answer.headers["Retry-After"] = 429, "60"
    return answer
