"""No English word is left where everything can be translated: each text of a page stands in ⟦…⟧."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from helpdesk.desk.misspellings import misspellings
from helpdesk.language import GERMAN, instead
from helpdesk.outbox.holding import GONE
from helpdesk.records.replies import FAILED, HELD, QUEUED, SENDING, SENT, UNKNOWN
from helpdesk.records.staff import ADMIN, Staff
from tests.cast import TOPICS, Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes
from tests.web.pseudo import Pseudo, untranslated

NOT_OURS = (  # names and data
    "Brightbyte", "Ada", "Ben", "Mona", "Carl Customer", "Carl", "carl", "@brightbyte", "brightbyte", "practice",
    "English", "Deutsch", "Orders", "Technicians", "AL", "BK", "MR", "UTC", "example", "urgent-case", "Private list",
    "GMT", *(topic.name for topic in TOPICS), *(", ".join(topic.keywords) for topic in TOPICS if topic.keywords),
)  # fmt: skip


@pytest.fixture
def reader(office: Office, ada: Browser) -> Iterator[Browser]:
    """Ada, who reads a language that nobody speaks."""
    ada.send("/account/language", language=GERMAN)
    ada.open("/account")  # which says "saved", in German
    with instead(GERMAN, Pseudo()):
        yield ada


def left(browser: Browser, path: str, *more: str) -> list[str]:
    page = browser.open(path)
    assert page.mimetype == "text/html", path
    return list(untranslated(page.text, (*NOT_OURS, *more)))


@pytest.mark.parametrize("view", ["mine", "team", "queue", "soon", "following", "approval", "unsent", "everything"])
def test_the_inbox(office: Office, reader: Browser, view: str) -> None:
    for status in ("open", "waiting", "snoozed", "closed"):
        assert left(reader, f"/inbox?view={view}&status={status}") == []
    writes(office, "@brightbyte refund?")
    office.clock.forward(hours=5)
    writes(office, "@brightbyte parcel?", handle="carla", name="Carl")
    for more in ("", "&in_priority=high", "&in_topic=refunds", "&status=waiting"):
        assert left(reader, f"/inbox?view={view}{more}", "@brightbyte refund?", "refund?", "parcel?") == []
    assert left(reader, f"/inbox/narrow?view={view}") == []


def test_a_conversation_and_what_becomes_of_it(office: Office, reader: Browser) -> None:
    words = ("@brightbyte refund? http://a.example", "refund", "@brightbyte", "http://a.example", "Thanks", "Look here")
    number = writes(office, "@brightbyte refund? http://a.example")
    page = f"/conversations/{number}"
    assert left(reader, page, *words) == []
    for verb, fields in (
        ("taking", {}),
        ("notes", {"note": "Look here @Ben"}),
        ("tags", {"word": "urgent-case"}),
        ("priority", {"priority": "urgent"}),
        ("topic", {"topic": "repairs"}),
        ("following", {}),
        ("snooze", {"until": "hour"}),
        ("reopening", {}),
        ("return", {}),
        ("assignment", {"to": str(office.ben)}),
        ("assignment", {"to": str(office.ada)}),
        ("closure", {"reason": "spam"}),
        ("reopening", {}),
        ("closure", {"reason": "done"}),  # refused: nobody has answered
        ("snooze", {}),  # refused
    ):
        reader.send(f"{page}/{verb}", **fields)
        assert left(reader, page, *words) == [], verb
    refused = answer(reader, number, "Thanks 4111 1111 1111 1111")
    assert refused.status_code == 422
    assert list(untranslated(refused.text, (*NOT_OURS, *words))) == []
    office.clock.forward(hours=6)
    assert left(reader, page, *words) == []
    assert left(reader, f"{page}/parts", *words) == []


@pytest.mark.parametrize("state", [QUEUED, SENDING, UNKNOWN, HELD, FAILED, SENT])
def test_what_becomes_of_an_answer(office: Office, reader: Browser, state: str) -> None:
    number = writes(office, "@brightbyte refund?")
    page = f"/conversations/{number}"
    assert answer(reader, number, "Thanks a lot").status_code == 303
    words = ("@brightbyte refund?", "refund", "@carl", "Thanks a lot", "Thanks")
    assert left(reader, page, *words) == []
    becomes(office, state, GONE)
    assert left(reader, page, *words) == []
    assert left(reader, "/inbox?view=everything", *words) == []


@pytest.mark.parametrize(
    "path", ["/account", "/search", "/search?q=refund", "/search?q=is:x", "/health", "/saved-replies", "/handover",
             "/noise", "/alarms", "/nowhere", "/policy", "/sign-in/link/none"],
)  # fmt: skip
def test_the_pages_around(office: Office, reader: Browser, path: str) -> None:
    assert left(reader, path, "ada@brightbyte.example", "refund", "is:x") == []


def test_a_stranger_signs_in(office: Office, app: object, reader: Browser) -> None:
    stranger = Browser(reader.app)
    page = stranger.open("/sign-in", **{"Accept-Language": "de"})
    assert list(untranslated(page.text, NOT_OURS)) == []


MANAGERS = [
    *(f"/reports/response-times?by={by}" for by in ("day", "hour", "staff", "topic", "priority", "followers")),
    "/reports/response-times?from=nonsense", "/reports/definitions", "/reports/today", "/reports/wall",
    "/reports/volume", "/reports/changed", "/reports/people", "/reports/people/1", "/policy", "/policy/1",
    "/posting", "/promise", "/reports/conversations?which=waiting&kind=any", "/saved-replies", "/staff", "/staff/1",
    "/policy/topics/refunds", "/policy/topics/new", "/health/accounts/1", "/reports/saved", "/noise/review",
    "/noise/review/keywords", "/reports/conversations/without-need", "/conversations/1/clocks/1", "/health",
]  # fmt: skip


DATA = (
    *("@brightbyte refund?", "refund?", "CSV", "JSON", "Europe/London", "nonsense", "refund"),
    *("ada@brightbyte.example", "ben@brightbyte.example", "mona@brightbyte.example"),
    *misspellings("brightbyte"),
)


@pytest.mark.parametrize("path", MANAGERS)
def test_what_managers_read(office: Office, reader: Browser, path: str) -> None:
    writes(office, "@brightbyte refund?")
    office.clock.forward(hours=1)
    mona = Browser(reader.app)
    mona.follow_link(office, office.mona)
    mona.send("/account/language", language=GERMAN)
    mona.open("/account")
    page = mona.open(path)
    assert page.status_code in (200, 422), path
    known = (*NOT_OURS, *DATA)
    assert list(untranslated(page.text, known)) == []


@pytest.mark.parametrize("path", ["/staff", "/staff/1", "/staff/2", "/staff?q=nobody", "/staff?gone=yes"])
def test_who_works_here(office: Office, reader: Browser, path: str) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(role=ADMIN, language=GERMAN))
    mona = Browser(reader.app)
    mona.follow_link(office, office.mona)
    mona.open("/account")
    assert left(mona, path, "ada@brightbyte.example", "ben@brightbyte.example", "mona@brightbyte.example") == []
