"""`helpdesk policy`: what managers decided."""

from __future__ import annotations

import click

from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.clocks import KINDS


@click.group("policy")
def command() -> None:
    """Topics and targets, as numbered revisions."""


@desk_command("show")
def show(config: Config) -> None:
    """Prints the revision in force."""
    with opened(config).reading() as connection:
        try:
            policy = in_force(connection)
        except NoPolicy:
            raise Stop("No policy is published yet.") from None
    click.echo(f"Revision {policy.revision}")
    for calendar in policy.calendars:
        until = f", holidays of {', '.join(calendar.holidays)} until {calendar.holidays_until}"
        click.echo(f"\n{calendar.name} ({calendar.key}): {calendar.zone}{until if calendar.holidays else ''}")
    for topic in policy.topics:
        first, following, end = (policy.target(topic, topic.priority, kind) for kind in KINDS)
        targets = f"first {first} min, next {following} min{f', end {end} min' if end else ''}"
        targets += f" of {policy.hours(topic)}" if policy.hours(topic) else ""
        words = ", ".join(topic.keywords) or ("everything else" if topic.catch_all else "")
        click.echo(f"\n{topic.name} ({topic.key}): {topic.team}, {topic.priority}, {targets}\n  {words}")
        if topic.exclusions:
            click.echo(f"  but not: {', '.join(topic.exclusions)}")


command.add_command(show)
