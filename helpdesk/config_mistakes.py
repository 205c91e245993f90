"""What is wrong with the configuration, as sentences that name the key."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from helpdesk.language import N_
from helpdesk.language import gettext as _

if TYPE_CHECKING:  # `helpdesk --help` needs ConfigMistakes, and not the half second that pydantic takes to come
    from pydantic import BaseModel, ValidationError

NOT_SHOWN = ("database.url", "secret")  # the first may hold a password, the second be one by mistake
WRITTEN_LIKE = {
    "handle": N_("write it with its @, such as @brightbyte"),
    "secret": N_("name it in lower-case letters, digits, - and _ (the token itself never stands here)"),
    "key": N_("use lower-case letters, digits, - and _, beginning with a letter"),
}
_TEXT, _WHOLE, _NUMBER = N_("write a text in quotes"), N_("write a whole number"), N_("write a number")
_LIST, _YES_OR_NO = N_('write a list, such as ["one", "two"]'), N_("write true or false")
_TABLE = N_("write a table of keys with values")
WORDS = {  # of pydantic's types of mistakes, with the places that it fills
    "string_type": _TEXT, "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE, "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": _NUMBER,
    "bool_type": _YES_OR_NO, "bool_parsing": _YES_OR_NO, "tuple_type": _LIST, "list_type": _LIST,
    "dict_type": _TABLE, "model_type": _TABLE, "model_attributes_type": _TABLE,
    "greater_than": N_("write more than %(gt)s"),
    "greater_than_equal": N_("write %(ge)s or more"),
    "less_than": N_("write less than %(lt)s"),
    "less_than_equal": N_("write %(le)s or less"),
    "string_too_short": N_("it may not be empty"),  # all that has a shortest length has one of 1
    "string_too_long": N_("write at most %(max_length)s characters"),
    "too_long": N_("write at most %(max_length)s of them"),
    "literal_error": N_("write one of these: %(expected)s"),
}  # fmt: skip


class ConfigMistakes(Exception):
    """The configuration can't be used; `mistakes` holds one sentence for each reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def sentences(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One sentence for each mistake in `error`, sorted by key; `model` helps to guess a mistyped key."""
    return sorted(sentence(dict(detail), model) for detail in error.errors(include_url=False))


def guess(key: str, model: type[BaseModel] | None) -> str | None:
    """The key of `model` that may have been meant; None when none is close."""
    close = get_close_matches(key, model.model_fields, n=1) if model else []
    return close[0] if close else None


def sentence(detail: dict[str, Any], model: type[BaseModel]) -> str:
    """One mistake, as pydantic has it, in a sentence that begins with the key."""
    path, place, given = detail["loc"], _place(detail["loc"]), detail["input"]
    if detail["type"] == "extra_forbidden":
        meant = guess(str(path[-1]), _section(path[:-1], model))
        if meant:
            return _("%(place)s: there is no such key. Did you mean %(key)s?", place=place, key=meant)
        return _("%(place)s: there is no such key.", place=place)
    if detail["type"] == "missing":
        return _("%(place)s: this key is missing.", place=place)
    if isinstance(given, str | int | float | bool) and not place.endswith(NOT_SHOWN):
        return _("%(place)s: %(mistake)s (given: %(given)s).", place=place, mistake=_words(detail), given=repr(given))
    return _("%(place)s: %(mistake)s.", place=place, mistake=_words(detail))


def _words(detail: dict[str, Any]) -> str:
    """What is wrong, to stand behind a place. What a validator of ours says is in the reader's language already."""
    kind, key = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "string_pattern_mismatch" and key in WRITTEN_LIKE:
        return _(WRITTEN_LIKE[key])
    if kind in WORDS:
        told = {name: str(each).replace(" or ", ", ") for name, each in detail.get("ctx", {}).items()}
        return _(WORDS[kind], **told)
    message = str(detail["msg"])
    return f"{message[:1].lower()}{message[1:]}"


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
