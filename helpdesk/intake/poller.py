"""Asks a network for what is new, page by page; each page and the cursor behind it are one transaction.

So a crash between two pages costs nothing: the next poll starts where the last page was written, re-reads the
overlap that the connector asks for, and the unique key of the mentions drops what is known.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from helpdesk.clock import Clock
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.errors import NetworkError, OutOfCredit, SignedOut, TryLater
from helpdesk.networks.protocol import Network, Page
from helpdesk.records.accounts import Listener
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.database import Database
from helpdesk.records.gaps import declare
from helpdesk.records.stops import CREDIT, stop

PAGES = 1_000  # a poll gives other accounts their turn after this many pages; the next poll goes on
PAUSE_FOR_A_PERSON = timedelta(minutes=5)  # nothing gets better before somebody acts
LONGEST_PAUSE = timedelta(
    seconds=60
)  # of an account whose network does not answer; a thread waits for each that does not


def poll(database: Database, clock: Clock, account: Listening, network: Network) -> bool:
    """Walks the pages of one account until nothing is newer. False when the network failed us; that is noted.

    Does nothing while the network has asked us to wait.
    """
    if waits(database, clock, account.account_id):
        return False
    try:
        for _ in range(PAGES):
            if not poll_page(database, clock, account, network):
                break
    except NetworkError as error:
        note(database, clock, account.account_id, error)
        return False
    return True


def waits(database: Database, clock: Clock, account_id: int) -> bool:
    """Whether the network has asked us to leave it alone for now."""
    with database.reading() as connection:
        until = connection.execute(select(Listener.not_before).where(Listener.account_id == account_id)).scalar_one()
    return until is not None and clock.now() < until


def poll_page(database: Database, clock: Clock, account: Listening, network: Network) -> bool:
    """Takes in the next page; true when there may be more. Raises NetworkError with nothing written."""
    with database.reading() as connection:
        cursor = connection.execute(
            select(Listener.cursor).where(Listener.account_id == account.account_id)
        ).scalar_one()
    page = network.mentions(cursor)
    now = clock.now()
    with database.writing() as connection:
        take_in(connection, account, page.items, now)
        note_page(connection, account.account_id, network, page, now)
        here = update(Listener).where(Listener.account_id == account.account_id)
        connection.execute(here.values(cursor=page.cursor))
        if not page.more:
            note_spending(connection, account.account_id, now, polls=1)
            connection.execute(here.values(polled_at=now, failing_since=None, problem=None, not_before=None))
    return page.more


def note_page(connection: Connection, account_id: int, network: Network, page: Page, now: datetime) -> None:
    """What a page tells beside its posts: history that is out of reach, what is left of our budgets, what it cost."""
    if page.gap is not None:
        declare(connection, account_id, page.gap.since, page.gap.until, page.gap.reason, now)
    note_budgets(connection, account_id, network.quotas(), now)
    note_spending(connection, account_id, now, reading=network.take_spent())


def note(database: Database, clock: Clock, account_id: int, error: NetworkError) -> None:
    """Notes at the listener what is wrong, since when, and until when it is left alone.

    A network that does not answer is asked less and less often, as long as it has failed already, at most a minute: an
    account that waits for its network's silence holds a thread.
    """
    now = clock.now()
    with database.writing() as connection:
        here = update(Listener).where(Listener.account_id == account_id)
        connection.execute(here.where(Listener.failing_since.is_(None)).values(failing_since=now))
        since = connection.execute(select(Listener.failing_since).where(Listener.account_id == account_id)).scalar_one()
        until: datetime | None = now + min((now - (since or now)) / 2, LONGEST_PAUSE)
        if isinstance(error, TryLater) and error.until is not None:
            until = error.until
        if isinstance(error, SignedOut | OutOfCredit):
            until = now + PAUSE_FOR_A_PERSON
        connection.execute(here.values(problem=str(error), not_before=until))
        if isinstance(error, OutOfCredit):
            stop(connection, account_id, error.sentence, now, cause=CREDIT)
