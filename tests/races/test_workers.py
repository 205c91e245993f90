"""Two workers, started by mistake, at the same desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from helpdesk.desk.answering import Answer
from helpdesk.desk.answering import accept as accepted
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.replies import QUEUED, SENT, Reply
from tests.crashes.desk import Desk
from tests.races.crowd import address, at_once
from tests.races.crowded import Crowded
from tests.races.verbs import reads_its_settings, works

SENDING = ("send", "reconcile")


def _many_wrote(crowded: Crowded, people: int = 60) -> None:
    for number in range(people):
        first = crowded.network.carl_writes(f"@brightbyte parcel {number}?", handle=f"customer{number}")
        crowded.network.carl_writes("@brightbyte hello?", handle=f"customer{number}", answers=first)


def _all_answered(crowded: Crowded, people: int) -> None:
    _many_wrote(crowded, people)
    crowded.desk.work("poll", "sort")
    with crowded.database.writing() as connection:
        heads = connection.execute(select(Conversation.id, Conversation.version)).all()
        for head, person in zip(heads, crowded.colleagues * 3, strict=False):
            form = Answer(head.id, "It is on its way.", f"form {head.id}", head.version)
            accepted(connection, form, acting=person, at=crowded.desk.clock.now(), limit=140)


def test_two_pollers_on_one_account_bring_each_post_once(crowded: Crowded) -> None:
    _many_wrote(crowded)
    at_once(works, crowded.database, [(crowded.place, ("poll",))] * 2)
    assert crowded.wrong(finished=False) == []
    crowded.desk.finish()
    assert crowded.wrong() == []


def test_two_sorters_open_one_conversation_a_customer(crowded: Crowded) -> None:
    _many_wrote(crowded)
    crowded.desk.work("poll")
    at_once(works, crowded.database, [(crowded.place, ("sort",))] * 2)
    with crowded.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Conversation)).scalar_one() == 60
    crowded.desk.finish()
    assert crowded.wrong() == []


@pytest.mark.parametrize("trouble", [None, "drop_after"])
def test_two_senders_and_a_reconciler_post_each_reply_once(crowded: Crowded, trouble: str | None) -> None:
    _all_answered(crowded, 12)
    if trouble:
        crowded.network.fails(trouble, count=4)
    at_once(works, crowded.database, [(crowded.place, ("send",)), (crowded.place, SENDING), (crowded.place, SENDING)])
    assert crowded.wrong(finished=False) == []
    crowded.desk.finish()
    with crowded.database.reading() as connection:
        assert connection.execute(select(Reply.state)).scalars().all() == [SENT] * 12
    assert crowded.wrong() == []


def test_three_reconcilers_settle_each_doubt_once(crowded: Crowded) -> None:
    _all_answered(crowded, 8)
    crowded.network.fails("drop_after", count=8)
    crowded.desk.work("send")
    crowded.desk.clock.forward(minutes=6)
    later = replace(crowded.place, moment=crowded.desk.clock.now())
    at_once(works, crowded.database, [(later, ("reconcile",))] * 3)
    assert crowded.wrong(finished=False) == []
    crowded.desk.finish()
    with crowded.database.reading() as connection:
        assert connection.execute(select(Reply.state)).scalars().all() == [SENT] * 8
    assert crowded.wrong() == []


def test_a_sender_that_comes_late_leaves_alone_what_another_has_put_off(crowded: Crowded) -> None:
    if crowded.database.is_sqlite:
        _has_one_writer(crowded)
        return
    _all_answered(crowded, 1)
    crowded.network.fails("status", status=429, headers={"Retry-After": "30"})
    late = Database(address(crowded.database))
    between: list[bool] = []

    @event.listens_for(late.engine, "before_cursor_execute")
    def _overtaken(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE replies") and not between:
            between.append(crowded.desk.steps["send"](crowded.desk))

    latecomer = Desk.opened(late, crowded.place)
    assert latecomer.steps["send"](latecomer)
    latecomer.network.close()
    late.close()
    with crowded.database.reading() as connection:
        assert connection.execute(select(Reply.state, Reply.tries)).one() == (QUEUED, 1)
    assert between == [True]
    assert crowded.wrong(finished=False) == []


def _has_one_writer(crowded: Crowded) -> None:
    """SQLite: who reads what is due holds the write lock already, so nobody can come between."""
    hurried = Database(address(crowded.database), busy_seconds=0.01)
    with crowded.database.writing(), pytest.raises(OperationalError, match="locked"), hurried.writing():
        pass
    hurried.close()


def test_an_answer_of_a_busy_desk_is_found_behind_forty_newer_ones(crowded: Crowded) -> None:
    _all_answered(crowded, 45)
    crowded.network.fails("drop_after", count=1)
    crowded.desk.finish()
    assert crowded.wrong() == []
    with crowded.database.reading() as connection:
        assert connection.execute(select(Reply.state).order_by(Reply.id)).scalars().all() == [SENT] * 45


def test_everybody_at_once_breaks_nothing(crowded: Crowded) -> None:
    _all_answered(crowded, 12)
    _many_wrote(crowded, 24)
    everything = ("poll", "sort", "send", "reconcile", "watch")
    orders = [(crowded.place, everything[turn:] + everything[:turn]) for turn in range(len(everything))]
    at_once(works, crowded.database, orders)
    assert crowded.wrong(finished=False) == []
    crowded.desk.finish()
    assert crowded.wrong() == []


def test_each_process_that_writes_waits_for_the_disk(crowded: Crowded) -> None:
    if crowded.database.is_sqlite:
        wanted = {"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"}
    else:
        wanted = {"fsync": "on", "synchronous_commit": "on"}
    assert at_once(reads_its_settings, crowded.database, [None] * 3) == [wanted] * 3
