"""Ada's words are kept while she writes them, and nobody answers behind her back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from helpdesk.desk import owning
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.claiming import LASTS, Claimed, holder, take_over
from helpdesk.desk.drafting import LONGEST, OtherWindow, draft, keep
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.desk.together import LOOKS, WRITES, Together, forget_gone, here, together
from helpdesk.records.claims import Claim, Presence
from helpdesk.records.conversations import Conversation
from tests.cast import Office
from tests.web.customers import writes


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


def types(office: Office, who: int, number: int, text: str, revision: int | None = 0, key: str = "form") -> int:
    with office.database.writing() as connection:
        return keep(connection, number, text, submit_key=key, revision=revision, acting=who, at=office.clock.now())


def kept(office: Office, who: int, number: int) -> tuple[str, int]:
    with office.database.reading() as connection:
        return draft(connection, number, who)[:2]


def answers(office: Office, who: int, number: int, text: str, key: str = "form") -> int:
    person = Person(who, "somebody", "XY", "x@brightbyte.example", "agent", (), True)
    with office.database.writing() as connection:
        version = connection.execute(select(Conversation.version).where(Conversation.id == number)).scalar_one()
        given = Answer(number, text, key, version)
        return accept(connection, given, acting=person, at=office.clock.now(), limit=140)


def has(office: Office, number: int) -> int | None:
    with office.database.reading() as connection:
        found = holder(connection, number, office.clock.now())
        return found.staff_id if found else None


def sees(office: Office, who: int, number: int) -> Together | None:
    with office.database.reading() as connection:
        return together(connection, [number], who, office.clock.now()).get(number)


def looks(office: Office, who: int, number: int, *, writes: bool = False) -> None:
    with office.database.writing() as connection:
        here(connection, number, writes=writes, acting=who, at=office.clock.now())


def test_words_are_kept_as_they_are_and_each_save_counts(office: Office, carls: int) -> None:
    assert types(office, office.ada, carls, " It left\r\ntoday…  ") == 1
    assert types(office, office.ada, carls, "It left today, by bike", 1) == 2
    assert kept(office, office.ada, carls) == ("It left today, by bike", 2)
    assert kept(office, office.ben, carls) == ("", 0), "a draft is its writer's alone"


def test_a_draft_survives_that_somebody_else_has_or_answers_the_conversation(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "It left")
    with office.database.writing() as connection:
        owning.assign(connection, carls, office.ben, acting=office.mona, at=office.clock.now())
    office.clock.forward(minutes=5)
    answers(office, office.ben, carls, "It left today.", "his form")
    assert kept(office, office.ada, carls)[0] == "It left"


def test_two_windows_of_one_person_notice_each_other(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "It left")
    with pytest.raises(OtherWindow) as other:
        types(office, office.ada, carls, "We are looking", 0, "another form")
    assert other.value.kept[:2] == ("It left", 1)
    assert types(office, office.ada, carls, "It left", 0, "another form") == 2, "the same words are no quarrel"
    assert types(office, office.ada, carls, "We are looking", 2, "another form") == 3


def test_a_save_that_comes_after_its_answer_brings_nothing_back(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "It left today.")
    answers(office, office.ada, carls, "It left today.")
    assert kept(office, office.ada, carls) == ("", 0)
    assert types(office, office.ada, carls, "It left toda", 1) == 0
    assert kept(office, office.ada, carls) == ("", 0)
    assert has(office, carls) is None, "an answer that was sent ends the claim"


def test_an_emptied_composer_is_no_draft_and_no_claim(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "It left")
    assert types(office, office.ada, carls, " \n", 1) == 0
    assert kept(office, office.ada, carls) == ("", 0)
    assert has(office, carls) is None


def test_drafts_have_an_end_and_a_reader_keeps_none(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "x" * LONGEST)
    with pytest.raises(Refused, match="this one is longer"):
        types(office, office.ada, carls, "x" * (LONGEST + 1), 1)
    with pytest.raises(Refused, match="no such conversation"):
        types(office, office.ada, carls + 1, "x")


def test_whoever_begins_to_write_has_it_until_they_stop(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "I")
    types(office, office.ben, carls, "We")
    assert has(office, carls) == office.ada
    with pytest.raises(Claimed, match="Ada is answering this customer"):
        answers(office, office.ben, carls, "We are on it.", "his form")
    office.clock.forward(seconds=60)
    types(office, office.ada, carls, "It", 1)
    office.clock.forward(seconds=60)
    assert has(office, carls) == office.ada, "writing on renews it"
    office.clock.forward(seconds=LASTS.total_seconds() - 60)
    assert has(office, carls) is None, "it comes back by itself, at that very second"
    assert answers(office, office.ben, carls, "We are on it.", "his form")


def test_ben_answers_instead_and_ada_is_told_and_cannot_send_behind_his_back(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "It left")
    with office.database.writing() as connection:
        take_over(connection, carls, acting=office.ben, at=office.clock.now())
    assert has(office, carls) == office.ben
    types(office, office.ada, carls, "It left today", 1)
    assert has(office, carls) == office.ben, "typing on takes nothing back"
    with pytest.raises(Claimed, match="Ben is answering"):
        answers(office, office.ada, carls, "It left today.")
    assert kept(office, office.ada, carls)[0] == "It left today"


def test_a_claim_after_a_pause_is_a_new_one(office: Office, carls: int) -> None:
    types(office, office.ada, carls, "I")
    began = office.clock.now()
    office.clock.forward(seconds=30)
    types(office, office.ada, carls, "It", 1)
    with office.database.reading() as connection:
        assert connection.execute(select(Claim.since)).scalar_one() == began
    later = office.clock.forward(minutes=10)
    types(office, office.ada, carls, "It l", 2)
    with office.database.reading() as connection:
        assert connection.execute(select(Claim.since)).scalar_one() == later


def test_everybody_sees_who_is_here(office: Office, carls: int) -> None:
    looks(office, office.mona, carls)
    office.clock.forward(seconds=1)
    looks(office, office.ben, carls, writes=True)
    office.clock.forward(seconds=1)
    types(office, office.ada, carls, "It")
    looks(office, office.ada, carls)
    assert sees(office, office.ada, carls) == Together("", writing=("Ben",), looking=("Mona",), draft=True)
    assert sees(office, office.mona, carls) == Together("Ada", writing=("Ben",))
    office.clock.forward(seconds=WRITES.total_seconds())
    assert sees(office, office.mona, carls) == Together("Ada", looking=("Ben",))


def test_who_has_gone_is_forgotten(office: Office, carls: int) -> None:
    looks(office, office.mona, carls)
    types(office, office.ada, carls, "It")
    office.clock.forward(seconds=LOOKS.total_seconds())
    assert sees(office, office.ben, carls) == Together("Ada")
    forget_gone(office.database, office.clock)
    office.clock.forward(seconds=LASTS.total_seconds())
    assert sees(office, office.ben, carls) is None
    forget_gone(office.database, office.clock)
    with office.database.reading() as connection:
        for model in (Claim, Presence):
            assert connection.execute(select(func.count()).select_from(model)).scalar_one() == 0
    assert sees(office, office.ada, carls) == Together(draft=True), "what she wrote is still hers"
