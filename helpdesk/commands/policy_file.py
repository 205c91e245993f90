"""A policy in a file, as `helpdesk policy` takes it."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click

from helpdesk.cli import FAILED
from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop
from helpdesk.desk import publishing
from helpdesk.policy.draft import LONGEST
from helpdesk.policy.revisions import Policy
from helpdesk.records.database import Database
from helpdesk.triage.draft_check import checked

LARGEST = 4 * LONGEST  # bytes

FILE = click.argument("file", type=click.File("rb"))


def read(database: Database, file: BinaryIO) -> Policy:
    """The policy of a file. Ends the command with every mistake, a line each, when it can't be published."""
    given = file.read(LARGEST + 1)
    if len(given) > LARGEST:
        raise Stop(f"The file is larger than {LARGEST:,} bytes; no policy is.")
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Stop(f"The file is not UTF-8: byte {error.start + 1} begins no character.") from None
    with database.reading() as connection:
        teams, people = publishing.teams(connection), publishing.people(connection)
    today = SystemClock().now().date()
    draft = checked(text.replace("\r\n", "\n"), today=today, teams=teams, people=people)
    if draft.policy is None:
        for mistake in draft.mistakes:
            click.echo(str(mistake), err=True)
        sys.exit(FAILED)
    return draft.policy
