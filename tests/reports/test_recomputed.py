"""A year at the desk, and every figure once more by another program that reads nothing but the ledger."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.records.events import Event
from helpdesk.reports.keeping import keep
from tests.cast import Office
from tests.reports import recomputed
from tests.reports.year import CLOSED, HOURS, ZONE, Year
from tests.web.browser import Browser, desk_app

ZONES = ("Europe/London", "America/St_Johns")


@pytest.mark.parametrize("kept", [False, True], ids=["live", "kept"])
def test_every_figure_equals_its_recomputation_from_the_events(office: Office, kept: bool) -> None:
    year = office
    Year(office, seed=7, customers=60).live()
    while kept and keep(office.database, "Europe/London"):
        pass
    mona = Browser(desk_app(year.database, year.clock))
    mona.follow_link(year, year.mona)
    with year.database.reading() as connection:
        ledger = recomputed.Ledger(list(connection.execute(select(Event.__table__))))
    assert len([wait for wait in ledger.waits if wait.kind == "next_response"]) > 15
    assert {wait.ended is None for wait in ledger.waits} == {True, False}
    assert sum(wait.needless for wait in ledger.waits) > 5
    hours = {(revision, "shop"): recomputed.OpeningHours(ZONE, week, CLOSED, 2026) for revision, week in HOURS.items()}
    assert {wait.revision for wait in ledger.waits if wait.calendar} == {2, 3}
    assert sum(wait.held for wait in ledger.waits) > 5
    compared = in_hours = 0
    for first, last in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 3, 23), date(2026, 3, 29))):
        for zone in ZONES:
            for by in ("day", "week", "hour", "staff", "team", "topic", "target"):
                for kind in ("first_response", "next_response"):
                    asked = f"from={first}&to={last}&zone={zone}&by={by}&kind={kind}&format=json"
                    given = json.loads(mona.open(f"/reports/response-times?{asked}").text)
                    total, groups = recomputed.report(ledger, kind, first, last, zone, by, year.clock.now(), hours)
                    assert given["total"] == total, asked
                    assert {group.pop("key"): group for group in given["groups"] if group.pop("label")} == groups, asked
                    compared += len(groups) + 1
                    in_hours += total["business_asked"]
    assert compared > 600
    assert in_hours > 300
