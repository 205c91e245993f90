"""Mona sees which keyword brings noise, and reads what is behind each figure."""

from __future__ import annotations

import pytest
from flask import Flask

from helpdesk.desk import closing, keyword_noise
from helpdesk.desk.keyword_noise import KeywordNoise
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes


def closed(office: Office, conversation: int, reason: str = "no_reply_needed") -> None:
    with office.database.writing() as connection:
        closing.close(connection, conversation, reason, acting=office.ada, at=office.clock.now())


def opened_again(office: Office, conversation: int) -> None:
    with office.database.writing() as connection:
        closing.reopen(connection, conversation, acting=office.ada, at=office.clock.now())


def figures(office: Office) -> list[KeywordNoise]:
    with office.database.reading() as connection:
        return keyword_noise.by_keyword(connection, office.clock.now())


def behind(
    office: Office, topic: str, keyword: str | None, *, noise: bool = False, before: int | None = None
) -> list[int]:
    with office.database.reading() as connection:
        found = keyword_noise.behind(
            connection, office.clock.now(), topic=topic, keyword=keyword, only_noise=noise, before=before
        )
    return [row.id for row in found]


@pytest.fixture
def screens(office: Office) -> list[int]:
    """Four write of a screen: two needed no answer, the third is open, and the fourth was opened again."""
    numbers = [writes(office, f"@brightbyte what a screen {n}", handle=f"carl{n}") for n in range(4)]
    closed(office, numbers[0])
    closed(office, numbers[1], "spam")
    closed(office, numbers[3])
    opened_again(office, numbers[3])
    return numbers


def test_each_keyword_has_what_it_brought_and_what_of_that_needed_no_answer(office: Office, screens: list[int]) -> None:
    refund, nothing = writes(office, "@brightbyte refund", handle="mia"), writes(office, "@brightbyte hm", handle="tom")
    closed(office, nothing)
    assert figures(office) == [
        KeywordNoise("repairs", "screen", 4, 2),
        KeywordNoise("other", None, 1, 1),
        KeywordNoise("refunds", "refund", 1, 0),
    ]
    assert figures(office)[0].share == 0.5
    assert behind(office, "repairs", "screen") == screens[::-1]
    assert behind(office, "repairs", "screen", noise=True) == [screens[1], screens[0]]
    assert behind(office, "repairs", "screen", before=screens[1]) == [screens[0]]
    assert behind(office, "other", None, noise=True) == [nothing]
    assert behind(office, "refunds", "refund", noise=True) == []
    assert behind(office, "refunds", "refund") == [refund]


def test_what_was_closed_anew_for_another_reason_counts_by_the_last_one(office: Office, screens: list[int]) -> None:
    opened_again(office, screens[0])
    assert figures(office)[0].noise == 1
    closed(office, screens[0])
    assert figures(office)[0].noise == 2


def test_only_the_last_days_count(office: Office, screens: list[int]) -> None:
    office.clock.forward(days=31)
    assert figures(office) == []
    assert behind(office, "repairs", "screen") == []


def test_the_pages_link_each_figure_and_are_for_managers(app: Flask, office: Office, ada: Browser) -> None:
    closed(office, writes(office, "@brightbyte refund <script>alert(1)</script>"))
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    page = mona.open("/noise/review/keywords").text
    link = "/noise/review/keywords/conversations?topic=refunds&amp;keyword=refund"
    assert f'<a href="{link}">1</a>' in page
    assert f'<a href="{link}&amp;noise=yes">1</a>' in page
    assert ">100%<" in page
    assert "<bdi>Refunds</bdi>" in page, "a topic by its name, not by its key"
    listed = mona.open(f"{link}&amp;noise=yes".replace("&amp;", "&")).text
    assert 'href="/conversations/1"' in listed
    assert "<script>alert" not in listed
    assert "<bdi>refund</bdi>, <bdi>Refunds</bdi>" in listed
    assert "Nothing of the last 30 days." in mona.open("/noise/review/keywords/conversations?topic=refunds").text
    for place in ("", "/conversations"):
        assert ada.open(f"/noise/review/keywords{place}").status_code == 403
