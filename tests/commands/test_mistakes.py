"""A desk that can't be started says why in sentences, and never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.commands.shell import Shell


def test_every_mistake_in_the_configuration_is_told_at_once(shell: Shell) -> None:
    shell.config = shell.folder / "broken.toml"
    shell.config.write_text('[desk]\nnmae = "x"\nzone = "Mars/Base"\n[sever]\nport = 1\n[intake]\nbatch = "many"\n')
    ran = shell.process("serve")
    assert ran.status == 2
    assert ran.err.splitlines() == [
        "desk.nmae: there is no such key. Did you mean name?",
        "desk.zone: no such time zone: 'Mars/Base'; use an IANA name such as Europe/Brussels (given: 'Mars/Base').",
        "intake.batch: write a whole number (given: 'many').",
        "sever: there is no such key. Did you mean server?",
    ]
    assert ran.out == ""
    assert not shell.data.exists()


def test_a_missing_configuration_is_one_sentence(shell: Shell) -> None:
    shell.config = shell.folder / "nowhere.toml"
    ran = shell.process("migrate")
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "nowhere.toml" in ran.err


@pytest.mark.parametrize("command", ["serve", "web", "work", "sandbox", "migrate"])
def test_a_folder_that_cannot_be_written_is_one_sentence(shell: Shell, command: str) -> None:
    in_the_way = shell.folder / "file"
    in_the_way.write_text("not a folder")
    shell.variables["HELPDESK_DESK__DATA"] = str(in_the_way / "data")
    ran = shell.process(command)
    assert ran.status == 1
    assert ran.err.count("\n") == 1
    assert str(in_the_way) in ran.err


@pytest.mark.parametrize("words", [("migrate",), ("triage",), ("report", "response-times"), ("staff", "list")])
def test_a_database_from_a_newer_version_is_left_alone(shell: Shell, words: tuple[str, ...]) -> None:
    _from_the_future(shell)
    answer = shell.run(*words)
    assert answer.exit_code == 1
    assert "from a newer version" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_serve_does_not_start_on_a_database_from_a_newer_version(shell: Shell) -> None:
    _from_the_future(shell)
    ran = shell.process("serve", "--port", "0")
    assert ran.status == 1
    assert ran.err.count("\n") == 1
    assert "from a newer version" in ran.err


def test_a_database_that_is_none_is_one_sentence(shell: Shell) -> None:
    shell.data.mkdir()
    Path(shell.data / "helpdesk.db").write_text("these are not records, and much longer than a header" * 10)
    answer = shell.run("migrate")
    assert answer.exit_code == 1
    assert "Traceback" not in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_one_sentence(shell: Shell) -> None:
    shell.database_url = "postgresql://desk@127.0.0.1:1/desk"
    answer = shell.run("triage")
    assert answer.exit_code == 1
    assert "can't be opened" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_keyword_without_a_word_is_refused_before_it_is_published(shell: Shell) -> None:
    shell.config = shell.folder / "config.toml"
    shell.config.write_text(
        '[[policy.teams]]\nkey = "all"\nname = "All"\n[[policy.topics]]\nkey = "t"\nname = "T"\nteam = "all"\n'
        'first_response_minutes = 1\nnext_response_minutes = 1\ncatch_all = true\nkeywords = ["fine", "!!!"]\n'
    )
    ran = shell.process("triage")
    assert ran.status == 2
    assert "'!!!'" in ran.err
    assert "Traceback" not in ran.err


def _from_the_future(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    database = shell.database()
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
