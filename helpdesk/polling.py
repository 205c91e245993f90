"""One round of listening for one account: who we are there, what is new, what its words find, what has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from helpdesk.clock import Clock
from helpdesk.connections import Connections
from helpdesk.intake.parents import Parents
from helpdesk.intake.poller import note, poll, waits
from helpdesk.intake.queue import Listening
from helpdesk.intake.recheck import Recheck
from helpdesk.intake.search import Search
from helpdesk.networks.errors import NetworkError, TryLater
from helpdesk.networks.protocol import Expiring
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database


class Polling:
    """Makes the rounds of accounts.

    `recheck_every`: how long a post that waits is left alone; none for never. `parents_a_day`: how many posts that
    customers answered are fetched for an account.
    """

    def __init__(
        self, database: Database, clock: Clock, connections: Connections, recheck_every: timedelta,
        parents_a_day: int = 0,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._connections = database, clock, connections
        self._search = Search(database, clock)
        self._recheck = Recheck(database, clock, recheck_every) if recheck_every else None
        self._parents = Parents(database, clock, parents_a_day)

    def round_of(self, account_id: int, network: str) -> Callable[[], bool]:
        """The step of one account, which introduces itself at the first time that its network answers."""
        listening: list[Listening] = []

        def step() -> bool:
            if waits(self._database, self._clock, account_id):
                return False
            try:
                if not listening:
                    listening.append(Listening(account_id, network, self._connections.introduce(account_id)))
                connector = self._connections.network_of(account_id)
            except NetworkError as error:
                note(self._database, self._clock, account_id, error)
                if not isinstance(error, TryLater):  # while it waits, its session remembers what for, and since when
                    self._connections.forget(account_id)  # its token may be another one by the next time
                return False
            if isinstance(connector, Expiring):
                self._note_end(account_id, connector.token_expires_at())
            if poll(self._database, self._clock, listening[0], connector):
                self._search.step(listening[0], connector)
                if self._recheck is not None:
                    self._recheck.step(account_id, connector)
                self._parents.step(listening[0], connector)
            return False

        return step

    def _note_end(self, account_id: int, ends_at: datetime | None) -> None:
        """Keeps when its token ends, for the page of the account and for the doctor."""
        other = Account.token_expires_at.is_distinct_from(ends_at)
        with self._database.reading() as connection:
            changed = connection.execute(select(Account.id).where(Account.id == account_id, other)).first()
        if changed is not None:
            with self._database.writing() as connection:
                connection.execute(update(Account).where(Account.id == account_id).values(token_expires_at=ends_at))
