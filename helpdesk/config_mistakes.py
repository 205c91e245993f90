"""What is wrong with the configuration, as sentences that name the key."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:  # `helpdesk --help` needs ConfigMistakes, and not the half second that pydantic takes to come
    from pydantic import BaseModel, ValidationError

NOT_SHOWN = ("database.url", "secret")  # the first may hold a password, the second be one by mistake
WRITTEN_LIKE = {
    "handle": "write it with its @, such as @brightbyte",
    "secret": "name it in lower-case letters, digits, - and _ (the token itself never stands here)",
    "key": "use lower-case letters, digits, - and _, beginning with a letter",
}


class ConfigMistakes(Exception):
    """The configuration can't be used; `mistakes` holds one sentence for each reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def sentences(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One sentence for each mistake in `error`, sorted by key; `model` helps to guess a mistyped key."""
    return sorted(sentence(dict(detail), model) for detail in error.errors(include_url=False))


def guess(key: str, model: type[BaseModel] | None) -> str:
    """The key of `model` that may have been meant, as a question; empty when none is close."""
    close = get_close_matches(key, model.model_fields, n=1) if model else []
    return f" Did you mean {close[0]}?" if close else ""


def sentence(detail: dict[str, Any], model: type[BaseModel]) -> str:
    """One mistake, as pydantic has it, in a sentence that begins with the key."""
    path, place = detail["loc"], _place(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"{place}: there is no such key.{guess(str(path[-1]), _section(path[:-1], model))}"
    if detail["type"] == "missing":
        return f"{place}: this key is missing."
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "tuple_type":
        message = 'write a list, such as ["one", "two"]'
    if detail["type"] == "string_pattern_mismatch":
        message = WRITTEN_LIKE.get(str(path[-1]), message)
    given = detail["input"]
    shown = isinstance(given, str | int | float | bool) and not place.endswith(NOT_SHOWN)
    return f"{place}: {message[:1].lower()}{message[1:]}{f' (given: {given!r})' if shown else ''}."


def _place(path: tuple[str | int, ...]) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if words else ''}{step}"
    return words or "config.toml"


def _section(path: tuple[str | int, ...], model: type[BaseModel] | None) -> type[BaseModel] | None:
    """The model of the table at `path`; None when there is none such."""
    for step in path:
        if isinstance(step, int):
            continue  # one of several tables: they have the same keys
        field = model.model_fields.get(step) if model else None
        wanted = field.annotation if field else None
        found = (wanted, *get_args(wanted))
        model = next((each for each in found if isinstance(each, type) and hasattr(each, "model_fields")), None)
    return model
