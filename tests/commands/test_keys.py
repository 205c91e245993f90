"""`helpdesk keys rotate`, and what `doctor` says about the safe."""

from __future__ import annotations

import pytest

from helpdesk.records.safe import Safe, token_of
from helpdesk.sealing import KEYS, new_key
from helpdesk.secret_files import Secrets
from tests.commands.shell import Shell


@pytest.fixture
def kept(each_shell: Shell) -> Shell:
    """A desk whose account 7 has a token."""
    assert each_shell.run("migrate").exit_code == 0
    _safe(each_shell, "write", token_of(7), "carls-mustache")
    return each_shell


def _safe(shell: Shell, verb: str, *given: str) -> str | None:
    database = shell.database()
    try:
        found: str | None = getattr(Safe(database, Secrets(shell.data)), verb)(*given)
        return found
    finally:
        database.close()


def doctor(shell: Shell) -> list[str]:
    return [line for line in shell.run("doctor").stdout.splitlines() if line[7:].startswith("safe:")]


def test_a_new_key_opens_what_the_old_one_sealed(kept: Shell) -> None:
    file = kept.data / "secrets" / KEYS
    before = file.read_text()
    answer = kept.run("keys", "rotate")
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "1 sealed with the newest key.")
    assert len(file.read_text().split()) == 1
    assert file.read_text() != before
    assert before.strip() not in answer.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert _safe(kept, "read", token_of(7)) == "carls-mustache"


def test_an_empty_desk_has_nothing_to_change(shell: Shell) -> None:
    answer = shell.run("keys", "rotate")
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "0 sealed with the newest key.")
    assert not (shell.data / "secrets").exists()


def test_keys_in_the_environment_are_changed_by_hand_in_two_steps(kept: Shell) -> None:
    file = kept.data / "secrets" / KEYS
    old = file.read_text().strip()
    file.unlink()
    kept.variables["HELPDESK_SECRET_SEALING_KEYS"] = old
    refused = kept.run("keys", "rotate")
    assert refused.exit_code == 1
    assert "HELPDESK_SECRET_SEALING_KEYS, which only you can change" in refused.stderr
    new = refused.stderr.split("A new one is: ")[1].strip()
    kept.variables["HELPDESK_SECRET_SEALING_KEYS"] = f"{new}, {old}"
    assert "run helpdesk keys rotate" in doctor(kept)[0]
    assert "take the other keys out" in kept.run("keys", "rotate").stdout
    kept.variables["HELPDESK_SECRET_SEALING_KEYS"] = new
    assert doctor(kept) == ["ok     safe: All that is kept sealed can be opened (1)."]


def test_with_a_lost_key_nothing_is_changed_and_doctor_says_what_to_do(kept: Shell) -> None:
    file = kept.data / "secrets" / KEYS
    right = file.read_text()
    file.write_text(new_key())
    refused = kept.run("keys", "rotate")
    assert (refused.exit_code, "token of account 7 was sealed with a key" in refused.stderr) == (1, True)
    assert [line[:5] for line in doctor(kept)] == ["wrong"]
    file.unlink()
    assert "put it back from a backup" in doctor(kept)[0]
    file.write_text(right)
    assert kept.run("keys", "rotate").exit_code == 0


def test_a_rotation_that_was_cut_off_is_told_and_finished(kept: Shell) -> None:
    file = kept.data / "secrets" / KEYS
    file.write_text(f"{new_key()}\n{file.read_text()}")
    assert doctor(kept) == ["warn   safe: The keys were not changed to the end: run helpdesk keys rotate once more."]
    assert kept.run("keys", "rotate").exit_code == 0
    assert len(file.read_text().split()) == 1
    assert doctor(kept)[0].startswith("ok")
