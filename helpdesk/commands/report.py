"""`helpdesk report`: the same figures as the pages, for a terminal, a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import click

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.policy.revisions import NoPolicy
from helpdesk.reports.figures import Figures
from helpdesk.reports.periods import PeriodMistake, period_of
from helpdesk.reports.response_times import GROUPINGS, By, Group, Report, report

COLUMNS = (
    *("asked", "answered", "open", "closed_without_need", "median_seconds", "p90_seconds"),
    *("due", "in_time", "attainment", "desk_median_seconds"),
)


@click.group("report")
def command() -> None:
    """What managers read."""


@desk_command("response-times")
@click.option("--from", "first", help="First day, such as 2026-03-01; 28 days back when left out.")
@click.option("--to", "last", help="Last day; today when left out.")
@click.option("--by", type=click.Choice(GROUPINGS), default="day", show_default=True)
@click.option("--format", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
def response_times(config: Config, first: str | None, last: str | None, by: By, shape: str) -> None:
    """First responses to the customers who wrote in a period; those who still wait are counted."""
    now = SystemClock().now()
    try:
        period = period_of(first, last, config.desk.zone, now)
    except PeriodMistake as mistake:
        raise Stop(str(mistake)) from None
    with opened(config).reading() as connection:
        try:
            found = report(connection, period, by, now)
        except NoPolicy:
            raise Stop("No policy is published yet, so there are no topics: add some to config.toml.") from None
    click.echo({"table": _table, "csv": _csv, "json": _json}[shape](found))


command.add_command(response_times)


def _values(figures: Figures) -> dict[str, Any]:
    def seconds(wait: timedelta | None) -> float | None:
        return None if wait is None else wait.total_seconds()

    plain = {name: getattr(figures, name) for name in COLUMNS if not name.endswith("_seconds")}
    return plain | {
        "median_seconds": seconds(figures.median),
        "p90_seconds": seconds(figures.p90),
        "desk_median_seconds": seconds(figures.desk_median),
    }


def _json(found: Report) -> str:
    return json.dumps(
        {
            "from": str(found.period.first_day),
            "to": str(found.period.last_day),
            "zone": found.period.zone.key,
            "by": found.by,
            "total": _values(found.total),
            "groups": [{"key": each.key, "label": each.label, **_values(each.figures)} for each in found.groups],
        },
        indent=2,
        ensure_ascii=False,
    )


def _csv(found: Report) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([found.by, *COLUMNS])
    for each in (*found.groups, Group("", "all", found.total)):
        values = _values(each.figures)
        writer.writerow([_cell(each.label), *(values[name] for name in COLUMNS)])
    return written.getvalue().rstrip("\n")


def _cell(words: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP ASVS 5.0 1.2.10)."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r", "＝") else words


def _table(found: Report) -> str:
    lines = [f"First responses, {found.period.first_day} to {found.period.last_day} ({found.period.zone.key})", ""]
    lines.append(
        f"{found.by:<24} {'wrote':>7} {'answered':>9} {'waiting':>8} {'median':>12} {'p90':>12} {'in time':>8}"
    )
    for each in (*found.groups, Group("", "all", found.total)):
        shown = each.figures
        share = "no data" if shown.attainment is None else f"{shown.attainment:.0%}"
        lines.append(
            f"{each.label[:24]:<24} {shown.asked:>7} {shown.answered:>9} {shown.open:>8} "
            f"{_wait(shown.median, shown):>12} {_wait(shown.p90, shown):>12} {share:>8}"
        )
    return "\n".join(lines)


def _wait(wait: timedelta | None, figures: Figures) -> str:
    if wait is None:
        return "not reached" if figures.asked else "no data"
    minutes = wait.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
