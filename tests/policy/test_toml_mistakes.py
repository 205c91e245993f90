"""Why a text is no TOML is told in the reader's language, whatever is wrong with it."""

from __future__ import annotations

import inspect
import re
import tomllib
from tomllib import _parser

import pytest

from helpdesk.language import GERMAN, speaking
from helpdesk.policy.toml_mistakes import REASONS, not_toml

BROKEN = [
    "a b",
    "= 1",
    "a = 1 2",
    "a =",
    "a = 2026-02-30",
    'a = "\\u00zz"',
    'a = "\\ud800"',
    'a = "\\q"',
    'a = """\\q"""',
    'a = "x',
    "a = 'x",
    "a = '''x",
    'a = "\x01"',
    "a = '\x01'",
    "# \x01",
    "[a",
    "[[a",
    "[a]\n[a]",
    "a = 1\na = 2",
    "a = 1\n[a.b]",
    "a = {b = 1}\na.c = 2",
    "[a.b]\n[a]\nb.c = 1",
    "a = [1",
    "a = [1 2]",
    "a = {b = 1",
    "a = {b = 1, b = 2}",
    "a = {b = 1, b.c = 2}",
]


def broken(text: str) -> ValueError:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - TOMLDecodeError is one, and so is that of a number too long
        tomllib.loads(text)
    return caught.value


@pytest.mark.parametrize("text", BROKEN)
def test_in_english_it_is_told_as_it_stands(text: str) -> None:
    error = broken(text)
    assert not_toml(error)[1] == f"It is not valid TOML: {error}."


@pytest.mark.parametrize("text", BROKEN)
def test_in_german_no_word_of_it_is_english(text: str) -> None:
    with speaking(GERMAN):
        told = not_toml(broken(text))[1]
    assert told.startswith("Das ist kein gültiges TOML: ")
    assert not re.search(r"\b(at|of|the|in a|value|invalid|expected|cannot|twice)\b", told, re.IGNORECASE), told


def test_the_line_is_told_where_there_is_one() -> None:
    assert not_toml(broken("a = 1\n\nb b"))[0] == 3
    assert not_toml(broken("a ="))[0] == 0


def test_a_number_of_thousands_of_digits_is_too_long() -> None:
    assert not_toml(broken("a = " + "1" * 5_000)) == (0, "It is not valid TOML: a number in it is too long.")


def test_every_reason_of_this_python_is_known() -> None:
    """A newer Python may have others; they are told in English until they are added here."""
    said = set(re.findall(r'suffixed_err\(\s*\w+,\s*\w+,\s*f?"((?:[^"\\]|\\.)*)"', inspect.getsource(_parser)))
    assert len(said) > 15
    samples = [re.sub(r"\{[^}]*\}", "x", each.replace("\\\\", "\\")) for each in said]
    assert [each for each in samples if REASONS.found(each) is None] == []
