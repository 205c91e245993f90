"""The views beside a list with their counts, for pages that refresh themselves: drawn once, the counts put in."""

from __future__ import annotations

from collections.abc import Hashable

from flask import Flask, render_template
from markupsafe import Markup

from helpdesk.desk.inbox import MOST_COUNTED
from helpdesk.desk.views import VIEWS
from helpdesk.language import current
from helpdesk.web.filters import many
from helpdesk.web.kept import kept
from helpdesk.web.listing import Listing

PLACES = {view: f"\N{OBJECT REPLACEMENT CHARACTER}{view}\N{OBJECT REPLACEMENT CHARACTER}" for view in VIEWS}


def set_up(app: Flask) -> None:
    """Gives every template the global `views_alone`."""
    app.jinja_env.globals["views_alone"] = views_alone


def views_alone(listing: Listing) -> Markup:
    """The part of the page. On a busy desk the counts change with every look, and nothing else beside the list does."""
    drawn = kept(
        name_of(listing, current()),
        lambda: render_template("inbox/views_alone.html", listing=listing, places=PLACES),
    )
    return filled(drawn, listing)


def name_of(listing: Listing, language: str) -> Hashable:
    """By what the drawing is kept: all that it depends on, but the counts."""
    return "views", listing.asked, tuple(listing.saved), bool(listing.counts["unsent"]), language


def filled(drawn: str, listing: Listing) -> Markup:
    """The drawing with its counts, as the language writes numbers."""
    for view, place in PLACES.items():
        drawn = drawn.replace(place, many(listing.counts[view], MOST_COUNTED))
    return Markup(drawn)  # noqa: S704 - a template's own, and numbers
