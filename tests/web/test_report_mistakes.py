"""Whatever an address asks of a report: a sentence, an empty report or the report, and never a mistake of ours."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update

from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes

PAGES = (
    "/reports/response-times", "/reports/volume", "/reports/changed", "/reports/people", "/reports/people/1",
    "/reports/conversations",
)  # fmt: skip
WRONG = {
    "upside down": {"from": "2026-03-02", "to": "2026-03-01"},
    "two hundred years": {"from": "1900-01-01", "to": "2100-01-01"},
    "before all networks": {"from": "1066-10-14", "to": "1066-10-14"},
    "far in the future": {"from": "9999-12-31"},
    "no date": {"from": "yesterday"},
    "half a date": {"from": "2026-02-30"},
    "a date with a nul": {"from": "2026-03-0\0"},
    "unknown zone": {"zone": "Mars/Olympus"},
    "a path for a zone": {"zone": "../../etc/passwd"},
    "unknown kind": {"kind": "love"},
    "unknown span": {"span": "fortnight"},
    "no hour": {"hour": "168"},
    "a large hour": {"hour": "9" * 400},
    "a nul in a filter": {"topic": "a\0b"},
    "an endless filter": {"topic": "x" * 5_000},
}
EMPTY = {
    "tomorrow": {"from": "2026-03-03", "to": "2026-03-04"},
    "who never was": {"staff": "4711"},
    "too large for a number": {"team": "9" * 60},
    "no number": {"account": "-1"},
    "a hostile topic": {"topic": "<script>alert(1)</script>"},
    "right to left": {"topic": "\u202egnorw"},
    "everything at once": {"staff": "1", "team": "2", "topic": "x", "language": "tlh", "followers": "7", "hour": "3"},
}
OTHER_ZONES = {"a zone ahead": {"zone": "Pacific/Kiritimati"}, "a zone behind": {"zone": "Pacific/Niue"}}


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def asked(page: str, args: dict[str, str]) -> str:
    return f"{page}?{urlencode(args)}"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("page", PAGES)
def test_what_cannot_be_asked_is_said_in_a_sentence(office: Office, mona: Browser, page: str) -> None:
    writes(office, "@brightbyte refund?")
    for name, args in WRONG.items():
        answer = mona.open(asked(page, args))
        assert answer.status_code == 422, (name, page)
        assert re.search(r'role="alert"|class="error-page"', answer.text), (name, page)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_what_nobody_meets_is_an_empty_report(office: Office, mona: Browser, page: str) -> None:
    writes(office, "@brightbyte refund?")
    for name, args in (EMPTY | OTHER_ZONES).items():
        answer = mona.open(asked(page, args))
        if "hour" in args and page == "/reports/volume":
            assert "hour" not in answer.headers["Location"], "days are whole there"
            continue
        assert answer.status_code == 200, (name, page)
        assert "<script>alert" not in answer.text
        if name in EMPTY and page == PAGES[0]:
            assert "no data" in words(answer.text), (name, page)


@pytest.mark.parametrize("page", [*PAGES, "/reports/today", "/reports/wall", "/reports/saved", "/reports/definitions"])
def test_a_desk_to_which_nobody_has_written_has_no_data_and_no_zero_for_it(mona: Browser, page: str) -> None:
    answer = mona.open(page)
    assert answer.status_code == 200
    for figure in ("Median wait", "Median today", "In time", "9 of 10 within"):
        for after in re.findall(rf"{figure} (\S+)", words(answer.text)):
            assert not re.fullmatch(r"0(\.0)?%?|0s?", after), (page, figure, after)


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_exports_of_nothing_and_of_mistakes_are_well_formed(office: Office, mona: Browser, shape: str) -> None:
    for args in (*EMPTY.values(), {}):
        text = mona.open(asked(PAGES[0], args | {"format": shape})).text
        if shape == "json":
            assert json.loads(text)["total"]["median_seconds"] is None
        else:
            lines = list(csv.reader(io.StringIO(text)))
            assert len({len(line) for line in lines}) == 1
    for args in WRONG.values():
        for page in PAGES[:2]:
            answer = mona.open(asked(page, args | {"format": shape}))
            assert answer.status_code == 422
            if shape == "json":
                assert json.loads(answer.text)["error"].endswith("."), "a program reads no page"


def test_an_enormous_address_is_refused_or_read_and_never_a_mistake_of_ours(mona: Browser) -> None:
    for page in PAGES:
        many = "&".join(f"topic={number}" for number in range(5_000))
        assert mona.open(f"{page}?{many}").status_code < 500
        assert mona.open(f"{page}?{'&' * 50_000}").status_code < 500
        assert mona.open(f"{page}?%00=%ff&%ff=%00").status_code < 500


def test_figures_of_a_person_are_for_that_person_and_managers(office: Office, ada: Browser, mona: Browser) -> None:
    assert ada.open(f"/reports/people/{office.ada}").status_code == 200
    assert ada.open(f"/reports/people/{office.ben}").status_code == 404, "not even that they are there"
    assert ada.open("/reports/people").headers["Location"] == f"/reports/people/{office.ada}"
    for page in ("/reports/response-times?by=staff", "/reports/conversations?staff=2"):
        assert ada.open(page).status_code == 403
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ben).values(active=False, on_duty=False))
    assert mona.open(f"/reports/people/{office.ben}").status_code == 200, "who left keeps their figures"
    assert mona.open("/reports/people/4711").status_code == 404
