"""What an open page gets when it asks for news: only what changed, seldom when many ask, and the truth all the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from helpdesk.app import create_app
from helpdesk.config import Config
from helpdesk.desk import owning
from helpdesk.web.again import BUSY, COUNTED_FOR, LATER, SOON, Work, again_in
from helpdesk.web.kept import Kept
from tests.cast import NOON, Office, SetClock
from tests.web.browser import SECRET_KEY, Browser
from tests.web.customers import writes

POLL = {"X-Requested-With": "fetch"}


COUNTS = re.compile(r"view-count[^>]*>([^<]*)<")


def polls(browser: Browser, mark: str | None = None, path: str = "/inbox/rows?view=mine"):  # type: ignore[no-untyped-def]
    return browser.open(path, **POLL, **({"If-None-Match": mark} if mark else {}))


def test_what_others_get_changes_the_counts_and_not_the_list(office: Office, ada: Browser) -> None:
    first = polls(ada)
    bens = writes(office, "@brightbyte refund?")
    with office.database.writing() as connection:
        owning.assign(connection, bens, office.ben, acting=office.mona, at=office.clock.now())
    second = polls(ada, first.headers["ETag"])
    assert second.status_code == 200
    assert 'data-part="views"' in second.text
    assert 'data-part="rows"' not in second.text
    with office.database.writing() as connection:
        owning.assign(connection, bens, office.ada, acting=office.mona, at=office.clock.now())
    assert 'data-part="rows"' in polls(ada, second.headers["ETag"]).text


def test_what_changes_nothing_on_the_page_is_no_news(office: Office, ada: Browser, browser: Browser) -> None:
    first = polls(ada)
    browser.follow_link(office, office.ben)  # an event, but of nobody's conversation
    assert polls(ada, first.headers["ETag"]).status_code == 304


def test_a_conversation_beside_which_others_are_worked_on_stays_as_it_is(office: Office, ada: Browser) -> None:
    carls, doras = writes(office, "@brightbyte refund?"), writes(office, "@brightbyte parcel?", handle="dora")
    with office.database.writing() as connection:
        for number, who in ((carls, office.ada), (doras, office.ben)):
            owning.assign(connection, number, who, acting=office.mona, at=office.clock.now())
    path = f"/conversations/{carls}/parts?view=mine"
    first = polls(ada, path=path)
    with office.database.writing() as connection:
        owning.put_back(connection, doras, acting=office.ben, at=office.clock.now())
    second = polls(ada, first.headers["ETag"], path)
    assert 'data-part="thread"' not in second.text
    writes(office, "@brightbyte hello?", again=carls)
    assert "hello?" in polls(ada, second.headers["ETag"], path).text


def test_whoever_opens_the_page_sees_what_others_get_half_a_second_later(office: Office) -> None:
    browser = Browser(create_app(Config(), office.database, office.clock, secret_key=SECRET_KEY))
    browser.follow_link(office, office.ada)
    first = polls(browser)
    writes(office, "@brightbyte refund?")
    assert polls(browser, first.headers["ETag"]).status_code == 304
    page = browser.open("/inbox?view=everything").text
    assert "refund?" in page
    office.clock.forward(seconds=0.5)
    assert polls(browser, first.headers["ETag"]).status_code == 200


def test_counts_are_never_older_than_what_the_page_says_to_have_seen(office: Office) -> None:
    """Else the next poll would find that nothing happened since, and the page stay wrong on a quiet desk."""
    app = create_app(Config(), office.database, office.clock, secret_key=SECRET_KEY)
    ada, ben = Browser(app), Browser(app)
    ada.follow_link(office, office.ada)
    ben.follow_link(office, office.ben)
    office.clock.forward(seconds=1)
    polls(ben)  # looks at the ledger
    office.clock.forward(seconds=0.4)
    polls(ada)  # counts what her team has
    writes(office, "@brightbyte refund?")
    office.clock.forward(seconds=0.2)
    assert COUNTS.findall(polls(ada).text) == COUNTS.findall(ada.open("/inbox?view=mine").text)


def test_a_quiet_desk_is_asked_sooner_than_one_with_a_whole_staff(office: Office, ada: Browser) -> None:
    spent = [1.0]
    ada.app.extensions["work"] = Work(lambda: spent[0])
    assert polls(ada).headers["Again-In"] == str(SOON)
    assert polls(ada, polls(ada).headers["ETag"]).headers["Again-In"] == str(SOON)
    spent[0] += BUSY * COUNTED_FOR + 0.1
    office.clock.forward(seconds=COUNTED_FOR)
    assert polls(ada).headers["Again-In"] == str(LATER)
    assert LATER < 6


@pytest.mark.parametrize("path", ["/alarms/parts", "/health/parts", "/nowhere"])
def test_every_answer_to_a_poll_says_when_to_come_again(ada: Browser, path: str) -> None:
    assert ada.open(path, **POLL).headers["Again-In"] == str(SOON)
    assert "Again-In" not in ada.open("/inbox").headers


@pytest.mark.parametrize(
    ("share", "seconds"),
    [(0, SOON), (0.25, SOON), (0.26, LATER), (0.5, LATER), (0.55, 6), (0.7, 7), (1.0, 10), (9, 20)],
)
def test_a_process_that_can_do_no_more_asks_for_patience(share: float, seconds: int) -> None:
    assert again_in(share) == seconds


def test_the_work_of_the_process_is_counted() -> None:
    counted = Work()
    counted.share(NOON)
    sum(number * number for number in range(200_000))
    assert 0 < counted.share(NOON + timedelta(seconds=COUNTED_FOR)) < 1


def test_work_is_forgotten_when_nobody_came_for_a_while() -> None:
    spent = iter((1.0, 6.0, 6.0, 6.5))
    counted = Work(lambda: next(spent))
    assert counted.share(NOON) == 0
    assert counted.share(NOON + timedelta(seconds=COUNTED_FOR)) == 0.5
    assert counted.share(NOON + timedelta(seconds=3 * COUNTED_FOR)) == 0


def test_a_request_that_began_before_others_does_not_make_a_busy_desk_quiet() -> None:
    spent = iter((0.0, 5.0, 5.0))
    counted = Work(lambda: next(spent))
    assert counted.share(NOON) == 0
    assert counted.share(NOON + timedelta(seconds=COUNTED_FOR)) == 0.5
    assert counted.share(NOON + timedelta(seconds=COUNTED_FOR - 0.01)) == 0.5
    assert counted.share(NOON + timedelta(seconds=COUNTED_FOR + 1)) == 0.5
    assert counted.share(NOON - timedelta(hours=1)) == 0  # the clock was set back


def test_a_kept_thing_is_made_anew_after_its_time(clock: SetClock) -> None:
    kept, made = Kept(clock, 0.5), iter(range(10))
    assert [kept.get("a", lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    assert kept.get("b", lambda: next(made)) == 1
    clock.forward(seconds=0.5)
    assert kept.get("a", lambda: next(made)) == 2
