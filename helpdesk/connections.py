"""The connectors of our accounts, made when first needed and kept."""

from __future__ import annotations

import threading

from sqlalchemy import select, update

from helpdesk.clock import Clock
from helpdesk.networks.connect import connect
from helpdesk.networks.errors import WrongSettings
from helpdesk.networks.protocol import Access, Network
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database
from helpdesk.secret_files import Secrets


class Connections:
    """Gives the network of an account; safe to share between the worker's threads."""

    def __init__(self, database: Database, clock: Clock, secrets: Secrets, *, timeout_seconds: float = 10) -> None:
        self._database, self._clock, self._secrets = database, clock, secrets
        self._timeout_seconds = timeout_seconds
        self._made: dict[int, Network] = {}
        self._lock = threading.Lock()

    def network_of(self, account_id: int) -> Network:
        """Raises WrongSettings when the account can't be connected as it is set up."""
        with self._lock:
            if account_id not in self._made:
                self._made[account_id] = self._connect(account_id)
            return self._made[account_id]

    def introduce(self, account_id: int) -> str:
        """Asks the network who we are there and how long a post may be, and remembers both; gives our author id."""
        network = self.network_of(account_id)
        me, limits = network.whoami(), network.limits()
        with self._database.writing() as connection:
            connection.execute(
                update(Account)
                .where(Account.id == account_id)
                .values(
                    remote_id=me.remote_id,
                    characters=limits.characters,
                    link_length=limits.link_length,
                    length_unit=limits.unit,
                )
            )
        return me.remote_id

    def forget(self, account_id: int) -> None:
        """Makes the connection anew, with the settings and the token of then, when it is next needed."""
        with self._lock:
            network = self._made.pop(account_id, None)
        if network is not None:
            network.close()

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for network in self._made.values():
                network.close()
            self._made.clear()

    def _connect(self, account_id: int) -> Network:
        with self._database.reading() as connection:
            account = connection.execute(
                select(Account.network, Account.handle, Account.base_url, Account.secret).where(
                    Account.id == account_id
                )
            ).one()
        token = self._secrets.read(account.secret) if account.secret else None
        if not account.base_url or not token:
            raise WrongSettings(f"{account.handle} has no address or no token: set its secret {account.secret!r}.")
        access = Access(account.base_url, account.handle, token)
        return connect(account.network, access, self._clock, timeout_seconds=self._timeout_seconds)
