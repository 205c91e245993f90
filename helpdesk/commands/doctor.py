"""`helpdesk doctor`: what is wrong, and what to do about it. It looks, and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import click
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from helpdesk.cli import FAILED
from helpdesk.clock import SystemClock
from helpdesk.commands import checks
from helpdesk.commands.setup import desk_command, existing
from helpdesk.config import Config
from helpdesk.desk.checkup import Finding, findings
from helpdesk.networks.connect import ONLY_LISTENED_TO
from helpdesk.records import schema
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database, UnsafeDatabase
from helpdesk.records.rotation import sealed
from helpdesk.records.safe import session_of, token_of


@desk_command("doctor")
def command(config: Config) -> None:
    """Says one line about each thing that can go wrong; exit status 1 when something is wrong."""
    wrong = 0
    for finding in examined(config):
        click.echo(f"{finding.verdict:<5}  {finding.about}: {' '.join(finding.sentence.split())}")
        wrong += finding.verdict == "wrong"
    if wrong:
        click.echo(f"\n{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
        sys.exit(FAILED)
    click.echo("\nNothing is wrong.")


def examined(config: Config) -> Iterator[Finding]:
    """All findings; what needs the database is left out when that can't be used."""
    yield Finding("ok", "configuration", "Every key is known, every value is possible.")
    yield checks.folder(config.desk.data)
    yield checks.disk(config.desk.data)
    accounts = {(account.handle, account.secret) for account in config.accounts if account.secret}
    try:
        database = existing(config)
        schema.check(database)
    except UnsafeDatabase as reason:
        yield from checks.secrets(config.desk.data, sorted(accounts))
        yield Finding("wrong", "database", str(reason))
        return
    try:
        yield from _in_records(config, database, accounts)
    except DBAPIError as error:
        yield Finding("wrong", "database", f"It can't be read: {error.orig}.")


def _in_records(config: Config, database: Database, accounts: set[tuple[str, str]]) -> Iterator[Finding]:
    with database.reading() as connection:
        known = connection.execute(select(Account.handle, Account.secret).where(Account.removed_at.is_(None)))
        accounts = accounts | {(handle, name) for handle, name in known if name}
        yield from checks.secrets(config.desk.data, sorted(accounts))
        texts = sealed(connection)
        yield from checks.safe(config.desk.data, texts)
        yield from _not_connected(connection, texts)
        different = len(schema.drift(connection))
        if different:
            yield Finding(
                "wrong", "database",
                f"Its tables differ from this program's (differences: {different}); restore a backup, or report this.",
            )  # fmt: skip
        else:
            yield Finding(
                "ok", "database", f"Durable, at migration {schema.head()}, with the tables as they should be."
            )
        worker = config.worker
        yield from findings(
            connection,
            SystemClock().now(),
            every=max(worker.scan_seconds, worker.watch_seconds),
            poll_every=config.intake.poll_seconds,
        )


def _not_connected(connection: Connection, texts: Mapping[str, str]) -> Iterator[Finding]:
    """The accounts that nobody gave a token."""
    asked = select(Account.id, Account.handle, Account.network).where(
        Account.base_url.is_not(None), Account.secret.is_(None), Account.removed_at.is_(None)
    )
    for account in connection.execute(asked.order_by(Account.id)):
        lets_in = account.network in ONLY_LISTENED_TO or {token_of(account.id), session_of(account.id)} & texts.keys()
        if not lets_in:
            how = f"It is not connected: run helpdesk account add {account.network}."
            yield Finding("wrong", f"account {account.handle}", how)
