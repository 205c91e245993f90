"""What the doctor thinks of what it found: decisions on plain values."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from helpdesk.commands.checks import LITTLE, TOO_LITTLE, room
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.checkup import Finding, held, listening, outbox, people, teams, time_of_day, working
from helpdesk.desk.health import Listening as Listener
from helpdesk.desk.health import Silence
from helpdesk.desk.person import Person
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.conversations import Conversation
from helpdesk.records.replies import UNKNOWN, Reply
from helpdesk.triage.sorter import Sorter
from tests.cast import NOON, Office, SetClock

COUNTS = st.dictionaries(st.sampled_from(["ada", "ben", "mona"]), st.integers(0, 5))


def account(**differently: object) -> Listener:
    values: dict[str, object] = {
        "id": 1, "answers": True, "poll_seconds": 5.0, "own_interval": False, "token_expires_at": None,
        "silent_since": None, "gaps": 0, "least_left": None,
        "handle": "@brightbyte", "network": "practice", "purpose": "service", "listen_only": False,
        "polled_at": NOON, "not_before": None, "failing_since": None, "problem": None,
        "fetched": 5, "queued": 3, "set_aside": 1, "seen_before": 1, "lag": None, "still": False,
    }  # fmt: skip
    return Listener(**(values | differently))  # type: ignore[arg-type]  # the table above has the right types


@given(st.integers(0, 10**13))
def test_the_fuller_the_disk_the_worse(free: int) -> None:
    expected = "wrong" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
    assert room(free).verdict == expected


@given(COUNTS, COUNTS)
def test_a_recount_tells_exactly_those_whose_number_is_off(noted: dict[str, int], counted: dict[str, int]) -> None:
    off = {finding.about.removeprefix("holding of ") for finding in held(noted, counted) if finding.verdict == "wrong"}
    assert off == {name for name in noted if noted[name] != counted.get(name, 0)}


def test_a_team_of_the_policy_that_is_not_there_is_wrong() -> None:
    found = {finding.about: finding.verdict for finding in teams({"a", "b", "c"}, {"a": 2, "b": 0, "unused": 0})}
    assert found == {"team a": "ok", "team b": "warn", "team c": "wrong"}


def test_staff_who_can_answer_and_staff_on_duty_are_two_things() -> None:
    assert [people(*each).verdict for each in ((0, 0), (3, 0), (3, 1))] == ["wrong", "warn", "ok"]


def test_one_job_that_stands_still_is_named() -> None:
    since = NOON - timedelta(minutes=10)
    assert working(None, NOON) == Finding("ok", "worker", "It works.")
    assert "Sending answers: last 10 minutes ago" in working(Silence(since, ("Sending answers",)), NOON).sentence


def test_a_network_that_fails_for_long_is_wrong_and_one_that_fails_briefly_is_a_warning() -> None:
    def verdict(**differently: object) -> str:
        return listening(account(**differently), NOON).verdict

    assert verdict() == "ok"
    assert verdict(failing_since=NOON - timedelta(seconds=20), problem="Busy.") == "warn"
    assert verdict(failing_since=NOON - timedelta(minutes=6), problem="Signed out.") == "wrong"
    assert verdict(still=True) == "warn"
    assert verdict(polled_at=None) == "warn"
    assert verdict(listen_only=True, polled_at=None) == "ok"
    assert verdict(seen_before=0) == "wrong"


def test_a_clock_may_differ_by_a_little() -> None:
    ahead = [timedelta(seconds=59), timedelta(seconds=61), timedelta(0), -timedelta(days=9)]
    assert [time_of_day(NOON + by, NOON).verdict for by in ahead] == ["ok", "wrong", "ok", "ok"]
    assert time_of_day(None, NOON).verdict == "ok"


def test_an_answer_in_doubt_and_one_that_waits_are_told(office: Office, clock: SetClock) -> None:
    def told() -> list[tuple[str, str]]:
        with office.database.reading() as connection:
            return [(found.verdict, found.sentence) for found in outbox(connection, clock.now())]

    nothing_to_tell = [("ok", "None is in doubt, none waits too long.")]
    assert told() == nothing_to_tell
    _ada_answers_carl(office)
    assert told() == nothing_to_tell
    clock.forward(minutes=6)
    assert told() == [("warn", "One waits to be posted for 6 minutes: see why on its page.")]
    with office.database.writing() as connection:
        connection.execute(update(Reply).values(state=UNKNOWN))
    assert told() == [("warn", "1 not confirmed: look on the network, then settle them on their pages.")]


def _ada_answers_carl(office: Office) -> None:
    carl = Post("1", Author("7", "carl", "Carl", None), "@brightbyte hello", NOON, None, None, None, None)
    with office.database.writing() as connection:
        take_in(connection, Listening(office.account, "practice", None), [carl], NOON)
    assert Sorter(office.database, office.clock).sort_batch()
    ada = Person(office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    with office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        accept(connection, Answer(head.id, "Hello Carl", "key", head.version), acting=ada, at=NOON, limit=140)
