"""Addresses of our CSS, JavaScript and pictures, which carry a hash of the content and so can be kept for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, request, url_for

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def static_url(name: str) -> str:
    """The address of a static file such as `css/inbox.css`. Raises FileNotFoundError when it isn't there."""
    return _address(name, _version(name), request.script_root)


def caching() -> str:
    """How long a browser may keep the file of this request: only what it asked for by its hash is kept for long."""
    name = (request.view_args or {})["filename"]
    return FOREVER if request.args.get("v") == _version(name) else ASK_AGAIN


def set_up(app: Flask) -> None:
    """Gives every template `static_url`."""
    app.jinja_env.globals["static_url"] = static_url


def _version(name: str) -> str:
    file = Path(str(current_app.static_folder)) / name
    return _hash(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1_000)  # a page has ten of them, and building one takes as long as reading a row
def _address(name: str, version: str, _under: str) -> str:
    return url_for("static", filename=name, v=version)


@lru_cache(maxsize=1_000)
def _hash(file: Path, _changed_at: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
