"""The poller and the sender of one account write down what it was told, and what it cost, at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from helpdesk.networks.protocol import Quota
from helpdesk.records.budgets import Budget, Spending, note_budgets, note_spending
from tests.cast import NOON, Office

DAYS = 20
BOTH = 4


def test_nobody_collides_and_no_cent_is_lost(office: Office) -> None:
    together = Barrier(BOTH, timeout=20)

    def notes(number: int) -> None:
        for day in range(DAYS):
            now = NOON + timedelta(days=day)
            names = [f"reading on day {day}", f"posting on day {day}"]
            told = [Quota(name, 300, 299, None) for name in (names if number % 2 else reversed(names))]
            together.wait()
            with office.database.writing() as connection:
                note_budgets(connection, office.account, told, now)
                note_spending(connection, office.account, now, reading=5, posting=7, polls=1)

    with ThreadPoolExecutor(BOTH) as threads:
        list(threads.map(notes, range(BOTH)))
    sums = select(func.sum(Spending.polls), func.sum(Spending.reading), func.sum(Spending.posting), func.count())
    with office.database.reading() as connection:
        assert tuple(connection.execute(sums).one()) == (BOTH * DAYS, 5 * BOTH * DAYS, 7 * BOTH * DAYS, DAYS)
        assert connection.execute(select(func.count()).select_from(Budget)).scalar_one() == 2 * DAYS
