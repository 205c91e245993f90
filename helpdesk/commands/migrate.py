"""`helpdesk migrate`: brings the database to this version."""

from __future__ import annotations

import click

from helpdesk.commands.setup import desk_command, opened
from helpdesk.config import Config
from helpdesk.records import schema


@desk_command("migrate")
def command(config: Config) -> None:
    """Runs the migrations that are missing."""
    with opened(config).reading() as connection:
        click.echo(f"The database is at migration {schema.revision(connection)}.")
