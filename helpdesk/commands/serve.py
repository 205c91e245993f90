"""`helpdesk serve`: everything in one process."""

from __future__ import annotations

from pathlib import Path

import click

from helpdesk.app import create_app
from helpdesk.clock import SystemClock
from helpdesk.commands.practice import Practice, practice
from helpdesk.commands.serving import InBackground, Stopping, address, bind, pages_secrets
from helpdesk.commands.setup import Stop, data_folder, desk_command, opened
from helpdesk.config import Config
from helpdesk.first_start import Guest, guests, prepare
from helpdesk.logs import set_up
from helpdesk.secret_files import Secrets
from helpdesk.worker import Worker

TAKEN = (
    "Another `helpdesk serve` or `helpdesk work` is working on this database. "
    "Stop that one, use `helpdesk web` for more pages, or give this one a database of its own with --database."
)


@desk_command("serve", port="server")
@click.option(
    "--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Replay a JSON Lines file."
)
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), help="How many times as fast customers write.")
def command(config: Config, replay: Path | None, speed: float | None) -> None:
    """Starts pages, worker and practice network; prints where they are and, on the first start, who can sign in."""
    set_up()
    clock, secrets, stopped = SystemClock(), Secrets(data_folder(config)), Stopping()
    database = opened(config)
    worker = Worker(config, database, clock, secrets)
    if not worker.lead():
        raise Stop(TAKEN)
    network = practice(config, clock, secrets, replay, speed) if config.sandbox.enabled or replay else None
    app = create_app(config, database, clock, **pages_secrets(secrets))
    server = bind(app, config.server.host, config.server.port, config.server.threads)
    if replay and network:
        config = config.model_copy(update={"accounts": network.accounts})
    prepare(database, config, practice_url=network.url if network else None, now=clock.now())
    if network:
        network.start()
    worker.start()
    pages = InBackground(server, "pages")
    _tell(address(server, config.server.host), network, guests(database, clock.now()))
    stopped.wait()
    pages.stop()
    worker.stop()
    if network:
        network.stop()


def _tell(url: str, network: Practice | None, welcome: list[Guest]) -> None:
    click.echo(f"\nThe desk:              {url}")
    if network:
        click.echo(f"The practice network:  {network.url}   (play the customer here)")
    if welcome:
        click.echo("\nSign in with one of these links. Each works once, within 24 hours:")
        for guest in welcome:
            click.echo(f"  {guest.name:<5} {guest.role:<8} {url}/sign-in/link/{guest.token}")
        click.echo("\nMake another with: ./run staff link EMAIL")
    click.echo("\nStop with Ctrl-C.")
