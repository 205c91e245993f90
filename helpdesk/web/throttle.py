"""How often one address may fail to sign in. Counted in memory, by process: the lock by person is in the database."""

from __future__ import annotations

from flask import Blueprint, Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

FAILURES_BY_ADDRESS = "20 per minute; 200 per hour"  # a whole office may share one address


def set_up(app: Flask, pages: Blueprint) -> None:
    """Limits failed POSTs to `pages`. Only what the connection says counts as the address, no header."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    limiter.limit(FAILURES_BY_ADDRESS, methods=["POST"], deduct_when=_failed)(pages)


def _failed(response: Response) -> bool:
    return response.status_code != 302  # whoever signed in is sent on
