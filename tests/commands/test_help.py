"""What the command line says about itself, and how it refuses what it doesn't know."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from helpdesk import __version__
from helpdesk.cli import COMMANDS, group

HEAVY = ("sqlalchemy", "flask", "pydantic", "alembic", "waitress")


def test_help_is_quick_because_it_loads_nothing_heavy() -> None:
    asked = (
        "import sys, helpdesk.cli\n"
        "try:\n    helpdesk.cli.main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", asked, "--help"], capture_output=True, text=True, check=True).stdout
    assert "Only the worker" in said
    assert said.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(group, [command, "--help"])
    assert answer.exit_code == 0
    assert "Usage:" in answer.output


def test_the_version_is_told() -> None:
    assert __version__ in CliRunner().invoke(group, ["--version"]).output


@pytest.mark.parametrize(
    "words",
    [
        ["sevre"],
        ["serve", "--prot", "1"],
        ["serve", "--port", "70000"],
        ["serve", "--speed", "0"],
        ["serve", "--replay", "no-such-file.jsonl"],
        ["import"],
        ["import", "no-such-file.jsonl"],
        ["report", "response-times", "--by", "weather"],
        ["staff", "add", "ben@desk.example"],
        ["backup"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(words: list[str]) -> None:
    answer = CliRunner().invoke(group, words)
    assert answer.exit_code == 2
    assert "Error:" in answer.stderr
    assert answer.stdout == ""
