"""Lists as one parameter, and many rows at once: what goes in is what is found."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_new_rows, insert_rows, take_ids, update_rows
from helpdesk.records.database import Database

COLUMNS = ("id", "network", "remote_id", "handle", "name", "followers", "first_seen_at")
ODD = (
    "plain", 'a "quoted" one', "back\\slash", "{braces}", "comma, comma", "NULL", "", " ", "line\nbreak\ttab", "é🦊'%s",
)  # fmt: skip


def _author(number: int, remote_id: str, *, followers: int | None = None) -> tuple[object, ...]:
    return (number, "practice", remote_id, remote_id, remote_id, followers, 0)


def test_any_text_is_found_by_itself_alone(database: Database) -> None:
    with database.writing() as connection:
        insert_rows(connection, Author, COLUMNS, [_author(n, text) for n, text in enumerate(ODD, 1)])
        for text in ODD:
            found = connection.execute(select(Author.remote_id).where(among(Author.remote_id, "of")), {"of": [text]})
            assert found.scalars().all() == [text]
        found = connection.execute(select(Author.id).where(among(Author.remote_id, "of")), {"of": list(ODD)})
        assert len(found.all()) == len(ODD)
        found = connection.execute(select(Author.id).where(among(Author.remote_id, "of")), {"of": []})
        assert found.all() == []


@pytest.mark.parametrize("count", [1, 3])
def test_many_rows_are_changed_at_once_and_no_other(database: Database, count: int) -> None:
    with database.writing() as connection:
        insert_rows(connection, Author, COLUMNS, [_author(n, text, followers=n) for n, text in enumerate(ODD, 1)])
        changed = [(text, None if n == 2 else 10**15, n) for n, text in enumerate(reversed(ODD), 1)][:count]
        update_rows(connection, Author, ("name", "followers"), changed)
    with database.reading() as connection:
        rows = connection.execute(select(Author.name, Author.followers, Author.id).order_by(Author.id)).all()
    assert rows[:count] == changed
    assert rows[count:] == [(text, n, n) for n, text in enumerate(ODD, 1)][count:]


def test_rows_whose_key_somebody_else_took_meanwhile_are_left_out_and_the_others_kept(database: Database) -> None:
    with database.writing() as connection:
        insert_rows(connection, Author, COLUMNS, [_author(1, "carl")])
    with database.writing() as connection:
        assert insert_new_rows(connection, Author, COLUMNS, [_author(2, "carl"), _author(3, "%s\\")]) == 1
        assert insert_new_rows(connection, Author, COLUMNS, [_author(4, "dora"), _author(5, "emil")]) == 2
    with database.reading() as connection:
        assert connection.execute(select(Author.remote_id).order_by(Author.id)).scalars().all() == [
            "carl", "%s\\", "dora", "emil",
        ]  # fmt: skip


def test_ids_are_taken_in_order_and_never_twice(database: Database) -> None:
    with database.writing() as connection:
        first = take_ids(connection, Author, 3)
        insert_rows(connection, Author, COLUMNS, [_author(n, f"author{n}") for n in first])
        second = take_ids(connection, Author, 2)
    assert sorted({*first, *second}) == first + second
    assert len(first + second) == 5
