"""/_sandbox: the door for tests, open only when the server is started with faults."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from helpdesk.sandbox.errors import ApiError
from helpdesk.sandbox.faults import Faults, read_rule
from helpdesk.sandbox.log import published

door = Blueprint("door", __name__, url_prefix="/_sandbox")


def _faults() -> Faults:
    faults: Faults = current_app.extensions["faults"]
    return faults


@door.post("/faults")
def add() -> tuple[dict[str, Any], int]:
    """Puts a fault on calls."""
    try:
        rule = read_rule(request.get_json())
    except ValueError as error:
        raise ApiError(422, str(error)) from error
    _faults().add(rule)
    return asdict(rule), 201


@door.get("/faults")
def standing() -> Response:
    """The faults that stand, with how often each was met."""
    return jsonify([asdict(rule) for rule in _faults().rules])


@door.delete("/faults")
def clear() -> tuple[str, int]:
    """Takes all faults away."""
    _faults().clear()
    return "", 204


@door.get("/log")
def log() -> Response:
    """Everything that was ever published."""
    return jsonify(published(current_app.extensions["store"]))
