"""What counts as the answer that was sent, after a network has shown it in its own way."""

from __future__ import annotations

import pytest

from helpdesk.outbox.same_words import same_words


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Sorry,  Carl!\n^AL", "Sorry, Carl! ^AL"),
        ("@carl Sorry!", "@carl@example.org Sorry!"),
        ("@carl Sorry!", "Sorry!"),
        ("@carl @dora @brightbyte Sorry!", "@dora@example.org @brightbyte Sorry!"),
        ("see http://b.example/ ^AL", "see b.example ^AL"),
        ("(https://b.example/x)", "(b.example/x)"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_networks_own_additions_change_nothing(shown: str, meant: str) -> None:
    assert same_words(shown, meant)


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Sorry!", "@carl Sorry!"),
        ("Sorry @carl !", "Sorry !"),
        ("Dear Carl Sorry!", "Sorry!"),
        ("Sorry! Bye", "Sorry!"),
        ("see https://evil.example", "see https://b.example"),
        ("@dora Sorry!", "@carl Sorry!"),
        ("", "Sorry!"),
    ],
)
def test_anything_else_is_not_what_we_said(shown: str, meant: str) -> None:
    assert not same_words(shown, meant)
