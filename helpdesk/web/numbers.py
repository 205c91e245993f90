"""Numbers that come in addresses and forms: none that the database could not hold."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class Number(IntegerConverter):
    """`<number:id>` in an address; a larger one is not there."""

    def __init__(self, map: Map, **given: Any) -> None:
        super().__init__(map, max=LARGEST, **given)


def set_up(app: Flask) -> None:
    """Lets the pages of an app say `<number:id>`."""
    app.url_map.converters["number"] = Number


def number_of(given: str | None) -> int | None:
    """The number that a text says; None when it says none. Thousands of digits are not even read."""
    if not given or len(given) > len(str(LARGEST)) or not (given.isascii() and given.isdecimal()):
        return None
    number = int(given)
    return number if number <= LARGEST else None


def form_number(name: str) -> int:
    """The number in a field of the form; 0, which nothing has, when it is none."""
    number = request.form.get(name, 0, type=int)
    return number if 0 < number <= LARGEST else 0
