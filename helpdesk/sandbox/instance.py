"""What the server says about itself: /api/v2/instance and the older /api/v1/instance."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from helpdesk.sandbox.entities import DOMAIN, Entity
from helpdesk.sandbox.length import PER_LINK

TITLE = "The practice network"
VERSION = "4.4.0"  # the release of Mastodon's API whose calls are spoken here
ABOUT = "A place to practise customer service. Nothing here is real."

instance = Blueprint("instance", __name__)


def _statuses() -> Entity:
    return {
        "max_characters": current_app.config["CHARACTERS"],
        "max_media_attachments": 0,
        "characters_reserved_per_url": PER_LINK,
    }


@instance.get("/api/v2/instance")
def second() -> Entity:
    """The Instance entity."""
    return {
        "domain": DOMAIN,
        "title": TITLE,
        "version": VERSION,
        "description": ABOUT,
        "languages": ["en"],
        "configuration": {"statuses": _statuses(), "accounts": {}, "urls": {}, "translation": {"enabled": False}},
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "rules": [],
        "api_versions": {"mastodon": 6},
    }


@instance.get("/api/v1/instance")
def first() -> Entity:
    """The V1::Instance entity."""
    return {
        "uri": DOMAIN,
        "title": TITLE,
        "short_description": ABOUT,
        "description": ABOUT,
        "version": VERSION,
        "urls": {"streaming_api": request.host_url.rstrip("/")},
        "languages": ["en"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": {"statuses": _statuses()},
        "rules": [],
    }
