"""A small part of `python -m tests.races.fifty`: a dozen people race for one customer after another."""

from __future__ import annotations

from pathlib import Path

from helpdesk.desk.answering import Answer
from helpdesk.desk.person import Person
from helpdesk.records.database import Database
from tests.cast import NOON
from tests.races import fifty
from tests.races.crowded import crowded_desk

PEOPLE, ROUNDS = 12, 6
ADA = Person(1, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)


def test_each_customer_of_a_crowd_gets_one_answer(database: Database, tmp_path: Path) -> None:
    with crowded_desk(database, tmp_path, PEOPLE) as crowded:
        assert fifty.race(crowded, ROUNDS) == []


def test_the_judge_sees_two_winners_a_lost_text_and_a_split_double_click() -> None:
    taken = fifty.Sent(1, None, "I am Ada.")
    refused = fifty.Sent(None, "No.", "")
    forms = [fifty.Form(ADA, Answer(1, "I am Ada.", form, 1), NOON) for form in ("one", "two")]
    wrong = fifty._judged(([taken, refused], [taken]), forms)
    assert any("2 answers were taken" in each for each in wrong)
    assert any("double click" in each for each in wrong)
    assert any("lost the text" in each for each in wrong)
