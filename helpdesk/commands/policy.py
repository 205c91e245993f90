"""`helpdesk policy`: what managers decided, and deciding anew."""

from __future__ import annotations

from typing import BinaryIO

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.policy_dry_run import dry_run
from helpdesk.commands.policy_file import FILE, read
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.commands.stop import on_the_command_line
from helpdesk.config import Config
from helpdesk.desk import publishing
from helpdesk.desk.refused import Refused
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.revisions import NoPolicy, Policy, in_force, newest_number, numbered
from helpdesk.records.clocks import KINDS


@click.group("policy")
def command() -> None:
    """Topics and targets, as numbered revisions."""


@desk_command("show")
@click.option("--revision", type=click.IntRange(1), help="Another one than that in force.")
@click.option("--format", "shape", type=click.Choice(("text", "toml")), default="text", show_default=True)
def show(config: Config, revision: int | None, shape: str) -> None:
    """Prints the revision in force, as TOML to change and publish it."""
    with opened(config).reading() as connection:
        try:
            policy = numbered(connection, revision) if revision else in_force(connection)
        except NoPolicy:
            raise Stop(f"There is no revision {revision}." if revision else "No policy is published yet.") from None
    if shape == "toml":
        click.echo(as_toml(policy), nl=False)
    else:
        _told(policy)


@desk_command("check")
@FILE
def check(config: Config, file: BinaryIO) -> None:
    """Says everything that is wrong with a policy in a file, by line; `-` reads standard input."""
    policy = read(opened(config), file)
    click.echo(f"Nothing is wrong: {len(policy.topics)} topics can be published.")


@desk_command("publish")
@FILE
@click.option("--note", default="", help="What changes and why, for the history.")
def publish(config: Config, file: BinaryIO, note: str) -> None:
    """Puts the policy of a file in force as the next revision, unless anything is wrong with it."""
    database = opened(config)
    with database.reading() as connection:
        base = newest_number(connection)
    policy, by = read(database, file), on_the_command_line()
    try:
        with database.writing() as connection:
            number = publishing.publish(
                connection, policy, base=base, acting=None, at=SystemClock().now(), note=note, ordered_by=by
            )
    except Refused as reason:
        raise Stop(reason.sentence) from None
    click.echo(f"Revision {number} is in force.")


@desk_command("rollback")
@click.argument("number", type=click.IntRange(1, 2**31))
def rollback(config: Config, number: int) -> None:
    """Publishes what an earlier revision said, as the next one."""
    try:
        with opened(config).writing() as connection:
            made = publishing.roll_back(
                connection, number, base=newest_number(connection), acting=None, at=SystemClock().now(),
                ordered_by=on_the_command_line(),
            )  # fmt: skip
    except Refused as reason:
        raise Stop(reason.sentence) from None
    click.echo(f"Revision {made} is in force: back to {number}.")


def _told(policy: Policy) -> None:
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


for each in (show, check, dry_run, publish, rollback):
    command.add_command(each)
