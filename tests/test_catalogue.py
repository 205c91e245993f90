"""The German catalogue is complete, and says nothing that nobody asks for."""

from __future__ import annotations

import ast
import re

from babel.messages.catalog import Message

from helpdesk import language
from helpdesk.folders import PACKAGE
from helpdesk.language import GERMAN, catalogue, gettext, in_digits, ngettext, speaking
from tests.catalogue import extracted, german

PLACE = re.compile(r"%(?:\(\w+\)[\d.]*\w|%)")
TAG = re.compile(r"<[^>]+>")
HER = [message for message in german() if message.id]


def _forms(texts: object) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)  # type: ignore[arg-type]


def _keys(messages: object) -> set[object]:
    return {(message.context, message.id) for message in messages if message.id}  # type: ignore[attr-defined]


def test_every_text_is_there_in_german_and_no_other() -> None:
    wanted, there = _keys(extracted()), _keys(HER)
    assert wanted - there == set(), "run `python -m tests.catalogue`, then translate what came in"
    assert there - wanted == set(), "nobody says these any more: run `python -m tests.catalogue`"


def test_every_german_text_is_sound() -> None:
    for message in HER:
        _sound(message)


def _sound(message: Message) -> None:
    ours, theirs = _forms(message.id), _forms(message.string)
    assert all(theirs), f"not translated: {message.id}"
    assert len(ours) == len(theirs), message.id
    assert not message.fuzzy
    for one, other in zip(ours, theirs, strict=True):
        assert sorted(PLACE.findall(one)) == sorted(PLACE.findall(other)), f"places differ: {other}"
        assert sorted(TAG.findall(one)) == sorted(TAG.findall(other)), f"tags differ: {other}"
        assert PLACE.sub("", one).count("%") == PLACE.sub("", other).count("%") == 0, (
            f"a per cent sign is written %%: {other}"
        )
        assert '"' not in TAG.sub("", other), f"it would end an attribute: {other}"
        assert one[:1].isspace() == other[:1].isspace()
        assert one[-1:].isspace() == other[-1:].isspace()


def test_no_text_hides_from_the_catalogue() -> None:
    """What stands within an f-string is not found by the tool that collects texts, and a made one has no key."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                assert not [each for each in ast.walk(node) if _asks(each)], f"{file}:{node.lineno}"
            if _asks(node):
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{file}:{node.lineno}"  # type: ignore[attr-defined]


def _asks(node: ast.AST) -> bool:
    names = ("_", "ngettext", "pgettext", "gettext", "N_")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def test_whoever_has_no_reader_speaks_english() -> None:
    assert gettext("%(time)s ago", time="5 min") == "5 min ago"
    with speaking(GERMAN):
        assert gettext("%(time)s ago", time="5 min") == "vor 5 min"
        assert (in_digits(1234567), in_digits(12), in_digits(0.5)) == ("1.234.567", "12", "0,5")
    assert gettext("%(time)s ago", time="5 min") == "5 min ago"
    assert (in_digits(1234567), in_digits(999)) == ("1,234,567", "999")


def test_a_text_goes_with_its_number() -> None:
    with speaking(GERMAN):
        told = [ngettext("%(people)s looks", "%(people)s look", number, people="A") for number in (1, 2)]
    assert told == ["A schaut zu", "A schauen zu"]


def test_a_text_kept_long_ago_is_shown_as_it_stands() -> None:
    with speaking(GERMAN):
        assert language.kept("100% of it, by %(nobody)s") == "100% of it, by %(nobody)s"
        assert language.kept("") == ""
    assert catalogue(GERMAN) is catalogue(GERMAN)
