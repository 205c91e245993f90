"""`helpdesk webhook`: doors through which other programs bring mentions."""

from __future__ import annotations

import re

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.desk.refused import Refused
from helpdesk.desk.webhook_doors import close_door, doors, open_door
from helpdesk.intake.signatures import new_secret
from helpdesk.records.safe import Safe
from helpdesk.records.webhooks import STANDARD, X
from helpdesk.sealing import CannotOpen
from helpdesk.secret_files import Secrets

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@click.group("webhook")
def command() -> None:
    """Doors through which other programs bring mentions."""


@desk_command("add")
@click.argument("name")
@click.option("--x", "for_x", is_flag=True, help="For X's own events; asks for the app's consumer secret.")
def add(config: Config, name: str, for_x: bool) -> None:
    """Opens a door and prints its address and, this once, its secret."""
    if not NAME.fullmatch(name):
        raise Stop("Name it in lower-case letters, digits, - and _, beginning with a letter.")
    if for_x:
        secret = str(click.prompt("Consumer secret (API key secret) of the X app", hide_input=True)).strip()
    else:
        secret = new_secret()
    database = opened(config)
    try:
        with database.writing() as connection:
            safe = Safe(database, Secrets(config.desk.data))
            open_door(connection, safe, name, X if for_x else STANDARD, secret, SystemClock().now())
    except (Refused, CannotOpen) as reason:
        raise Stop(str(reason)) from None
    scheme = "https" if config.server.https else "http"
    click.echo(f"Address: {scheme}://{config.server.host}:{config.server.port}/webhooks/in/{name}")
    if for_x:
        click.echo("Register this address at X, by the name under which X reaches the desk; it asks for proof at once.")
    else:
        click.echo(f"Secret:  {secret}")
        click.echo("It is shown this once. Sign each delivery with it as Standard Webhooks say.")


@desk_command("list")
def show(config: Config) -> None:
    """Lists the doors, how their deliveries are signed, and when the last one came."""
    with opened(config).reading() as connection:
        for door in doors(connection):
            last = f"{door.received_at:%Y-%m-%d %H:%M} UTC" if door.received_at else "never"
            click.echo(f"{door.name:<40} {door.kind:<8} last delivery {last}")


@desk_command("remove")
@click.argument("name")
def remove(config: Config, name: str) -> None:
    """Closes a door: what comes to it is refused from now on."""
    try:
        with opened(config).writing() as connection:
            close_door(connection, name, SystemClock().now())
    except Refused as reason:
        raise Stop(reason.sentence) from None


for each in (add, show, remove):
    command.add_command(each)
