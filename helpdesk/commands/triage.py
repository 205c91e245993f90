"""`helpdesk triage`: sorts all that waits, then ends."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.first_start import prepare
from helpdesk.policy.revisions import NoPolicy
from helpdesk.records.mentions import NEW, Mention
from helpdesk.triage.sorter import Sorter


@desk_command("triage")
def command(config: Config) -> None:
    """Gives every waiting post to a conversation and a person."""
    clock, database = SystemClock(), opened(config)
    prepare(database, config.model_copy(update={"accounts": ()}), practice_url=None, now=clock.now())
    with database.reading() as connection:
        waiting = connection.execute(select(func.count()).where(Mention.state == NEW)).scalar_one()
    settings = config.triage
    sorter = Sorter(
        database,
        clock,
        score=settings.misspelling_score,
        shortest=settings.misspelling_shortest,
        batch=settings.batch,
    )
    try:
        while sorter.sort_batch():
            pass
    except NoPolicy:
        raise Stop("No policy is published yet: add topics to config.toml, section [policy].") from None
    click.echo(f"{waiting} sorted")
