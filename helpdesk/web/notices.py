"""What a page says first: what was just done, and the button that takes it back."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, flash, get_flashed_messages

_UNDO = "undo:"


class Notice(NamedTuple):
    """A sentence; `event` is the number of what can be taken back, "" when nothing can."""

    sentence: str
    event: str


def tell(sentence: str, event: int | None = None) -> None:
    """Puts a notice on the next page; the `event` can be taken back there."""
    flash(sentence, "message" if event is None else f"{_UNDO}{event}")


def set_up(app: Flask) -> None:
    """Gives every template `notices`."""
    app.jinja_env.globals["notices"] = _notices


def _notices() -> list[Notice]:
    told: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]  # pairs then
    return [Notice(sentence, kind.partition(_UNDO)[2]) for kind, sentence in told]
