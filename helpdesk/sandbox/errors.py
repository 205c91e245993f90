"""Errors as Mastodon answers them, `{"error": "..."}`, and as a page for people."""

from __future__ import annotations

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException


class ApiError(Exception):
    """A call that is refused: its status and the sentence of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Invalid(ApiError):
    """A post that cannot be published, in Mastodon's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(422, f"Validation failed: {reason}")


def not_found() -> ApiError:
    """The answer for whatever is not there, or not for this caller."""
    return ApiError(404, "Record not found")


def _api_error(error: ApiError) -> ResponseReturnValue:
    return jsonify(error=error.sentence), error.status


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if request.path.startswith(("/api/", "/_sandbox/")):
        return jsonify(error=error.name if status != 404 else "Record not found"), status
    if status in (301, 302, 303, 307, 308):
        return error.get_response()
    return render_template("sandbox/error.html", status=status, sentence=error.description), status


def register_errors(app: Flask) -> None:
    """Makes the app answer errors in these two ways."""
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(HTTPException, _http_error)
