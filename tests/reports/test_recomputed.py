"""A year at the desk, and every figure once more by another program that reads nothing but the ledger."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from helpdesk.records.events import Event
from helpdesk.reports.changed import changed
from helpdesk.reports.keeping import keep
from helpdesk.reports.people import work
from helpdesk.reports.periods import Period, period_of
from helpdesk.reports.promise import promise
from helpdesk.reports.question import Kind, Question
from helpdesk.reports.resolution import resolution
from helpdesk.reports.response_times import report
from helpdesk.reports.today import today
from helpdesk.reports.volume import volume
from tests.cast import Office
from tests.reports import recomputed, recomputed_pages
from tests.reports.year import CLOSED, HOURS, OUTAGES, ZONE, Year
from tests.web.browser import Browser, desk_app

ZONES = ("Europe/London", "America/St_Johns")


ANSWERS: tuple[Kind, ...] = ("first_response", "next_response")
BANDS = {7: "0", 150: "100", 20_000: "10000", None: "none"}
GROUPS = (
    *("day", "week", "hour", "staff", "team", "topic", "target", "priority", "language", "followers", "network"),
    "account",
)
PROMISES = tuple(timedelta(minutes=minutes) for minutes in (5, 60, 600, 4_000))
SPANS = ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 3, 23), date(2026, 3, 29)))


@dataclass(frozen=True)
class Lived:
    """A year that was lived, what its events tell, and what the networks said."""

    office: Office
    ledger: recomputed.Ledger
    hours: recomputed.Hours
    given: recomputed.Given


@pytest.fixture(params=[0, 3, 100], ids=["live", "half kept", "kept"])
def lived(office: Office, request: pytest.FixtureRequest) -> Lived:
    year = Year(office, seed=7, customers=90)
    year.live()
    for _ in range(request.param):
        keep(office.database, batch=60)
    with office.database.reading() as connection:
        events = list(connection.execute(select(Event.__table__)))
    assert any("began" in event.data for event in events), "no wait began with a post that was found later"
    ledger = recomputed.Ledger(events)
    hours = {(revision, "shop"): recomputed.OpeningHours(ZONE, week, CLOSED, 2026) for revision, week in HOURS.items()}
    followers = {number: BANDS[count] for number, count in year.followers.items()}
    given = {"language": {key: said or "none" for key, said in year.languages.items()}, "followers": followers}
    return Lived(office, ledger, hours, given)


def test_every_figure_equals_its_recomputation_from_the_events(lived: Lived) -> None:
    the_year_has_what_makes_figures_wrong(lived)
    office, ledger = lived.office, lived.ledger
    mona = Browser(desk_app(office.database, office.clock))
    mona.follow_link(office, office.mona)
    assert len([wait for wait in ledger.waits if wait.kind == "next_response"]) > 15
    assert {wait.ended is None for wait in ledger.waits} == {True, False}
    assert sum(wait.needless for wait in ledger.waits) > 5
    assert {wait.ended is None for wait in ledger.waits if wait.held} == {True, False}
    assert {wait.revision for wait in ledger.waits if wait.calendar} == {2, 3}
    compared = in_hours = 0
    for first, last in SPANS:
        for zone in ZONES:
            for by in GROUPS:
                for kind in ("first_response", "next_response"):
                    asked = f"from={first}&to={last}&zone={zone}&by={by}&kind={kind}&format=json"
                    shown = json.loads(mona.open(f"/reports/response-times?{asked}").text)
                    total, groups = recomputed.report(
                        *(ledger, kind, first, last, zone, by, office.clock.now(), lived.hours, lived.given)
                    )
                    assert shown["total"] == total, asked
                    assert {group.pop("key"): group for group in shown["groups"] if group.pop("label")} == groups, asked
                    compared += len(groups) + 1
                    in_hours += total["business_asked"]
    assert compared > 600
    assert in_hours > 300


def test_the_other_pages_equal_theirs_too(lived: Lived) -> None:
    ledger, now = lived.ledger, lived.office.clock.now()
    assert ledger.needless
    with lived.office.database.reading() as connection:
        for kind, (first, last), zone in product(ANSWERS, SPANS, ZONES):
            question = Question(Period(first, last, ZoneInfo(zone)), kind)
            days = [
                (day.day, day.wrote, day.answered, day.needless, day.backlog, day.without_need)
                for day in volume(connection, question, now).days
            ]
            assert days == recomputed_pages.volume(ledger, kind, first, last, zone, now), question
            drawn = report(connection, question, "day", now)
            bars = recomputed_pages.spread(ledger, kind, first, last, zone, now)
            assert (drawn.answered_spread, drawn.open_spread) == bars, question
            for by, changes in changed(connection, question, now).by.items():
                told = [(each.key, each.missed, each.due, each.missed_before, each.due_before) for each in changes]
                assert told_apart(told) == recomputed_pages.changed(
                    *(ledger, kind, first, last, zone, by, now, lived.given), told
                ), (question, by)
            if kind == "first_response":
                settled = resolution(connection, question, now)
                expected = recomputed_pages.resolution(ledger, first, last, zone, now, lived.hours)
                assert asdict(settled) == expected, question
                assert 0 < settled.counted < settled.conversations
            for person in (lived.office.ada, lived.office.ben):
                done = work(connection, person, question, now)
                assert done is not None
                numbers = (
                    *(done.own_median, done.taken, done.handed_on, done.closed, done.reopened, done.without_need),
                )
                told_of = recomputed_pages.person(ledger, kind, person, first, last, zone, now)
                assert numbers == told_of, (question, person)
        for promised in PROMISES:
            said = promise(connection, promised, now)
            told = (said.median, said.answered, said.open, said.kept)
            assert told == recomputed_pages.promise(ledger, promised, now), promised
        shown = today(connection, Question(period_of("2026-12-31", "2026-12-31", "UTC", now)), now)
    waiting = (shown.waiting, shown.overdue, shown.due_soon, shown.unowned, shown.oldest)
    assert waiting == recomputed_pages.waiting(ledger, now)
    assert shown.waiting > 10


def told_apart(changes: list[tuple[str, int, int, int, int]]) -> tuple[list[int], list[tuple[str, int, int, int, int]]]:
    """How much each changed, in order, and the groups: of two that changed as much, either may be named."""
    return [abs(missed - before) for _, missed, _, before, _ in changes], sorted(changes)


def the_year_has_what_makes_figures_wrong(lived: Lived) -> None:
    """Edits, reopenings, reassignments, late posts, answers known later, and what each outage kept back."""
    with lived.office.database.reading() as connection:
        happened = connection.execute(select(Event.kind, Event.at, Event.data)).all()
    told = Counter(kind for kind, _, _ in happened)
    assert min(told[kind] for kind in ("mention_edited", "mention_deleted", "assigned", "moved", "put_back")) > 10
    opened_again = Counter(
        "customer" if "mention" in data else "answer" if "reply" in data else "staff"
        for kind, _, data in happened if kind == "reopened"
    )  # fmt: skip
    assert min(opened_again[by] for by in ("customer", "answer", "staff")) > 5
    late = Counter(wait.kind for wait in lived.ledger.waits if wait.received - wait.published > 600_000_000)
    assert min(late[kind] for kind in ANSWERS) > 10
    seen_later = [
        at for kind, at, data in happened if kind == "reply_sent" and recomputed.microseconds(at) > data["sent"]
    ]
    assert len(seen_later) > 5
    for begins, ends in OUTAGES:
        found = [wait for wait in lived.ledger.waits if wait.received == recomputed.microseconds(ends)]
        assert found, begins
