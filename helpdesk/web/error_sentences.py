"""The words of the error pages, by HTTP status. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """What happened, what it means, and where to go from there."""

    title: str
    text: str
    way_out: str = "Go to the inbox"
    address: str = "/"


SENTENCES = {
    400: Sentence("That can't be read", "The desk didn't understand what your browser sent. Nothing was changed."),
    401: Sentence("You are signed out", "Sign in, then do it again.", "Sign in", "/sign-in"),
    403: Sentence("Not yours to do", "Your role doesn't allow this. Somebody with the role of admin can change that."),
    404: Sentence("There is nothing here", "The page doesn't exist, or it is not yours to see."),
    405: Sentence("That is not how this page works", "Open it from the desk. Nothing was changed."),
    409: Sentence("Somebody was faster", "This has changed meanwhile, so nothing was done. Look at it as it is now."),
    413: Sentence("That is too much at once", "The desk takes 256 kB at a time. Nothing was saved."),
    422: Sentence("Something is not right yet", "Go back and look at what you filled in. Nothing was saved."),
    429: Sentence("Too many tries", "Wait a minute, then try again.", "Sign in", "/sign-in"),
}
OTHER = Sentence("That didn't work", "Nothing was changed. Go back and try again.")
OPEN_TOO_LONG = Sentence(
    "Please send it again",
    "This form was opened before you signed in, or comes from another site. Nothing was changed: "
    "go back, load the page anew and send it again.",
)
NOTHING_SAVED = Sentence(
    "The desk can't reach its records",
    "Nothing was saved. What you wrote is still on the page before this one: go back, wait a minute and send it again.",
)
OUR_MISTAKE = Sentence("The desk made a mistake", "It is written down for whoever runs the desk. Tell them the number")
WRONG_HOST = "This desk does not go by that name. Ask whoever runs it for its address.\n"
