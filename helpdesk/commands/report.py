"""`helpdesk report`: the same figures as the pages, for a terminal, a spreadsheet or a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.reports.changed import changed
from helpdesk.reports.digest import digest, missing, said
from helpdesk.reports.exports import as_csv, as_json, volume_as_csv, volume_as_json
from helpdesk.reports.periods import PeriodMistake, TooMany
from helpdesk.reports.question import DIMENSIONS, GROUPINGS, KIND_NAMES, KINDS, By, Question, question_of
from helpdesk.reports.resolution import Resolution, resolution
from helpdesk.reports.response_times import Group, Report, report, total
from helpdesk.reports.spans import NAMES as SPANS
from helpdesk.reports.volume import Volume, volume


@click.group("report")
def command() -> None:
    """What managers read."""


def _of_a_period(function: Callable[..., None]) -> Callable[..., None]:
    """The options that say which customers of which days a report is about."""
    for option in (
        click.option("--from", "first", help="First day, such as 2026-03-01; 28 days back when left out."),
        click.option("--to", "last", help="Last day; today when left out."),
        click.option(
            "--span", type=click.Choice(tuple(SPANS)), help="Days by name instead, such as the last whole week."
        ),
        click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True),
        click.option("--zone", help="Days of this time zone, such as Europe/Brussels; the desk's when left out."),
        click.option(
            "--only", multiple=True, metavar="NAME=KEY", help="Only these, such as team=2; may be given again."
        ),
        click.option(
            "--format", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True
        ),
    ):
        function = option(function)
    return function


@desk_command("response-times")
@click.option("--by", type=click.Choice(GROUPINGS), default="day", show_default=True)
@_of_a_period
def response_times(config: Config, by: By, shape: str, **given: Any) -> None:
    """Answers to the customers who wrote in a period; those who still wait are counted."""
    now, week_starts = SystemClock().now(), config.desk.week_starts_on
    with _answerable(), opened(config).reading() as connection:
        question = _question(config, now, **given)
        found = report(connection, question, by, now, week_starts=week_starts)
    click.echo({"table": _table, "csv": as_csv, "json": as_json}[shape](found))


@desk_command("volume")
@_of_a_period
def volume_of_days(config: Config, shape: str, **given: Any) -> None:
    """What came in and went out on each day of a period, and who waited at its end."""
    now = SystemClock().now()
    with _answerable(), opened(config).reading() as connection:
        question = _question(config, now, **given)
        found = volume(connection, question, now)
        try:
            settled, too_many = resolution(connection, question, now), ""
        except TooMany as mistake:
            settled, too_many = None, str(mistake)
    if shape == "table":
        click.echo("\n".join([_days(found), "", _settled(settled) if settled else too_many]))
    else:
        click.echo(volume_as_csv(found) if shape == "csv" else volume_as_json(found, settled))


@desk_command("digest")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How many, up to yesterday.")
def digest_of_days(config: Config, days: int) -> None:
    """The last days in a few lines, to be mailed: helpdesk report digest | mail -s "Last week" mona@desk.example."""
    now = SystemClock().now()
    last = now.astimezone(ZoneInfo(config.desk.zone)).date() - timedelta(days=1)
    asked = {"from": str(last - timedelta(days=days - 1)), "to": str(last)}
    question = question_of(asked, config.desk.zone, now)
    with _answerable(), opened(config).reading() as connection:
        shown = digest(
            report(connection, question, "day", now),
            total(connection, question.before, now),
            changed(connection, question, now),
        )
    click.echo(shown)


command.add_command(response_times)
command.add_command(volume_of_days)
command.add_command(digest_of_days)


def _question(config: Config, now: datetime, only: tuple[str, ...], **given: str | None) -> Question:
    asked = {name: value for name, value in given.items() if value is not None} | _filters(only)
    return question_of(_named(asked), config.desk.zone, now, week_starts=config.desk.week_starts_on)


@contextmanager
def _answerable() -> Iterator[None]:
    """Ends with the sentence when a question is none, or asks for too much."""
    try:
        yield
    except PeriodMistake as mistake:
        raise Stop(str(mistake)) from None


def _named(given: dict[str, str]) -> dict[str, str]:
    """As an address names them."""
    return {{"first": "from", "last": "to"}.get(name, name): value for name, value in given.items()}


def _filters(only: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in only]
    for name, _, value in pairs:
        if name not in DIMENSIONS or not value:
            raise Stop(f"--only takes NAME=KEY, where NAME is one of {', '.join(DIMENSIONS)}.")
    return {name: value for name, _, value in pairs}


def _table(found: Report) -> str:
    period = found.question.period
    title = f"{KIND_NAMES[found.question.kind]}, {period.first_day} to {period.last_day} ({period.zone.key})"
    lines = [title, ""]
    lines.append(
        f"{found.by:<24} {'wrote':>7} {'answered':>9} {'waiting':>8} {'median':>12} {'p90':>12} {'in time':>8}"
    )
    for each in (*found.groups, Group("", "all", found.total)):
        shown = each.figures
        share = "no data" if shown.attainment is None else f"{shown.attainment:.0%}"
        lines.append(
            f"{each.label[:24]:<24} {shown.asked:>7} {shown.answered:>9} {shown.open:>8} "
            f"{said(shown.median, shown.asked):>12} {said(shown.p90, shown.asked):>12} {share:>8}"
        )
    return "\n".join([*lines, *missing(found)])


def _days(found: Volume) -> str:
    columns = ("wrote", "answered", "needless", "backlog", "without_need")
    lines = [f"{'day':<10} {'wrote':>7} {'answered':>9} {'no need':>8} {'waiting':>8} {'answered without need':>22}"]
    for day in found.days:
        shown = [str(getattr(day, name)) for name in columns]
        widths = zip(shown, (7, 9, 8, 8, 22), strict=True)
        lines.append(f"{day.day} {' '.join(each.rjust(width) for each, width in widths)}{'  surge' * day.surge}")
    return "\n".join(lines)


def _settled(found: Resolution) -> str:
    """How the conversations that began in the period were settled, in one line."""
    first, final = (said(span, found.conversations) for span in (found.first, found.final))
    return (
        f"{found.conversations} conversations: {found.closed} closed at least once, {found.reopened} of them opened "
        f"again, {found.unsettled} never; median to the first resolution {first}, to the final one {final}"
    )
