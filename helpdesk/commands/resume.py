"""`helpdesk resume`: lets go what `helpdesk stop`, a manager or an empty budget has stopped."""

from __future__ import annotations

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import desk_command, opened
from helpdesk.commands.stop import accounts, on_the_command_line, shown
from helpdesk.config import Config
from helpdesk.desk import stopping


@desk_command("resume")
@click.option("--account", "handle", help="Only this account, by its handle; the stop of all accounts when left out.")
def command(config: Config, handle: str | None) -> None:
    """Lets answers go out again. A stop of all accounts and that of a single one end separately."""
    with opened(config).writing() as connection:
        ended = stopping.resume(
            connection, accounts(connection, handle), acting=None, at=SystemClock().now(),
            ordered_by=on_the_command_line(),
        )  # fmt: skip
        still = stopping.in_force(connection)
    what = shown(handle) or "all accounts"
    click.echo(f"The stop of {what} has ended." if ended else f"There was no stop of {what}.")
    for each in still:
        click.echo(f"Still stopped: {each.account or 'all accounts'}, by {each.who}: {each.reason}")
