"""`helpdesk keys`: the keys that seal the accounts' tokens."""

from __future__ import annotations

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.records.rotation import KeysGiven
from helpdesk.records.rotation import rotate as rotate_keys
from helpdesk.records.safe import Safe
from helpdesk.sealing import KEYS, CannotOpen
from helpdesk.secret_files import Secrets, variable


@click.group("keys")
def command() -> None:
    """The keys that seal the accounts' tokens."""


@desk_command("rotate")
def rotate(config: Config) -> None:
    """Makes a new key, seals everything with it, and takes the old key away. The desk may go on working meanwhile."""
    secrets = Secrets(config.desk.data)
    try:
        sealed = rotate_keys(Safe(opened(config), secrets), SystemClock().now())
    except (CannotOpen, KeysGiven) as reason:
        raise Stop(str(reason)) from None
    click.echo(f"{sealed} sealed with the newest key.")
    if secrets.is_given(KEYS):
        click.echo(f"Now take the other keys out of {variable(KEYS)}, and restart every process.")
    else:
        click.echo("Copies of the database made before need the old key, which is in the copies of that time only.")


command.add_command(rotate)
