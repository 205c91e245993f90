"""Importing a file: good lines go in once, bad lines are refused by number and reason."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from helpdesk.intake.files import import_lines
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.authors import Author
from helpdesk.records.database import Database
from helpdesk.records.mentions import NEW, SET_ASIDE, Mention
from tests.cast import Office, SetClock


def line(**changes: object) -> bytes:
    row = {
        "id": "10", "author": "carl", "text": "Where is my parcel, @brightbyte?",
        "created_at": "2026-03-02T11:58:00Z", "account": "@brightbyte",
    } | changes  # fmt: skip
    return json.dumps({key: value for key, value in row.items() if value is not None}).encode() + b"\n"


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(Mention)).scalar_one()


def test_a_line_becomes_a_mention_of_the_account_it_names(office: Office) -> None:
    result = import_lines(office.database, office.clock, [line(author_name="Carl", lang="en", in_reply_to="9")])
    assert (result.queued, result.refused) == (1, [])
    with office.database.reading() as connection:
        row = connection.execute(
            select(Mention.account_id, Mention.remote_id, Mention.parent_remote_id, Mention.state, Author.name).join(
                Author, Author.id == Mention.author_id
            )
        ).one()
    assert row == (office.account, "10", "9", NEW, "Carl")


def test_the_same_file_twice_adds_nothing(office: Office) -> None:
    lines = [line(id=str(number)) for number in range(20)]
    assert import_lines(office.database, office.clock, lines, batch=7).queued == 20
    again = import_lines(office.database, office.clock, lines, batch=7)
    assert (again.queued, again.seen_before) == (0, 20)
    assert count(office.database) == 20


def test_an_account_the_desk_does_not_know_only_listens(office: Office) -> None:
    import_lines(office.database, office.clock, [line(account="united", network="x")])
    with office.database.reading() as connection:
        account = connection.execute(
            select(Account.handle, Account.network, Account.listen_only).where(Account.id != office.account)
        ).one()
    assert account == ("@united", "file", True)


def test_an_unknown_account_is_made_once_whatever_network_a_line_names(office: Office) -> None:
    import_lines(office.database, office.clock, [line(account="@united"), line(id="2", account="@united", network="x")])
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).where(Account.handle == "@united")).scalar_one() == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json\n", "not JSON"),
        (b"\xff\xfe\n", "not JSON"),
        (b"[1]\n", "must be an object"),
        (b"[" * 100_000, "not JSON"),
        (line(id=None), "without id"),
        (line(id="", text=None), "without id and text"),
        (line(text={"a": 1}), "text must be text"),
        (line(created_at="yesterday"), "no RFC 3339 time"),
        (line(created_at="2026-03-02T11:58:00"), "needs its offset"),
        (line(text="x" * 1_000_001), "longer than"),
        (line(id="9" * 5_000), "id is longer than"),
        (line(author="a" * 5_000), "author is longer than"),
    ],
    ids=[
        "broken",
        "not-utf-8",
        "a-list",
        "deep",
        "no-id",
        "no-id-no-text",
        "typed",
        "date",
        "naive",
        "long",
        "long-id",
        "long-author",
    ],
)
def test_a_bad_line_is_refused_by_number_and_reason_and_the_rest_goes_in(
    sqlite_database: Database, clock: SetClock, bad: bytes, reason: str
) -> None:
    result = import_lines(sqlite_database, clock, [line(id="1"), bad, b"\n", line(id="2")])
    assert result.queued == 2
    assert [number for number, _ in result.refused] == [2]
    assert reason in result.refused[0][1]


@pytest.mark.parametrize(
    "odd",
    [
        {"text": ""}, {"text": "\x00"}, {"text": "\ud800 half"}, {"text": "x" * 100_000}, {"text": "<b>HTML</b>"},
        {"created_at": "1900-01-01T00:00:00Z"}, {"created_at": "2200-01-01T00:00:00+14:00"}, {"id": 2**70},
        {"author": "\x00"}, {"id": "\ud800"}, {"account": "@\x00"}, {"lang": "\x00"}, {"in_reply_to": "\x00"},
    ],
    ids=["empty", "nul", "surrogate", "100-kB", "html", "1900", "2200", "big-number", "author-nul", "id-half",
         "account-nul", "lang-nul", "parent-nul"],
)  # fmt: skip
def test_an_odd_line_is_stored_and_holds_up_nobody(office: Office, odd: dict[str, object]) -> None:
    result = import_lines(office.database, office.clock, [line(id="1"), line(**{"id": "3"} | odd), line(id="2")])
    assert (result.queued, result.refused) == (3, [])
    assert count(office.database) == 3


def test_fetched_is_queued_and_set_aside_and_seen_before(office: Office) -> None:
    import_lines(
        office.database,
        office.clock,
        [line(id=str(n % 30), author="our-own-id" if n % 7 == 0 else "carl") for n in range(50)],
    )
    with office.database.reading() as connection:
        tally = connection.execute(select(Listener).where(Listener.account_id == office.account)).one()
        states = dict(connection.execute(select(Mention.state, func.count()).group_by(Mention.state)).all())
    assert tally.fetched == 50 == tally.queued + tally.set_aside + tally.seen_before
    assert (tally.queued, tally.set_aside) == (states[NEW], states[SET_ASIDE])
