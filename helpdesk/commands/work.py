"""`helpdesk work`: only the worker. Of several on one database one leads, and the others stand by."""

from __future__ import annotations

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.serving import Stopping
from helpdesk.commands.setup import data_folder, desk_command, opened
from helpdesk.config import Config
from helpdesk.first_start import prepare
from helpdesk.logs import set_up
from helpdesk.secret_files import Secrets
from helpdesk.worker import Worker

STAND_BY_SECONDS = 5.0


@desk_command("work")
def command(config: Config) -> None:
    """Works until it is stopped; takes over within seconds when the process that leads dies."""
    set_up()
    stopped, clock, secrets = Stopping(), SystemClock(), Secrets(data_folder(config))
    database = opened(config)
    prepare(database, config, practice_url=f"http://{config.server.host}:{config.sandbox.port}", now=clock.now())
    told = False
    while not stopped.is_set():
        worker = Worker(config, database, clock, secrets)
        if not worker.lead():
            if not told:
                click.echo("Another worker leads; standing by.")
                told = True
            stopped.wait(STAND_BY_SECONDS)
            continue
        click.echo("Working.")
        worker.start()
        while not stopped.wait(1.0) and worker.leads():
            pass
        worker.stop()
