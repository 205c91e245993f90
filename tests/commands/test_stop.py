"""`helpdesk stop` and `helpdesk resume`."""

from __future__ import annotations

from tests.commands.shell import Shell

POST = '{"id": "1", "author": "carl", "text": "Hello", "created_at": "2026-03-02T12:00:00Z", "account": "@brightbyte"}'


def test_everything_or_one_account_is_stopped_and_resumed(each_shell: Shell) -> None:
    shell = each_shell
    assert shell.run("import", "-", given=POST).exit_code == 0  # makes the account
    assert "any account" in shell.run("stop", "--why", "Drill").stdout
    assert "stopped already" in shell.run("stop", "--why", "Drill").stdout
    assert "@brightbyte" in shell.run("stop", "--account", "brightbyte", "--why", "Leak").stdout
    said = shell.run("resume").stdout
    assert "The stop of all accounts has ended." in said
    assert "Still stopped: @brightbyte" in said
    assert "command line: Leak" in said
    assert "has ended" in shell.run("resume", "--account", "@brightbyte").stdout
    assert "There was no stop of all accounts." in shell.run("resume").stdout


def test_mistakes_are_sentences(shell: Shell) -> None:
    assert shell.run("stop").exit_code == 2
    nobody = shell.run("stop", "--account", "@nobody", "--why", "Drill")
    assert (nobody.exit_code, nobody.stderr) == (1, "The desk has no account @nobody; Health shows which it has.\n")
    assert "Say why" in shell.run("stop", "--why", " ").stderr
