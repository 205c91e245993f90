"""Searches for an account's listening words, each with a cursor of its own, as the poller does for mentions.

A word that its network refuses keeps no other waiting. Trouble that is not of one word does: a search that is not
answered would be waited for once for each word, and mentions would wait as long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from helpdesk.clock import Clock
from helpdesk.intake.poller import PAGES, note_page
from helpdesk.intake.queue import Listening, take_in
from helpdesk.intake.rests import Rests
from helpdesk.language import N_
from helpdesk.networks.errors import NetworkError, OutOfCredit, RefusedByNetwork, Uncertain, WrongSettings
from helpdesk.networks.protocol import Network
from helpdesk.records.accounts import Account
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.database import Database
from helpdesk.records.events import record
from helpdesk.records.listening_words import ListeningWord
from helpdesk.records.turns import take_turn

EVERY = timedelta(seconds=60)  # a search costs as much as a poll, and words are many


@dataclass(frozen=True)
class Search:
    """The searches of all accounts."""

    database: Database
    clock: Clock
    rests: Rests = field(default_factory=Rests)

    def step(self, account: Listening, network: Network) -> bool:
        """Walks the pages of each word that was not searched for lately. False when one failed; that is noted."""
        now, well = self.clock.now(), True
        if not network.can_search or self.rests.on(account.account_id, now):
            return True
        for number, words in _due(self.database, now, account.account_id):
            try:
                for _ in range(PAGES):
                    if not search_page(self.database, self.clock, account, network, number, words):
                        break
            except NetworkError as error:
                well = False
                self._note(account.account_id, number, error)
                if not _of_the_word(error):
                    self.rests.begin(account.account_id, error, self.clock.now())
                    break
        return well

    def _note(self, account_id: int, number: int, error: NetworkError) -> None:
        now = self.clock.now()
        with self.database.writing() as connection:
            if isinstance(error, OutOfCredit):
                _tell_once(connection, account_id, error.sentence, now)
            failed = {"problem": error.sentence, "searched_at": now}
            connection.execute(update(ListeningWord).where(ListeningWord.id == number).values(**failed))


def _tell_once(connection: Connection, account_id: int, problem: str, now: datetime) -> None:
    """Tells the managers that searches are paid for no more: polls may still be, and then nobody else would."""
    take_turn(connection, "outages")
    known = select(ListeningWord.id).where(
        *(ListeningWord.account_id == account_id, ListeningWord.removed_at.is_(None), ListeningWord.problem == problem)
    )
    if connection.execute(known.limit(1)).first() is not None:
        return
    account = connection.execute(select(Account.handle).where(Account.id == account_id)).scalar_one()
    words = N_("The listening words of %(account)s are not searched for: %(problem)s")
    key = f"searches of {account_id} at {now.isoformat()}"
    told = said(words, account=account, problem=problem)
    raise_alarm(connection, "searches_stopped", key, now, staff=managers(connection), urgent=True, **told)
    record(connection, "searches_stopped", now, account=account_id, reason=problem)


def _of_the_word(error: NetworkError) -> bool:
    """Whether the network may still answer to other words."""
    answered = isinstance(error, Uncertain) and error.status is not None
    return answered or isinstance(error, RefusedByNetwork | WrongSettings)


def search_page(
    database: Database, clock: Clock, account: Listening, network: Network, number: int, words: str
) -> bool:
    """Takes in the next page of one word; true when there may be more. Raises NetworkError with nothing written."""
    with database.reading() as connection:
        cursor = connection.execute(select(ListeningWord.cursor).where(ListeningWord.id == number)).scalar_one()
    page = network.search(words, cursor)
    now = clock.now()
    with database.writing() as connection:
        taken = take_in(connection, account, page.items, now)
        note_page(connection, account.account_id, network, page, now)
        here = update(ListeningWord).where(ListeningWord.id == number)
        connection.execute(here.values(cursor=page.cursor, hits=ListeningWord.hits + taken.queued))
        if not page.more:
            connection.execute(here.values(searched_at=now, problem=None))
    return page.more


def _due(database: Database, now: datetime, account_id: int) -> list[tuple[int, str]]:
    waiting = ListeningWord.searched_at.is_(None) | (ListeningWord.searched_at <= now - EVERY)
    query = select(ListeningWord.id, ListeningWord.words).where(
        ListeningWord.account_id == account_id, ListeningWord.removed_at.is_(None), waiting
    )
    longest_ago = ListeningWord.searched_at.asc().nulls_first()  # so that one which never answers is not always first
    with database.reading() as connection:
        return [(row.id, row.words) for row in connection.execute(query.order_by(longest_ago, ListeningWord.id))]
