"""Whatever Ada does to a conversation she can take back, as long as nothing else has happened since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select

from helpdesk.desk import classing, closing, following, noting, owning, snoozing, tagging
from helpdesk.desk.refused import Refused
from helpdesk.desk.undoing import undo
from helpdesk.desk.withdrawing import withdraw
from helpdesk.outbox.claiming import claim_next
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.drafts import Draft
from helpdesk.records.notes import Follower, Note, Tag
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.desk.test_drafting import answers
from tests.web.customers import writes

Verb = Callable[[Connection, int, Office], int | None]


@pytest.fixture
def carls(office: Office) -> int:
    number = writes(office, "@brightbyte where is my refund?")
    with office.database.writing() as connection:
        owning.assign(connection, number, office.ada, acting=office.mona, at=office.clock.now())
    office.clock.forward(minutes=1)
    return number


def _with(verb: Any, *given: Any) -> Verb:
    return lambda connection, number, office: verb(connection, number, *given, acting=office.ada, at=office.clock.now())


VERBS: dict[str, Verb] = {
    "close": _with(closing.close, "spam"),
    "put back": _with(owning.put_back),
    "to Ben": lambda connection, number, office: owning.assign(
        connection, number, office.ben, acting=office.ada, at=office.clock.now()
    ),
    "to a team": lambda connection, number, office: owning.give_to_team(
        connection, number, office.teams["technicians"], acting=office.ada, at=office.clock.now()
    ),
    "snooze": lambda connection, number, office: snoozing.snooze(
        connection, number, office.clock.now().replace(hour=18), acting=office.ada, at=office.clock.now()
    ),
    "topic": _with(classing.set_topic, "repairs"),
    "priority": _with(classing.set_priority, "urgent"),
    "tag": _with(tagging.tag, "late courier"),
    "follow": _with(following.follow),
    "note": _with(noting.note, "@ben is this yours?"),
}  # fmt: skip


def state(office: Office) -> dict[str, Any]:
    """All that a verb may change, besides the version and the ledger."""
    with office.database.reading() as connection:
        conversation = dict(connection.execute(select(Conversation)).one()._mapping)
        del conversation["version"]
        return conversation | {
            "clocks": connection.execute(select(Clock.kind, Clock.state, Clock.due_at, Clock.ended_at)).all(),
            "held": connection.execute(select(Staff.name, Staff.holding).order_by(Staff.id)).all(),
            "tags": connection.execute(select(Tag.word)).all(),
            "notes": connection.execute(select(Note.text).where(Note.withdrawn_at.is_(None))).all(),
            "hers": connection.execute(select(Follower.staff_id).where(Follower.staff_id == office.ada)).all(),
        }


def does(office: Office, number: int, verb: Verb) -> int:
    with office.database.writing() as connection:
        event = verb(connection, number, office)
    assert event is not None
    return event


def takes_back(office: Office, event: int, acting: int | None = None) -> None:
    with office.database.writing() as connection:
        undo(connection, event, acting=acting or office.ada, at=office.clock.now())


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_everything_is_as_it_was(office: Office, carls: int, verb: Verb) -> None:
    before = state(office)
    event = does(office, carls, verb)
    assert state(office) != before
    office.clock.forward(seconds=5)
    takes_back(office, event)
    assert state(office) == before


@pytest.mark.parametrize("verb", ["close", "put back", "snooze", "topic", "priority"])
def test_what_somebody_changed_since_stays_as_it_is(office: Office, carls: int, verb: str) -> None:
    event = does(office, carls, VERBS[verb])
    writes(office, "@brightbyte and another thing", again=carls)
    with pytest.raises(Refused, match="something else has happened since"):
        takes_back(office, event)


def test_twice_is_once_and_nobody_takes_back_for_another(office: Office, carls: int) -> None:
    event = does(office, carls, VERBS["close"])
    with pytest.raises(Refused, match="Only who did this"):
        takes_back(office, event, office.ben)
    takes_back(office, event)
    after = state(office)
    with pytest.raises(Refused, match="something else has happened"):
        takes_back(office, event)
    assert state(office) == after


def test_what_came_in_by_itself_cannot_be_taken_back(office: Office, carls: int) -> None:
    with pytest.raises(Refused):
        takes_back(office, 2)
    with pytest.raises(Refused, match="nothing to take back"):
        takes_back(office, 9_999)


def test_opening_again_is_taken_back_too(office: Office, carls: int) -> None:
    does(office, carls, VERBS["close"])
    office.clock.forward(minutes=5)
    event = does(office, carls, _with(closing.reopen))
    takes_back(office, event)
    after = state(office)
    assert (after["status"], after["due_at"]) == ("closed", None)
    assert all(clock.state == "cancelled" for clock in after["clocks"])


def test_an_answer_comes_back_as_a_draft_until_it_leaves(office: Office, carls: int) -> None:
    reply = answers(office, office.ada, carls, "It left today.")
    with office.database.writing() as connection:
        withdraw(connection, reply, acting=office.ada, at=office.clock.now())
    with office.database.reading() as connection:
        assert connection.execute(select(Reply.state)).scalar_one() == "withdrawn"
        assert connection.execute(select(Draft.text)).scalar_one() == "It left today."
    again = answers(office, office.ada, carls, "It left this morning.", "another form")
    with office.database.writing() as connection:
        claim_next(connection, office.clock.now())
    with pytest.raises(Refused, match="Too late"), office.database.writing() as connection:
        withdraw(connection, again, acting=office.ada, at=office.clock.now())


def test_a_late_undo_does_not_take_the_tag_that_a_colleague_put_on_again(office: Office, carls: int) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        event = tagging.tag(connection, carls, "vip", acting=office.ada, at=now)
        tagging.untag(connection, carls, "vip", acting=office.mona, at=now)
        tagging.tag(connection, carls, "vip", acting=office.mona, at=now)
    assert event is not None
    with office.database.writing() as connection, pytest.raises(Refused, match="something else has happened"):
        undo(connection, event, acting=office.ada, at=now)
    with office.database.reading() as connection:
        assert tagging.tags(connection, carls) == ["vip"]


def test_tags_are_offered_from_the_newest_conversations(
    office: Office, carls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = writes(office, "@brightbyte another refund?", handle="dora")
    with office.database.writing() as connection:
        tagging.tag(connection, carls, "old", acting=office.ada, at=office.clock.now())
        tagging.tag(connection, newer, "new", acting=office.ada, at=office.clock.now())
        assert tagging.used(connection) == ["new", "old"]
        monkeypatch.setattr(tagging, "RECENT", 1)
        assert tagging.used(connection) == ["new"]
