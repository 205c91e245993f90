"""Connects and removes our accounts: row, token in the safe and event in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from helpdesk.desk.refused import Refused
from helpdesk.language import gettext as _
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.events import record
from helpdesk.records.safe import Safe, forget, session_of, token_of


@dataclass(frozen=True, slots=True)
class Connected:
    """An account that was just tried: who we are there, and what lets us in."""

    network: str
    handle: str  # with its @
    base_url: str
    purpose: str | None  # None: as it was, or service
    remote_id: str
    listen_only: bool
    token: str | None = field(repr=False)
    session: str | None = field(default=None, repr=False)  # what its connector keeps


def connect(connection: Connection, safe: Safe, made: Connected, now: datetime) -> bool:
    """Adds the account, or connects anew the one with this name; true when it is new. Its history stays.

    Raises Refused when this name belongs to another account of the network, CannotOpen when the safe can't be used.
    """
    account_id, is_new = _row(connection, made, now)
    forget(connection, token_of(account_id), session_of(account_id))
    for name, value in ((token_of(account_id), made.token), (session_of(account_id), made.session)):
        if value:
            safe.put(connection, name, value)
    record(connection, "account_connected", now, account=account_id, network=made.network, handle=made.handle)
    return is_new


def _row(connection: Connection, made: Connected, now: datetime) -> tuple[int, bool]:
    """The account's number, and whether it is new."""
    same = (Account.network == made.network) & (Account.handle == made.handle)
    known = connection.execute(select(Account.id, Account.remote_id, Account.removed_at).where(same)).one_or_none()
    settings: dict[str, object] = {
        "base_url": made.base_url, "secret": None, "listen_only": made.listen_only, "remote_id": made.remote_id,
        "connected_at": now, "removed_at": None,
    }  # fmt: skip
    if made.purpose or known is None:
        settings["purpose"] = made.purpose or "service"
    if known is None:
        added = connection.execute(
            insert(Account).values(network=made.network, handle=made.handle, created_at=now, **settings)
        ).inserted_primary_key
        assert added is not None  # noqa: S101 - an insert of one row gives its key
        connection.execute(insert(Listener).values(account_id=added[0]))
        return int(added[0]), True
    another = known.remote_id not in (None, made.remote_id)
    if another and known.removed_at is None:
        raise Refused(
            _(
                "%(account)s here is another account of that name on %(network)s; remove that one first.",
                account=made.handle,
                network=made.network,
            )
        )
    connection.execute(update(Account).where(Account.id == known.id).values(**settings))
    listener = update(Listener).where(Listener.account_id == known.id)
    connection.execute(listener.values(not_before=None, failing_since=None, problem=None))
    if another:
        connection.execute(listener.values(cursor=None))  # it speaks of the other one
    return int(known.id), False


def remove(connection: Connection, account_id: int, now: datetime) -> None:
    """Nobody listens for it any more, its token is gone, and what waits to be posted as it is held by the sender."""
    account = connection.execute(select(Account.handle, Account.network).where(Account.id == account_id)).one()
    connection.execute(update(Account).where(Account.id == account_id).values(removed_at=now, secret=None))
    forget(connection, token_of(account_id), session_of(account_id))
    record(connection, "account_removed", now, account=account_id, network=account.network, handle=account.handle)
