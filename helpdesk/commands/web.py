"""`helpdesk web`: only the pages, as many processes as wanted on PostgreSQL."""

from __future__ import annotations

import click

from helpdesk.app import create_app
from helpdesk.clock import SystemClock
from helpdesk.commands.serving import InBackground, Stopping, address, bind, pages_secrets
from helpdesk.commands.setup import data_folder, desk_command, opened
from helpdesk.config import Config
from helpdesk.logs import set_up
from helpdesk.secret_files import Secrets


@desk_command("web", port="server")
def command(config: Config) -> None:
    """Serves the pages over the configured database."""
    set_up()
    stopped, secrets = Stopping(), Secrets(data_folder(config))
    app = create_app(config, opened(config), SystemClock(), **pages_secrets(secrets))
    server = bind(app, config.server.host, config.server.port, config.server.threads)
    pages = InBackground(server, "pages")
    click.echo(f"The desk: {address(server, config.server.host)}")
    stopped.wait()
    pages.stop()
