"""Why something did not go as it should is told in the reader's language, whichever code of ours says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

from helpdesk.folders import PACKAGE
from helpdesk.language import GERMAN, speaking
from helpdesk.reasons import SENTENCES, told

SPEAKING = (
    *(PACKAGE / "networks").rglob("*.py"), *(PACKAGE / "outbox").glob("*.py"), PACKAGE / "connections.py",
    PACKAGE / "sealing.py", PACKAGE / "records" / "parts.py", PACKAGE / "records" / "safe.py",
    PACKAGE / "intake" / "sieve.py",
    PACKAGE / "intake" / "x_activity.py",
)  # fmt: skip
ON_THE_COMMAND_LINE = ("authorisation.py",)
SILENT = (
    *("code points", "not now", "reply 7 in trouble", "the delivery", "no account of X here has the id 7"),
    *('It says: "7"', "in 24 hours, all accounts"),
)  # for ourselves, for who sends webhooks, and what other words stand before
EMPTY = ("said", "there", "own_words(problem)")  # what may follow


def words(node: ast.AST, empty: Container[str]) -> str:
    """A string, or an f-string with something at its places."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.FormattedValue):
        return "" if ast.unparse(node.value) in empty else "7 bytes" if ast.unparse(node.value) == "most" else "7"
    assert isinstance(node, ast.JoinedStr)
    return "".join(words(part, empty) for part in node.values)


def sentences(file: Path) -> Iterator[set[str]]:
    """What stands in a file's code and is more than one word, each with and without what may follow."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped |= {id(node.args[0]) for node in ast.walk(tree) if isinstance(node, ast.Call) and _marks(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skipped:
            said = {words(node, empty).strip() for empty in (EMPTY, ())}
            if any(re.search(r"[A-Za-z]{2,} [a-z]{2,}", each) for each in said) and not said & set(SILENT):
                yield said


def _marks(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "N_"


def test_every_reason_that_our_code_can_give_is_known() -> None:
    found = [said for file in SPEAKING if file.name not in ON_THE_COMMAND_LINE for said in sentences(file)]
    assert len(found) > 100
    assert [said for said in found if not any(SENTENCES.found(each) for each in said)] == []


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (
            'Could not look for it: The network refused (403). It says: "No; not at all."',
            "Sie ließ sich nicht suchen: Das Netzwerk hat abgelehnt (403). Es meldet: „No; not at all.“",
        ),
        (
            "cut to 10,000 of its 12,345 characters; dated 2031-01-01 10:00, which can't be; counted from when we "
            "received it",
            "nach 10.000 von 12.345 Zeichen abgeschnitten; mit dem unmöglichen Datum 2031-01-01 10:00; gezählt ab dem "
            "Empfang",
        ),
        (
            "mastodon.example cannot be reached (time was up). Nothing was sent.",
            "mastodon.example ist nicht zu erreich",
        ),
        ("Whatever a person wrote; twice", "Whatever a person wrote; twice"),
        (
            "The customer has taken the post back that this answers.",
            "Der Kunde hat den Beitrag zurückgenommen, auf den",
        ),
    ],
)
def test_what_was_kept_in_english_is_told_in_german(kept: str, shown: str) -> None:
    with speaking(GERMAN):
        assert told(kept).startswith(shown)
    assert told(kept) == kept
