"""How a verb says no."""

from __future__ import annotations

CONFLICT = 409  # the state of things is in the way
FORBIDDEN = 403  # this person may not do it
UNPROCESSABLE = 422  # what was given can't be taken


class Refused(Exception):
    """A verb's no, as a sentence for the person who asked. Nothing was changed: raise it inside `writing()`.

    `status` is the HTTP status a page answers with.
    """

    def __init__(self, sentence: str, *, status: int = CONFLICT) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
