"""Finding conversations: the same words find the same on both databases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from helpdesk.desk import owning, tagging
from helpdesk.desk.inbox import these
from helpdesk.desk.indexing import index
from helpdesk.desk.noise import to_queue
from helpdesk.desk.refused import Refused
from helpdesk.desk.search_query import Question, read
from helpdesk.desk.search_words import LONGEST, MOST, words_of
from helpdesk.desk.searching import search
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.mentions import Mention
from helpdesk.records.search import Document
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.desk.test_drafting import answers
from tests.web.customers import writes

LONDON = ZoneInfo("Europe/London")


def indexes(office: Office) -> None:
    office.clock.forward(seconds=70)
    while index(office.database, office.clock):
        pass


def finds(office: Office, line: str) -> list[int]:
    with office.database.reading() as connection:
        question = read(line)
        found = search(connection, question, me=office.ada, now=office.clock.now(), zone=LONDON)
        assert [row.id for row in these(connection, found.conversations)] == found.conversations
        return sorted(found.conversations)


@pytest.fixture
def town(office: Office) -> dict[str, int]:
    said = {
        "refund": writes(office, "@brightbyte Where is my REFUND? Order 12-34", handle="carl", name="Carl Müller"),
        "parcel": writes(office, "@brightbyte parcel refunded, café übel", handle="dora", name="Dora"),
        "japan": writes(office, "@brightbyte 返金はいつですか", handle="emi", name="えみ"),
    }
    answers(office, office.ada, said["parcel"], "We asked the courier.")
    with office.database.writing() as connection:
        tagging.tag(connection, said["refund"], "vip", acting=office.ada, at=office.clock.now())
        owning.assign(connection, said["refund"], office.ada, acting=office.mona, at=office.clock.now())
        owning.assign(connection, said["parcel"], office.ben, acting=office.mona, at=office.clock.now())
        owning.put_back(connection, said["japan"], acting=office.mona, at=office.clock.now())
    indexes(office)
    return said


LINES = [
    ("refund", ["refund"]),
    ("Refund*", ["refund", "parcel"]),
    ("refund order", ["refund"]),
    ("refund parcel", []),
    ('"my refund"', ["refund"]),
    ('"refund my"', []),
    ("refund* -parcel", ["refund"]),
    ("CAFE", ["parcel"]),
    ("café", ["parcel"]),
    ("muller", ["refund"]),
    ("12-34", ["refund"]),
    ("返金", ["japan"]),
    ("金返", []),
    ("いつ", ["japan"]),
    ("courier", ["parcel"]),
    ("from:carl", ["refund"]),
    ("from:@CARL", ["refund"]),
    ("owner:me", ["refund"]),
    ("owner:ben", ["parcel"]),
    ("owner:nobody", ["japan"]),
    ("tag:vip", ["refund"]),
    ("topic:refunds is:open", ["refund"]),
    ("is:late", []),
    ("is:closed", []),
    ("network:practice refund*", ["refund", "parcel"]),
    ("team:orders -parcel brightbyte", ["refund", "japan"]),
    ("after:2026-03-02 before:2026-03-03 refund", ["refund"]),
    ("before:2026-03-02", []),
    ("colour:blue", []),
    ("'; DROP TABLE x --", []),
    ('"unclosed refund', []),
    ("refund NOT parcel", []),
    ("refund AND order", []),
    ("refund)", ["refund"]),
    ("ref:und'", []),
]


@pytest.mark.parametrize(("line", "who"), LINES, ids=[line for line, _ in LINES])
def test_a_line_finds(office: Office, town: dict[str, int], line: str, who: list[str]) -> None:
    assert finds(office, line) == sorted(town[name] for name in who)


@pytest.mark.parametrize("line", ["", "  ", "-refund", '""', "!?", "is:lost", "after:soon", "x " * 30])
def test_what_cannot_be_looked_for_is_told(office: Office, line: str) -> None:
    with pytest.raises(Refused):
        finds(office, line)


def test_the_index_is_where_it_was_after_a_crash_and_holds_each_text_once(office: Office, town: dict[str, int]) -> None:
    indexes(office)
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Document)).scalar_one() == 4
    late = writes(office, "@brightbyte one more refund", handle="carl")
    indexes(office)
    assert finds(office, "refund from:carl") == sorted([town["refund"], late])


def test_pages_go_on_where_the_one_before_ended(office: Office) -> None:
    numbers = [writes(office, f"@brightbyte refund {count}", handle=f"carl{count}") for count in range(55)]
    indexes(office)
    with office.database.reading() as connection:
        first = search(connection, read("refund"), me=1, now=office.clock.now(), zone=LONDON)
        rest = search(connection, read("refund"), me=1, now=office.clock.now(), zone=LONDON, before=first.older)
    assert first.conversations + rest.conversations == numbers[::-1]
    assert rest.older is None


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(some.text(max_size=200))
def test_words_are_plain_and_no_query_breaks(text: str) -> None:
    words = words_of(text)
    assert all(word.isascii() and word.isalnum() for word in words)
    try:
        question = read(text)
    except Refused:
        return
    assert isinstance(question, Question)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(some.text(min_size=1, max_size=60))
def test_a_word_is_found_by_its_beginning(text: str) -> None:
    for word in words_of(text):
        assert len(word) <= LONGEST * 8
        assert words_of(text)[: len(words_of(text))] == words_of(text.casefold()) or not text.isascii()


@pytest.mark.parametrize("text", ["a" + "\u0301" * 100_000, "x" * 1_000_000, "é " * 100_000, "返" * 100_000])
def test_endless_text_costs_little_and_keeps_its_beginning(text: str) -> None:
    assert 1 <= len(words_of(text)) <= MOST


def test_what_was_set_aside_and_then_let_pass_is_found_once_it_is_sorted(office: Office) -> None:
    with office.database.writing() as connection:
        post = Post("aside-1", Author("eve", "eve", "Eve", 7), "RT @brightbyte kettles are great", office.clock.now(),
                    None, None, "en", "public")  # fmt: skip
        take_in(connection, Listening(office.account, "practice", "our-own-id"), [post], office.clock.now())
        number = connection.execute(select(Mention.id)).scalar_one()
    indexes(office)
    assert finds(office, "kettles") == []
    with office.database.writing() as connection:
        to_queue(connection, number, acting=office.ada, at=office.clock.now())
    indexes(office)
    assert finds(office, "kettles") == [], "it is not sorted yet"
    Sorter(office.database, office.clock).sort_batch()
    indexes(office)
    assert len(finds(office, "kettles")) == 1
