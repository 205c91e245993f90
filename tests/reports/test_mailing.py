"""Kept reports come by mail: each once for its day, over real SMTP, whatever the clocks do and whoever dies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from helpdesk.desk import saving_reports
from helpdesk.records.alarm_messages import AlarmMessage
from helpdesk.records.authors import Author
from helpdesk.records.saved_reports import DAILY, NEVER, WEEKLY, SavedReport
from helpdesk.records.staff import Staff
from helpdesk.reports.mailing import Mailing, due_day
from tests.cast import Office
from tests.reports.mornings import Morning, words
from tests.web.customers import writes

BRUSSELS = "Europe/Brussels"


def test_mona_gets_yesterday_every_morning_and_not_twice(office: Office, morning: Morning) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Author).values(name="x"))
    writes(office, "@brightbyte refund <b>please</b>")
    morning.keeps()  # at noon: the mail of this morning is not made up for
    assert morning.mails.mails == []
    assert morning.works(hours=19) == []
    (mail,) = morning.works(hours=1, minutes=1)
    assert str(mail["To"]) == "mona@brightbyte.example"
    assert str(mail["Subject"]) == "Brightbyte: Mornings, 2026-03-02"
    assert "First responses, 2026-03-02 (UTC)" in words(mail, "plain")
    assert "Still waiting                  1" in words(mail, "plain")
    assert "https://desk.example/reports/response-times?from=2026-03-02&to=2026-03-02&by=team" in words(mail, "plain")
    html = words(mail, "html")
    assert 'bgcolor="#2f55b5"' in html
    assert "https://desk.example/reports/saved" in html
    assert 'width="640"' not in html, "a phone is narrower"
    assert "not reached<br>1 open" in html
    assert "not reached, 1 open" in words(mail, "plain")
    assert "<style" not in html
    assert "<script" not in html
    assert morning.works(minutes=5) == []
    assert len(morning.works(hours=24)) == 1


def test_mona_reads_it_in_her_language(office: Office, morning: Morning) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(language="de"))
    writes(office, "@brightbyte refund please")
    morning.keeps()
    (mail,) = morning.works(hours=20, minutes=1)
    plain, html = words(mail, "plain"), words(mail, "html")
    for text in (plain, html):
        assert "Erste Antworten, 2026-03-02 (UTC)" in text
        assert "Wartet noch" in text
        assert "Der ganze Bericht" in text
        assert not [word for word in ("before", "Wrote", "not reached", "these mails") if word in text]
    assert '<html lang="de">' in html
    assert str(mail["Subject"]) == "Brightbyte: Mornings, 2026-03-02"


def test_a_weekly_report_comes_on_the_first_day_of_the_week(morning: Morning) -> None:
    morning.keeps("span=week", mailed=WEEKLY)
    came = [len(morning.works(days=1)) for _ in range(14)]
    assert came == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert str(morning.mails.mails[0]["Subject"]).endswith("Mornings, 2026-03-02 to 2026-03-08")


def test_after_days_without_power_there_is_one_mail_not_many(morning: Morning) -> None:
    morning.keeps()
    assert len(morning.works(days=5)) == 1


def test_who_leaves_or_wants_no_more_gets_no_more(office: Office, morning: Morning) -> None:
    number = morning.keeps()
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(role="agent"))
    assert morning.works(days=1) == []
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(role="manager"))
        saving_reports.mail(connection, number, NEVER, 8, acting=office.mona, at=office.clock.now())
    assert morning.works(days=2) == []


def test_a_crash_after_the_mail_was_made_makes_no_second_one(office: Office, morning: Morning) -> None:
    morning.keeps()
    office.clock.forward(days=1)
    assert morning.mailing.step()
    again = Mailing(office.database, office.clock, "Brightbyte", "UTC", 0, "")  # another process
    assert not again.step()
    with office.database.reading() as connection:
        assert len(connection.execute(select(AlarmMessage.id)).all()) == 1


def test_what_cannot_be_asked_any_more_keeps_no_other_mail_back(office: Office, morning: Morning) -> None:
    morning.keeps("from=2026-03-09&to=2026-03-01")
    with office.database.writing() as connection:
        given = {"shared": False, "acting": office.mona, "at": office.clock.now()}
        saving_reports.save(connection, "Sound", "response-times", "by=mood", **given)  # type: ignore[arg-type]
        sound = connection.execute(select(SavedReport.id).where(SavedReport.name == "Sound")).scalar_one()
        saving_reports.mail(connection, sound, DAILY, 8, acting=office.mona, at=office.clock.now())
    morning.works()
    assert [str(mail["Subject"]).split(",")[0] for mail in morning.works(days=1)] == ["Brightbyte: Sound"]


def test_hostile_names_are_text_in_both_parts(office: Office, morning: Morning) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ada).values(name="<img src=x>\u202e\nBcc: all"))
    writes(office, "@brightbyte refund")
    morning.keeps("by=staff&span=yesterday")
    (mail,) = morning.works(days=1)
    assert "<img" not in words(mail, "html")
    assert "&lt;img src=x&gt;" in words(mail, "html")
    assert "\nBcc" not in words(mail, "plain")
    assert mail["Bcc"] is None


HOURS = st.integers(0, 23)


@given(
    st.timedeltas(timedelta(0), timedelta(days=366)), HOURS, st.sampled_from([DAILY, WEEKLY]),
    st.sampled_from([BRUSSELS, "Australia/Lord_Howe", "America/Santiago", "UTC"]),
)  # fmt: skip
def test_what_is_due_never_goes_back_and_never_stays_out(at: timedelta, hour: int, mailed: str, zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + at
    due, later = (
        due_day(mailed, hour, moment.astimezone(ZoneInfo(zone)), 0) for moment in (now, now + timedelta(hours=25))
    )
    assert due <= later
    if mailed == DAILY:
        assert later > due, "within any 25 hours there is one: no night of changing clocks leaves it out"


@pytest.mark.parametrize("hour", [1, 2, 3])
@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_one_mail_a_day_on_the_nights_when_the_clocks_change(night: date, hour: int) -> None:
    start = datetime.combine(night, datetime.min.time(), ZoneInfo(BRUSSELS)).astimezone(UTC)
    days = [
        due_day(DAILY, hour, (start + timedelta(minutes=10 * n)).astimezone(ZoneInfo(BRUSSELS)), 0) for n in range(130)
    ]
    assert sum(after > before for before, after in pairwise(days)) == 1
