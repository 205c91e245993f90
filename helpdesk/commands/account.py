"""`helpdesk account`: our own profiles on the networks."""

from __future__ import annotations

import click
from sqlalchemy import Connection, Row, select

from helpdesk.clock import SystemClock
from helpdesk.commands import account_connecting, account_trying
from helpdesk.commands.account_guides import GUIDES
from helpdesk.commands.setup import Stop, data_folder, desk_command, opened
from helpdesk.config import Config
from helpdesk.connections import Connections
from helpdesk.desk import accounts
from helpdesk.desk.refused import Refused
from helpdesk.networks.connect import CONNECTORS, ONLY_LISTENED_TO
from helpdesk.networks.errors import NetworkError
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.safe import Safe
from helpdesk.sealing import CannotOpen
from helpdesk.secret_files import Secrets

NETWORKS = sorted(set(GUIDES) & set(CONNECTORS))


@click.group("account")
def command() -> None:
    """Our own profiles on the networks."""


@desk_command("add")
@click.argument("network", type=click.Choice(NETWORKS))
@click.option("--url", "address", default="", help="Address of the server, or of the feed.")
@click.option("--handle", default="", help="The account's handle: needed for Bluesky, chosen freely for a feed.")
@click.option("--purpose", type=click.Choice(["service", "offers"]), help="What it is for; service at first.")
@click.option("--client-id", default="", help="X: the app's OAuth 2.0 client ID.")
@click.option("--callback", default="", help="X: the callback address in the app's settings.")
@click.option("--token", "at_once", is_flag=True, help="X: asks for tokens that are there already, and no consent.")
def add(
    config: Config,
    network: str,
    address: str,
    handle: str,
    purpose: str | None,
    client_id: str,
    callback: str,
    at_once: bool,
) -> None:
    """Connects an account, or connects it anew. Secrets are asked for, or read from standard input."""
    database, secrets, clock = opened(config), Secrets(data_folder(config)), SystemClock()
    given = account_connecting.Given(network, address, handle, purpose, client_id, callback, at_once)
    made = account_connecting.connected(given, clock, config.outbox.timeout_seconds)
    _refuse_configured(config, made.handle, network)
    try:
        with database.writing() as connection:
            new = accounts.connect(connection, Safe(database, secrets), made, clock.now())
    except (Refused, CannotOpen) as reason:
        raise Stop(str(reason)) from None
    click.echo(f"{made.handle} is connected{'' if new else ' anew'}. A desk that runs listens within seconds.")


@desk_command("list")
def show(config: Config) -> None:
    """Lists the accounts and how listening goes."""
    with opened(config).reading() as connection:
        for row in connection.execute(
            select(*(Account.handle, Account.network, Account.purpose, Account.base_url, Account.removed_at),
                   *(Listener.polled_at, Listener.failing_since, Listener.problem))
            .outerjoin(Listener, Listener.account_id == Account.id)
            .order_by(Account.network, Account.handle)
        ):  # fmt: skip
            click.echo(f"{row.handle:<40} {row.network:<9} {row.purpose:<8} {_state(row)}")


@desk_command("check")
@click.argument("handle")
@click.option("--network", default=None, help="Which one, when several have this handle.")
@click.option("--post", is_flag=True, help="Tries writing too: answers our own newest post and removes that again.")
def check(config: Config, handle: str, network: str | None, post: bool) -> None:
    """Tries whether an account lets us in and can be read. Takes nothing in."""
    database, clock = opened(config), SystemClock()
    with database.reading() as connection:
        account = _found(connection, handle, network)
    connections = Connections(database, clock, Secrets(config.desk.data), timeout_seconds=config.outbox.timeout_seconds)
    try:
        tried = connections.network_of(account.id)
        for sentence in account_trying.reading(tried, account.network, account.cursor):
            click.echo(sentence)
        if post and account.network in ONLY_LISTENED_TO:
            raise Stop("This account is only listened to: nothing can be posted there.")
        if post:
            for sentence in account_trying.writing(tried, account.network, clock.now()):
                click.echo(sentence)
    except NetworkError as error:
        raise Stop(account_trying.told(error, account.network)) from None
    except account_trying.Failed as reason:
        raise Stop(str(reason)) from None
    finally:
        connections.close()


@desk_command("remove")
@click.argument("handle")
@click.option("--network", default=None, help="Which one, when several have this handle.")
def remove(config: Config, handle: str, network: str | None) -> None:
    """Listens for an account no more and forgets its token. Its conversations and reports stay."""
    with opened(config).writing() as connection:
        account = _found(connection, handle, network)
        _refuse_configured(config, account.handle, account.network)
        accounts.remove(connection, account.id, SystemClock().now())
    click.echo(f"{account.handle} is removed; its history stays. Answers that waited are held back.")
    click.echo("Revoke the token on the network too.")


def _found(connection: Connection, handle: str, network: str | None) -> Row[int, str, str, str | None]:
    wanted = f"@{handle.strip().removeprefix('@')}"
    asked = (
        select(Account.id, Account.handle, Account.network, Listener.cursor)
        .outerjoin(Listener, Listener.account_id == Account.id)
        .where(Account.handle == wanted, Account.removed_at.is_(None))
    )
    rows = connection.execute(asked if network is None else asked.where(Account.network == network)).all()
    if len(rows) > 1:
        names = ", ".join(sorted(row.network for row in rows))
        raise Stop(f"{wanted} is an account of {names}: say which with --network.")
    if not rows:
        raise Stop(f"There is no account {wanted}; see helpdesk account list.")
    return rows[0]


def _refuse_configured(config: Config, handle: str, network: str) -> None:
    if any((each.handle, each.network) == (handle, network) for each in config.accounts):
        raise Stop(f"{handle} stands in config.toml, which is read at each start: take it out there first.")


def _state(row: Row[str, str, str, str | None, object, object, object, str | None]) -> str:
    if row.removed_at is not None:
        return "removed"
    if row.base_url is None:
        return "filled from files"
    if row.failing_since is not None:
        return f"failing: {row.problem}"
    return "listening" if row.polled_at is not None else "not asked yet"


for each in (add, show, check, remove):
    command.add_command(each)
