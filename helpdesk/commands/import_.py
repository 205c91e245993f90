"""`helpdesk import`: mentions from a file into the queue."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click

from helpdesk.cli import FAILED
from helpdesk.clock import SystemClock
from helpdesk.commands.setup import desk_command, opened
from helpdesk.config import Config
from helpdesk.first_start import prepare
from helpdesk.intake.files import import_lines

SHOWN = 50  # refused lines that are named; the rest is counted


@desk_command("import")
@click.argument("file", type=click.File("rb"))
def command(config: Config, file: BinaryIO) -> None:
    """Takes in FILE (JSON Lines; - for standard input). The same file again adds nothing."""
    clock, database = SystemClock(), opened(config)
    prepare(database, config.model_copy(update={"accounts": ()}), practice_url=None, now=clock.now())
    result = import_lines(database, clock, file, batch=config.intake.batch)
    for number, reason in result.refused[:SHOWN]:
        click.echo(f"line {number}: {reason}", err=True)
    if len(result.refused) > SHOWN:
        click.echo(f"… and {len(result.refused) - SHOWN} more lines", err=True)
    click.echo(
        f"{result.queued} queued, {result.set_aside} set aside, {result.seen_before} seen before, "
        f"{len(result.refused)} refused"
    )
    if result.refused:
        sys.exit(FAILED)
