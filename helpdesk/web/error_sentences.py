"""The words of the error pages, by HTTP status. Pure."""

from __future__ import annotations

from typing import NamedTuple

from helpdesk.language import N_


class Sentence(NamedTuple):
    """What happened, what it means, and where to go from there."""

    title: str
    text: str
    way_out: str = N_("Go to the inbox")
    address: str = "/"


SENTENCES = {
    400: Sentence(
        N_("That can't be read"), N_("The desk didn't understand what your browser sent. Nothing was changed.")
    ),
    401: Sentence(N_("You are signed out"), N_("Sign in, then do it again."), N_("Sign in"), "/sign-in"),
    403: Sentence(
        N_("Not yours to do"), N_("Your role doesn't allow this. Somebody with the role of admin can change that.")
    ),
    404: Sentence(N_("There is nothing here"), N_("The page doesn't exist, or it is not yours to see.")),
    405: Sentence(N_("That is not how this page works"), N_("Open it from the desk. Nothing was changed.")),
    409: Sentence(
        N_("Somebody was faster"), N_("This has changed meanwhile, so nothing was done. Look at it as it is now.")
    ),
    413: Sentence(N_("That is too much at once"), N_("The desk takes 256 kB at a time. Nothing was saved.")),
    422: Sentence(N_("Something is not right yet"), N_("Go back and look at what you filled in. Nothing was saved.")),
    429: Sentence(N_("Too many tries"), N_("Wait a minute, then try again."), N_("Sign in"), "/sign-in"),
}
OTHER = Sentence(N_("That didn't work"), N_("Nothing was changed. Go back and try again."))
OPEN_TOO_LONG = Sentence(
    N_("Please send it again"),
    N_(
        "This form was opened before you signed in, or comes from another site. Nothing was changed: "
        "go back, load the page anew and send it again."
    ),
)
NOTHING_SAVED = Sentence(
    N_("The desk can't reach its records"),
    N_(
        "Nothing was saved. What you wrote is still on the page before this one: "
        "go back, wait a minute and send it again."
    ),
)
OUR_MISTAKE = Sentence(
    N_("The desk made a mistake"),
    N_("It is written down for whoever runs the desk. Tell them the number %(reference)s."),
)
WRONG_HOST = "This desk does not go by that name. Ask whoever runs it for its address.\n"
