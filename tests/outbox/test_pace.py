"""No account posts faster than its network allows, and none waits because another does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from helpdesk.outbox import pace
from helpdesk.outbox.claiming import Claimed, accounts_due, claim_due, next_due
from helpdesk.outbox.pace import DAY, PACES, Told, Window, free_at
from helpdesk.outbox.pacing import paced
from helpdesk.records.accounts import Account
from helpdesk.records.budgets import note_budgets
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import QUEUED, Attempt, Reply
from tests.cast import NOON, Office

SHORT, LONG = Window(3, timedelta(minutes=15)), Window(10, DAY)
SOON = NOON + timedelta(minutes=5)


def test_with_nothing_posted_it_is_now() -> None:
    assert free_at(NOON, [(SHORT, None), (LONG, None)], []) == NOON


def test_a_full_window_opens_when_its_oldest_post_leaves_it() -> None:
    since = NOON - timedelta(minutes=10)
    assert free_at(NOON, [(SHORT, since), (LONG, None)], []) == SOON
    assert free_at(NOON, [(SHORT, since), (LONG, NOON)], []) == NOON + DAY


@pytest.mark.parametrize(
    ("told", "at"),
    [
        (Told("posting", 0, SOON, 0), SOON),
        (Told("posting", 2, SOON, 2), SOON),  # we used up what was left
        (Told("posting", 3, SOON, 2), NOON),
        (Told("posting", 0, NOON - timedelta(seconds=1), 0), NOON + timedelta(minutes=15)),  # reset: unknown again
        (Told("posting", 0, None, 0), NOON + timedelta(minutes=15)),
        (Told("reading", 0, SOON, 0), NOON + timedelta(minutes=15)),
        (Told("posting in 24 hours", 0, SOON, 0), NOON + timedelta(minutes=15)),
    ],
)
def test_what_the_network_says_of_a_window_counts_more_than_our_table(told: Told, at: datetime) -> None:
    assert free_at(NOON, [(SHORT, NOON), (LONG, None)], [told]) == at


def test_the_day_of_the_network_counts_beside_the_short_window() -> None:
    day = Told("posting in 24 hours, all accounts", 0, NOON + timedelta(hours=3), 0)
    assert free_at(NOON, [(SHORT, None), (LONG, None)], [day]) == NOON + timedelta(hours=3)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(st.lists(st.integers(0, 3_000), max_size=60), st.integers(1, 5), st.integers(1, 600))
def test_posting_whenever_it_is_free_never_breaks_a_window(waits: list[int], posts: int, seconds: int) -> None:
    window, tried, now = Window(posts, timedelta(seconds=seconds)), [], NOON
    for wait in waits:
        now += timedelta(seconds=wait / 10)
        inside = [moment for moment in reversed(tried) if moment > now - window.length]
        since = inside[posts - 1] if len(inside) >= posts else None
        now = free_at(now, [(window, since)], [])
        tried.append(now)
    for moment in tried:
        assert sum(moment - window.length < other <= moment for other in tried) <= posts


def test_every_network_has_a_short_and_a_long_window() -> None:
    for short, long in (*PACES.values(), pace.USUAL):
        assert short.length < long.length == DAY


def another_account(office: Office, handle: str) -> int:
    with office.database.writing() as connection:
        made = connection.execute(
            insert(Account).values(network="practice", handle=handle, purpose="service", created_at=NOON)
        ).inserted_primary_key
        assert made is not None
        return int(made[0])


def queued(office: Office, account: int, count: int) -> None:
    """So many answers wait to be posted as this account."""
    from tests.web.customers import writes

    for _ in range(count):
        conversation = writes(office, "@brightbyte refund?", handle=f"customer{account}-{_}")
        with office.database.writing() as connection:
            mention = connection.execute(select(Mention).order_by(Mention.id.desc()).limit(1)).one()
            connection.execute(
                insert(Reply).values(
                    submit_key=f"form-{mention.id}", conversation_id=conversation, mention_id=mention.id,
                    account_id=account, staff_id=office.ada, parent_remote_id=mention.remote_id, text="@carl Yes. ^AL",
                    state=QUEUED, not_before=office.clock.now(), accepted_at=office.clock.now(),
                )
            )  # fmt: skip


def takes(office: Office) -> Any:
    """The next reply is taken to be posted; gives its account, or what came in between."""
    with office.database.writing() as connection:
        due = next_due(connection, office.clock.now())
        taken = claim_due(connection, due, office.clock.now()) if due else None
        return taken.account_id if isinstance(taken, Claimed) else taken


def test_accounts_take_turns_however_much_one_of_them_has_to_say(office: Office) -> None:
    deals = another_account(office, "@brightbyte_deals")
    queued(office, office.account, 4)
    office.clock.forward(minutes=1)
    queued(office, deals, 2)
    order = []
    for _ in range(6):
        order.append(takes(office))
        office.clock.forward(seconds=1)
    assert order == [office.account, deals, office.account, deals, office.account, office.account]


def test_an_account_that_posted_its_share_waits_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.outbox.pacing.PACES", {"practice": (SHORT, LONG)})
    deals = another_account(office, "@brightbyte_deals")
    queued(office, office.account, 5)
    first = office.clock.now()
    for _ in range(3):
        assert takes(office) == office.account
        office.clock.forward(seconds=1)
    queued(office, deals, 1)
    assert [takes(office), takes(office), takes(office)] == [deals, "not now", None]
    with office.database.reading() as connection:
        until = connection.execute(select(Account.paced_until).where(Account.id == office.account)).scalar_one()
        assert until == first + timedelta(minutes=15)
        assert accounts_due(connection, office.clock.now()) == []
        assert accounts_due(connection, until) == [office.account]
    office.clock.moment = until
    assert takes(office) == office.account


def test_the_pace_is_kept_after_a_restart_since_it_is_read_from_the_attempts(office: Office) -> None:
    queued(office, office.account, 1)
    with office.database.writing() as connection:
        reply = connection.execute(select(Reply.id)).scalar_one()
        for number in range(1, 1_001):
            connection.execute(
                insert(Attempt).values(reply_id=reply, account_id=office.account, number=number, started_at=NOON)
            )
        assert paced(connection, office.account, "practice", NOON) == NOON + timedelta(minutes=5)


def test_what_the_network_last_told_is_kept_and_believed(office: Office) -> None:
    from helpdesk.networks.protocol import Quota

    with office.database.writing() as connection:
        for remaining in (5, 0):
            note_budgets(connection, office.account, [Quota("posting", 300, remaining, SOON)], NOON)
        assert paced(connection, office.account, "practice", NOON) == SOON
        assert paced(connection, office.account, "practice", SOON) is None
        connection.execute(update(Account).values(network="unheard-of"))
        assert paced(connection, office.account, "unheard-of", NOON) == SOON
