"""`helpdesk stop`: the kill switch on the command line. Nothing more is posted until `helpdesk resume`."""

from __future__ import annotations

import getpass

import click
from sqlalchemy import Connection, select

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.desk import stopping
from helpdesk.desk.refused import Refused
from helpdesk.records.accounts import Account
from helpdesk.records.stops import ALL


@desk_command("stop")
@click.option("--account", "handle", help="Only this account, by its handle; all accounts when left out.")
@click.option("--why", required=True, help="The reason, shown on every page.")
def command(config: Config, handle: str | None, why: str) -> None:
    """Stops posting at once, in every process, until it is resumed; answers wait in the outbox."""
    try:
        with opened(config).writing() as connection:
            chosen = accounts(connection, handle)
            new = stopping.stop(
                connection, chosen, why, acting=None, at=SystemClock().now(), ordered_by=on_the_command_line()
            )
    except Refused as reason:
        raise Stop(reason.sentence) from None
    click.echo(f"Nothing is posted as {shown(handle) or 'any account'}{'' if new else ': it was stopped already'}.")


def accounts(connection: Connection, handle: str | None) -> list[int]:
    """The accounts that go by a handle, on whatever network; `ALL` for none. Raises Stop when nobody does."""
    if handle is None:
        return [ALL]
    found = list(connection.execute(select(Account.id).where(Account.handle == shown(handle))).scalars())
    if not found:
        raise Stop(f"The desk has no account {shown(handle)}; Health shows which it has.")
    return found


def shown(handle: str | None) -> str | None:
    """A handle with its @, however it was typed."""
    return f"@{handle.removeprefix('@')}" if handle else None


def on_the_command_line() -> str:
    """Who gave the order, for the audit."""
    return f"{getpass.getuser()}, on the command line"
