"""What is wrong with the configuration, as sentences that name the key."""

from __future__ import annotations

from difflib import get_close_matches

from pydantic import BaseModel, ValidationError


class ConfigMistakes(Exception):
    """The configuration can't be used; `mistakes` holds one sentence for each reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def sentences(error: ValidationError, model: type[BaseModel] | None = None) -> list[str]:
    """One sentence for each mistake in `error`, sorted by key; `model` helps to guess a mistyped key."""
    return sorted(_sentence(dict(detail), model) for detail in error.errors(include_url=False))


def _sentence(detail: dict[str, object], model: type[BaseModel] | None) -> str:
    place = _place(detail["loc"])  # type: ignore[arg-type]  # pydantic types it as a tuple of str and int
    if detail["type"] == "extra_forbidden":
        return f"{place}: there is no such key.{_guess(detail['loc'], model)}"  # type: ignore[arg-type]  # as above
    if detail["type"] == "missing":
        return f"{place}: this key is missing."
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = detail["input"]
    shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{place}: {message[:1].lower()}{message[1:]}{shown}."


def _place(path: tuple[str | int, ...]) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if words else ''}{step}"
    return words or "config.toml"


def _guess(path: tuple[str | int, ...], model: type[BaseModel] | None) -> str:
    for step in path[:-1]:
        field = model.model_fields.get(str(step)) if model else None
        annotation = field.annotation if field else None
        model = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    close = get_close_matches(str(path[-1]), model.model_fields, n=1) if model else []
    return f" Did you mean {close[0]}?" if close else ""
