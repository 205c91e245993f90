"""Notes call the colleagues they name; tags are words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.desk.following import seen
from helpdesk.desk.noting import LONGEST, called, handles, note
from helpdesk.desk.refused import Refused
from helpdesk.desk.tagging import MOST, cleaned, tag, tags, used
from helpdesk.records.notes import Follower
from tests.cast import Office
from tests.web.customers import writes


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@ben is this yours?", ["ben"]),
        ("Is this yours, @BEN?", ["ben"]),
        ("(@ben @mona)", ["ben", "mona"]),
        ("@ben.", ["ben"]),
        ("ben@brightbyte.example", []),
        ("@benjamin", []),
        ("@ada it is mine", []),
        ("@ @@ben", []),
    ],
)
def test_an_at_sign_calls_a_colleague(office: Office, text: str, who: list[str]) -> None:
    with office.database.reading() as connection:
        assert called(connection, text, besides=office.ada) == [getattr(office, name) for name in who]


def test_people_are_called_by_first_name_whole_name_or_address() -> None:
    assert handles("Ada Lovelace", "a.love@x.example") == {"ada", "adalovelace", "a.love"}


def test_whom_a_note_names_follows_until_they_look(office: Office) -> None:
    number = writes(office, "@brightbyte refund?")
    with office.database.writing() as connection:
        note(connection, number, " @ben look\r\nplease ", acting=office.ada, at=office.clock.now())
        assert connection.execute(select(Follower.staff_id, Follower.named_at)).one() == (
            office.ben, office.clock.now(),
        )  # fmt: skip
        seen(connection, number, acting=office.ben)
        assert connection.execute(select(Follower.named_at)).scalar_one() is None


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_a_note_says_something_and_ends(office: Office, text: str) -> None:
    number = writes(office, "@brightbyte refund?")
    with pytest.raises(Refused, match="A note has"), office.database.writing() as connection:
        note(connection, number, text, acting=office.ada, at=office.clock.now())


@pytest.mark.parametrize(
    ("given", "kept"), [("Late Courier", "late-courier"), ("#VIP", "vip"), ("ＡＢ", "ab"), ("größe_2", "größe_2")]
)
def test_a_tag_is_a_word(given: str, kept: str) -> None:
    assert cleaned(given) == kept


@pytest.mark.parametrize("given", ["", "#", "x" * 31, "a,b", "<b>", "a\u202eb", "a\0b"])
def test_what_is_no_word_is_no_tag(given: str) -> None:
    with pytest.raises(Refused, match="A tag is one word"):
        cleaned(given)


def test_tags_are_there_once_and_not_without_end(office: Office) -> None:
    number = writes(office, "@brightbyte refund?")
    with office.database.writing() as connection:
        assert tag(connection, number, "vip", acting=office.ada, at=office.clock.now())
        assert tag(connection, number, "VIP", acting=office.ada, at=office.clock.now()) is None
        for count in range(MOST - 1):
            tag(connection, number, f"tag{count:02}", acting=office.ada, at=office.clock.now())
        with pytest.raises(Refused, match="at most"):
            tag(connection, number, "one-more", acting=office.ada, at=office.clock.now())
        assert len(tags(connection, number)) == MOST
        assert used(connection, 2) == ["tag00", "tag01"]
