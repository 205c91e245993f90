"""The replay of a dry run: what a desk really did comes out again, and a draft's shifts and ceilings show."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from helpdesk.desk.closing import close
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy, in_force
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.triage.dry_run import compare
from helpdesk.triage.who_gets_it import Share
from tests.cast import TOPICS, Office
from tests.triage.day import Day
from tests.triage.test_sorter import Desk

ADA, BEN = "ada@brightbyte.example", "ben@brightbyte.example"
NIGHT = Calendar("night", "Night", "UTC", (((1_320, 1_680),),) * 7)


def shares(office: Office, *duties: Duty, ceiling: int | None = None) -> list[Share]:
    with office.database.reading() as connection:
        before = in_force(connection)
    draft = Policy(TOPICS, ceiling=ceiling, shifts=(NIGHT,), duties=duties)
    return compare(office.database, before, draft, office.clock.now(), score=84, shortest=5).people


def told(found: list[Share]) -> dict[str, tuple[int, int, int]]:
    return {share.name: (share.really, share.before, share.after) for share in found}


def crowd(office: Office, posts: int, *, closed: bool = False) -> None:
    """So many customers ask for a refund, one each minute; answered before the next one asks, or not at all."""
    desk = Desk(office)
    for number in range(posts):
        desk.written("refund", author=f"carl{number}", remote_id=f"{office.clock.now():%d%H%M}")
        desk.sort()
        now = office.clock.forward(seconds=30)
        if closed:
            with office.database.writing() as connection:
                newest = connection.execute(select(Conversation.id).order_by(Conversation.id.desc())).scalars().first()
                close(connection, newest or 0, "no_reply_needed", acting=office.mona, at=now)
        office.clock.forward(seconds=30)


def test_the_policy_in_force_gives_what_it_really_gave_and_a_ceiling_moves_the_rest(office: Office) -> None:
    crowd(office, 12)
    found = shares(office, Duty(ADA, ceiling=2), Duty(BEN))
    assert told(found) == {"Ada": (6, 6, 2), "Ben": (6, 6, 10)}


def test_a_ceiling_for_all_holds_for_those_of_whom_the_draft_says_nothing(office: Office) -> None:
    crowd(office, 12)
    found = shares(office, Duty(ADA, ceiling=2), ceiling=4)
    assert told(found) == {"Ada": (6, 6, 2), "Ben": (6, 6, 4), "": (0, 0, 6)}


def test_what_was_answered_makes_room_for_the_next(office: Office) -> None:
    crowd(office, 12, closed=True)
    assert told(shares(office, Duty(ADA, ceiling=1), Duty(BEN, ceiling=1))) == {"Ada": (6, 6, 6), "Ben": (6, 6, 6)}


def test_a_daily_ceiling_counts_anew_the_next_day(office: Office) -> None:
    for _ in range(2):
        crowd(office, 5, closed=True)
        office.clock.forward(days=1)
    crowd_of_two_days = told(shares(office, Duty(ADA, daily_ceiling=1), Duty(BEN)))
    assert crowd_of_two_days["Ada"][1:] == (5, 2)


def test_what_nobody_can_take_waits_and_goes_to_whoever_comes_on_duty(office: Office) -> None:
    crowd(office, 3)
    found = shares(office, Duty(ADA, "night", ceiling=2), Duty(BEN, "night", ceiling=0))
    assert told(found)[""] == (0, 0, 3), "the night has not begun"
    office.clock.forward(hours=12)
    crowd(office, 1)
    found = shares(office, Duty(ADA, "night", ceiling=3), Duty(BEN, "night", ceiling=0))
    assert told(found)["Ada"][2] == 3
    assert told(found)[""] == (0, 0, 1)


def test_the_policy_of_a_lively_day_comes_out_nearly_as_it_really_was(office: Office) -> None:
    """Nearly: nobody goes for coffee in a replay, and nothing comes back at the end of a shift."""
    day = Day(office, 3, mentions=400, staff=16)
    for _ in day.ticks():
        day.tick()
    with office.database.reading() as connection:
        policy = in_force(connection)
        opened = connection.execute(select(Event.conversation_id).where(Event.kind == "opened")).all()
    found = compare(office.database, policy, policy, office.clock.now(), score=84, shortest=5).people
    assert all(share.before == share.after for share in found)
    counts = Counter({"really": 0, "before": 0})
    for share in found:
        counts["really"] += share.really
        counts["before"] += share.before
    assert counts["really"] == counts["before"] == len(opened)
    apart = sum(abs(share.really - share.before) for share in found) / 2
    assert apart < len(opened) / 3
