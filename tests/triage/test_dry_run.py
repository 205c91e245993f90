"""What a draft would have done with the last weeks is told before it is published, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from helpdesk.desk.closing import close
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import Policy, in_force
from helpdesk.policy.topics import Topic
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Base
from helpdesk.records.mentions import Mention
from helpdesk.triage import past_promises
from helpdesk.triage.dry_run import DryRun, Place, compare
from helpdesk.triage.past_promises import size
from tests.cast import TOPICS, Office
from tests.triage.test_sorter import Desk

REFUNDS, DELIVERY, REPAIRS, OTHER = TOPICS


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def tried(desk: Desk, *topics: Topic, newest: int | None = None, aside: bool = False, **policy: object) -> DryRun:
    office = desk.office
    with office.database.reading() as connection:
        before = in_force(connection)
    draft = Policy(topics, **policy)  # type: ignore[arg-type]
    return compare(office.database, before, draft, office.clock.now(), score=84, shortest=5, newest=newest, aside=aside)


def numbers(desk: Desk) -> dict[str, int]:
    return dict(desk.all(Mention.remote_id, Mention.id))


@pytest.mark.parametrize("aside", [False, True])
def test_what_would_move_is_told_from_where_to_where_and_which(desk: Desk, aside: bool) -> None:
    texts = ("My screen is broken", "A parcel came broken", "Is the warranty valid?", "wow", "Well")
    posts = [desk.written(text, author=f"carl{n}") for n, text in enumerate(texts)]
    desk.sort()
    ids = numbers(desk)
    warranty = Topic("warranty", "Warranty", "orders", "normal", 60, 60, ("warranty",))
    run = tried(desk, REFUNDS, DELIVERY, replace(REPAIRS, team="orders"), warranty, OTHER, aside=aside)
    assert (run.opened, run.moved, run.promises) == (5, 2, 5)
    told = {(move.before, move.after): (move.count, move.mentions, move.samples) for move in run.largest}
    assert told == {
        (Place("repairs", "technicians"), Place("repairs", "orders")): (1, [ids[posts[0]]], [texts[0]]),
        (Place("other", "orders"), Place("warranty", "orders")): (1, [ids[posts[2]]], [texts[2]]),
    }


def test_the_same_policy_moves_nothing_and_breaks_nothing(desk: Desk) -> None:
    for number in range(4):
        desk.written("refund", author=f"carl{number}")
    desk.sort()
    desk.office.clock.forward(minutes=45)
    run = tried(desk, *TOPICS)
    assert (run.moved, run.late_before, run.late_after, run.newly_late, run.no_longer_late) == (0, 4, 4, 0, 0)


def test_late_is_counted_by_both_targets_also_for_those_still_waiting(desk: Desk) -> None:
    slow, quick = desk.written("refund please", author="ann"), desk.written("Where is my parcel", author="bob")
    desk.sort()
    desk.office.clock.forward(minutes=45)
    run = tried(
        desk, replace(REFUNDS, first_response_minutes=50), replace(DELIVERY, first_response_minutes=40), REPAIRS, OTHER
    )
    assert (run.late_before, run.late_after, run.newly_late, run.no_longer_late) == (1, 1, 1, 1)
    assert run.newly_late_mentions == [numbers(desk)[quick]]
    assert slow != quick


def test_what_ended_in_time_is_not_late_however_long_ago_it_was(desk: Desk) -> None:
    desk.written("refund please")
    desk.sort()
    now = desk.office.clock.forward(minutes=10)
    with desk.office.database.writing() as connection:
        (number,) = connection.execute(select(Conversation.id)).scalars()
        close(connection, number, "no_reply_needed", acting=desk.office.mona, at=now)
    desk.office.clock.forward(days=2)
    assert tried(desk, *TOPICS).late_before == 0
    assert tried(desk, replace(REFUNDS, first_response_minutes=5), *TOPICS[1:]).newly_late == 1


def test_opening_hours_of_the_draft_count(desk: Desk) -> None:
    desk.written("refund please")  # Monday noon
    desk.sort()
    desk.office.clock.forward(hours=5)
    tuesdays = Calendar("tue", "Tuesdays", "UTC", ((), ((540, 1020),), (), (), (), (), ()))
    run = tried(desk, *TOPICS, calendars=(tuesdays,), calendar="tue")
    assert (run.late_before, run.late_after, run.no_longer_late) == (1, 0, 1)


def test_only_the_last_weeks_count_and_only_what_opened_a_conversation(desk: Desk) -> None:
    first = desk.written("refund")
    desk.sort()
    desk.office.clock.forward(days=20)
    desk.written("my parcel now", parent=first)
    desk.written("parcel", author="ben")
    desk.sort()
    everything = replace(OTHER, key="all")
    assert tried(desk, everything).opened == 2
    desk.office.clock.forward(days=15)
    run = tried(desk, everything)
    assert (run.opened, run.moved) == (1, 1)
    assert size(desk.office.database, desk.office.clock.now()) == run.promises


def test_pages_hold_together_and_the_newest_can_be_asked_for_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_promises, "PAGE", 2)
    for number in range(7):
        desk.written("refund", author=f"carl{number}")
    desk.sort()
    elsewhere = replace(REFUNDS, team="technicians")
    assert tried(desk, elsewhere, *TOPICS[1:]).moved == 7
    few = tried(desk, elsewhere, *TOPICS[1:], newest=3)
    assert (few.moved, few.opened) == (3, 3)
    assert sorted(number for move in few.largest for number in move.mentions) == sorted(numbers(desk).values())[-3:]


def test_nothing_is_written(desk: Desk) -> None:
    desk.written("refund please")
    desk.sort()

    def rows() -> dict[str, int]:
        with desk.office.database.reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in Base.metadata.tables.items()
            }

    before, state = rows(), desk.all(Conversation.version, Conversation.due_at)
    tried(desk, replace(OTHER, key="all"))
    assert (rows(), desk.all(Conversation.version, Conversation.due_at)) == (before, state)
    assert tried(desk, *TOPICS).since == desk.office.clock.now() - timedelta(days=30)
