"""`helpdesk sandbox`: the practice network alone."""

from __future__ import annotations

from pathlib import Path

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.practice import practice
from helpdesk.commands.serving import Stopping
from helpdesk.commands.setup import data_folder, desk_command
from helpdesk.config import Config
from helpdesk.logs import set_up
from helpdesk.secret_files import Secrets


@desk_command("sandbox", port="sandbox")
@click.option(
    "--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Replay a JSON Lines file."
)
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), help="How many times as fast customers write.")
def command(config: Config, replay: Path | None, speed: float | None) -> None:
    """Starts the network on its own; the tokens of its accounts are the desk's secrets in the data folder."""
    set_up()
    stopped = Stopping()
    network = practice(config, SystemClock(), Secrets(data_folder(config)), replay, speed)
    network.start()
    click.echo(f"The practice network: {network.url}")
    for account in network.accounts:
        click.echo(f"  {account.handle}: token in {config.desk.data / 'secrets' / account.secret}")
    stopped.wait()
    network.stop()
