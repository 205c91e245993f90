"""`helpdesk policy dry-run`: what a draft would have done with the last 30 days."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import BinaryIO

import click
import orjson

from helpdesk.clock import SystemClock
from helpdesk.commands.policy_file import FILE, read
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.triage.dry_run import DryRun, compare
from helpdesk.triage.past_promises import DAYS, size
from helpdesk.triage.who_gets_it import ASSUMED, Share

NUMBERS_SHOWN = 10
PEOPLE_SHOWN = 40


@desk_command("dry-run")
@FILE
@click.option("--days", type=click.IntRange(1, 366), default=DAYS, show_default=True, help="So many days back.")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True)
def dry_run(config: Config, file: BinaryIO, days: int, shape: str) -> None:
    """Compares a policy in a file with the one in force on what came in; nothing is written."""
    database, now = opened(config), SystemClock().now()
    draft = read(database, file)
    try:
        with database.reading() as connection:
            policy = in_force(connection)
    except NoPolicy:
        raise Stop("No policy is published yet, so there is nothing to compare with.") from None
    bar = click.progressbar(length=size(database, now, days=days), label="Comparing", file=sys.stderr)
    with bar:
        run = compare(
            database, policy, draft, now, days=days, score=config.triage.misspelling_score,
            shortest=config.triage.misspelling_shortest, progress=bar.update, aside=True,
        )  # fmt: skip
    click.echo(as_json(run) if shape == "json" else as_table(run, policy.revision))


def as_json(run: DryRun) -> str:
    """All of it, with the numbers of the posts."""
    body = asdict(run)
    moves = [{**asdict(move), "before": move.before._asdict(), "after": move.after._asdict()} for move in run.largest]
    return orjson.dumps({**body, "moved": run.moved, "moves": moves, "people_assumed": ASSUMED}).decode()


def as_table(run: DryRun, revision: int) -> str:
    """What a manager asks first."""
    lines = [
        f"Since {run.since:%Y-%m-%d %H:%M} UTC, compared with revision {revision}",
        f"{run.moved:,} of {run.opened:,} opening posts would have gone elsewhere",
        f"{run.late_before:,} of {run.promises:,} answers late as it is, {run.late_after:,} with the draft: "
        f"{run.newly_late:,} more, {run.no_longer_late:,} fewer",
    ]
    for move in run.largest:
        lines.append(f"\n{_place(*move.before)} -> {_place(*move.after)}: {move.count:,}")
        lines.append(f"  posts {_numbers(move.mentions, move.count)}")
        lines += [f"  {' '.join(sample.split())[:100]!r}" for sample in move.samples]
    if run.newly_late:
        lines.append(f"\nLate only with the draft: posts {_numbers(run.newly_late_mentions, run.newly_late)}")
    if run.people:
        lines += ["\nConversations each would have got:", *map(_share, run.people[:PEOPLE_SHOWN])]
        more = len(run.people) - PEOPLE_SHOWN
        lines += [f"  and {more:,} more people, whose number changes less"] if more > 0 else []
        lines += [f"  {ASSUMED}"]
    return "\n".join(lines)


def _share(share: Share) -> str:
    name = share.name if share.staff_id is not None else "Nobody"
    return f"  {name} {share.before:,} -> {share.after:,} (really {share.really:,})"


def _place(topic: str, team: str) -> str:
    return f"{topic} ({team})"


def _numbers(mentions: list[int], count: int) -> str:
    shown = mentions[:NUMBERS_SHOWN]
    more = f" and {count - len(shown):,} more" if count > len(shown) else ""
    return ", ".join(map(str, shown)) + more
