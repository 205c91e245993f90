"""The connectors of our accounts, made when first needed and kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from helpdesk.clock import Clock
from helpdesk.networks.connect import ONLY_LISTENED_TO, connect
from helpdesk.networks.errors import WrongSettings
from helpdesk.networks.protocol import Access, Network
from helpdesk.networks.protocol import Author as NetworkAuthor
from helpdesk.records.accounts import Account
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.database import Database
from helpdesk.records.safe import Safe, session_of, token_of
from helpdesk.sealing import CannotOpen
from helpdesk.secret_files import Secrets


class Connections:
    """Gives the network of an account; safe to share between the worker's threads."""

    def __init__(self, database: Database, clock: Clock, secrets: Secrets, *, timeout_seconds: float = 10) -> None:
        self._database, self._clock, self._secrets = database, clock, secrets
        self._safe = Safe(database, secrets)
        self._timeout_seconds = timeout_seconds
        self._made: dict[int, Network] = {}
        self._introduced: set[int] = set()
        self._lock = threading.Lock()

    def network_of(self, account_id: int) -> Network:
        """Raises WrongSettings when the account can't be connected as it is set up."""
        with self._lock:
            if account_id not in self._made:
                self._made[account_id] = self._connect(account_id)
            return self._made[account_id]

    def voice_of(self, account_id: int) -> Network:
        """The network of an account, for posting as it: it has said in this process who we are there.

        Raises what `introduce` raises.
        """
        if account_id not in self._introduced:
            self.introduce(account_id)
        return self.network_of(account_id)

    def introduce(self, account_id: int) -> str:
        """Asks the network who we are there and how long a post may be, and remembers both; gives our author id.

        Raises NetworkError; of these WrongSettings when the token is that of another account than ours.
        """
        network = self.network_of(account_id)
        me, limits = network.whoami(), network.limits()
        with self._database.writing() as connection:
            ours = connection.execute(
                select(Account.network, Account.handle, Account.remote_id).where(Account.id == account_id)
            ).one()
            if ours.network not in ONLY_LISTENED_TO and not _same(ours.handle, ours.remote_id, me):
                raise WrongSettings(
                    f"The token of {ours.handle} is that of @{me.handle}: nothing is read or posted with it. "
                    "Set the right one, or run helpdesk account add."
                )
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
        self._introduced.add(account_id)
        return me.remote_id

    def forget(self, account_id: int) -> None:
        """Makes the connection anew, with the settings and the token of then, when it is next needed.

        The old one is not closed: another thread may be posting through it. It holds no socket between two requests.
        """
        with self._lock:
            self._made.pop(account_id, None)
            self._introduced.discard(account_id)

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
        kept = Kept(self._safe, session_of(account_id))
        token = self._secrets.read(account.secret) if account.secret else kept.opened(token_of(account_id))
        open_to_all = account.network in ONLY_LISTENED_TO
        if not account.base_url or not (token or open_to_all or kept.read()):
            raise WrongSettings(_not_connected(account.handle, account.secret))
        access = Access(
            account.base_url, account.handle, token or "", kept, Acquaintances(self._database, account.network)
        )
        return connect(account.network, access, self._clock, timeout_seconds=self._timeout_seconds)


@dataclass(frozen=True, slots=True)
class Acquaintances:
    """Who wrote to us before: some networks want money for telling it again. Whoever has no name yet is not known."""

    database: Database
    network: str

    def __call__(self, remote_ids: Sequence[str]) -> dict[str, NetworkAuthor]:
        """Those of these authors that the desk knows, by their id."""
        known = select(Author.remote_id, Author.handle, Author.name, Author.followers).where(
            Author.network == self.network, among(Author.remote_id, "remote_ids"), Author.handle != Author.remote_id
        )
        with self.database.reading() as connection:
            rows = connection.execute(known, {"remote_ids": list(remote_ids)}).all()
        return {row.remote_id: NetworkAuthor(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a connector keeps between two runs, in the safe. A safe that does not open is a matter of settings."""

    safe: Safe
    name: str

    def read(self) -> str | None:
        """What was written last; None at first."""
        return self.opened(self.name)

    def write(self, value: str) -> None:
        """Durable when it returns."""
        try:
            self.safe.write(self.name, value)
        except CannotOpen as reason:
            raise WrongSettings(str(reason)) from None

    def opened(self, name: str) -> str | None:
        """What lies in the safe under this name."""
        try:
            return self.safe.read(name)
        except CannotOpen as reason:
            raise WrongSettings(str(reason)) from None


def _same(handle: str, remote_id: str | None, me: NetworkAuthor) -> bool:
    """Whether the network's answer is our account: by its id, which outlives a new name, or by its name.

    A network that was set up anew gives other ids to the same names.
    """
    return me.remote_id == remote_id or _name(me.handle) == _name(handle)


def _name(handle: str) -> str:
    """Without the server, which not every network says of its own people."""
    return handle.removeprefix("@").partition("@")[0].casefold()


def _not_connected(handle: str, secret: str | None) -> str:
    if secret:
        return f"{handle} has no address or no token: set its secret {secret!r}."
    return f"{handle} is not connected: run helpdesk account add."
