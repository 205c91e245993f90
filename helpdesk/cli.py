"""The commands. This file knows their names and one line about each, so that `--help` is quick."""

from __future__ import annotations

import importlib
import sys

import click

from helpdesk import __version__
from helpdesk.config_mistakes import ConfigMistakes

COMMANDS = {
    "serve": "Everything in one process: pages, worker and practice network.",
    "web": "Only the pages.",
    "work": "Only the worker: fetch, sort, send, watch.",
    "sandbox": "Only the practice network.",
    "import": "Take mentions from a JSON Lines file into the queue.",
    "triage": "Sort all that waits in the queue, then end.",
    "policy": "The policy in force: show, check, publish, go back.",
    "report": "Response times, as a table, CSV or JSON.",
    "staff": "Who works here: add, list, make a sign-in link.",
    "account": "Connect, list, check and remove our accounts on the networks.",
    "webhook": "Doors through which other programs bring mentions.",
    "keys": "Change the key that seals the accounts' tokens.",
    "stop": "Post nothing more, as one account or as all.",
    "resume": "Let answers go out again.",
    "doctor": "Say what is wrong, and what to do about it.",
    "migrate": "Bring the database to this version.",
    "backup": "Copy the database safely while it is in use.",
    "restore": "Put a backup in the place of the database.",
}
MISTAKE = 2  # exit status for wrong usage or configuration
FAILED = 1  # exit status for work that failed


class Lazy(click.Group):
    """A group that imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(
            f"helpdesk.commands.{cmd_name}_" if cmd_name == "import" else f"helpdesk.commands.{cmd_name}"
        )
        found = module.command
        assert isinstance(found, click.Command)  # noqa: S101 - each file of commands/ has one
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Lazy)
@click.version_option(__version__, prog_name="helpdesk")
def group() -> None:
    """The mention desk: listens, queues, assigns, answers within 140 characters, and reports truly."""


def main() -> None:
    """The entry point. Mistakes of ours to read are sentences; anything else keeps its traceback."""
    try:
        group()
    except ConfigMistakes as mistakes:
        for mistake in mistakes.mistakes:
            click.echo(mistake, err=True)
        sys.exit(MISTAKE)
