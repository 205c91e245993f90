"""Ada reads the desk in German."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from helpdesk.desk import staffing
from helpdesk.language import GERMAN, ngettext, speaking
from helpdesk.records.alarms import raise_alarm
from helpdesk.reports.foresight import Ahead
from helpdesk.reports.promise import BROKEN, KEPT, Promise, turn_words
from helpdesk.reports.surge import Surge
from helpdesk.reports.watching import short_words, surge_words
from helpdesk.sla.alarm_words import worded
from tests.cast import NOON, Office
from tests.web.browser import Browser
from tests.web.customers import writes


def test_ada_chooses_german_and_english_again(office: Office, ada: Browser) -> None:
    writes(office, "@brightbyte refund?")
    assert '<html lang="en"' in ada.open("/inbox").text
    assert ada.send("/account/language", language="de").status_code == 302
    page = ada.open("/account").text
    assert "Gespeichert." in page
    assert '<option value="de" lang="de" selected>Deutsch</option>' in page
    page = ada.open("/inbox").text
    assert '<html lang="de"' in page
    assert "Posteingang" in page
    assert "fällig in" in page
    ada.send("/account/language", language="en")
    assert "due in" in ada.open("/inbox", **{"Accept-Language": "de"}).text


def test_without_a_choice_the_browser_decides(browser: Browser, ada: Browser) -> None:
    for asked, told in (("de-AT,de;q=0.9,en;q=0.5", "de"), ("fr, de;q=0.1", "de"), ("fr", "en"), ("en;q=0.2,de", "de")):
        assert f'<html lang="{told}"' in browser.open("/sign-in", **{"Accept-Language": asked}).text, asked
        assert f'<html lang="{told}"' in ada.open("/inbox", **{"Accept-Language": asked}).text, asked
    ada.send("/account/language", language="de")
    ada.send("/account/language", language="")
    assert '<html lang="en"' in ada.open("/inbox").text


@pytest.mark.parametrize("language", ["fr", "DE", "de\0", "../de", "x" * 1000])
def test_a_language_that_the_desk_does_not_speak_is_refused(ada: Browser, language: str) -> None:
    assert ada.send("/account/language", language=language).status_code == 422
    assert '<html lang="en"' in ada.open("/inbox").text


def test_one_reader_s_language_is_nobody_else_s(office: Office, ada: Browser) -> None:
    ada.send("/account/language", language="de")
    ada.open("/inbox")
    ben = Browser(ada.app)
    ben.follow_link(office, office.ben)
    assert "Inbox" in ben.open("/inbox").text


def test_a_person_s_name_stays_text_in_every_language(office: Office, ada: Browser) -> None:
    ada.send("/account/language", language="de")
    writes(office, "@brightbyte <script>alert(1)</script> %(who)s %s", name="<b>%s</b>")
    page = ada.open("/inbox?view=everything").text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;%s&lt;/b&gt; markieren" in page


def promise(about: timedelta | None) -> Promise:
    return Promise(timedelta(hours=1), about, 20, 5, NOON, NOON)


@pytest.mark.parametrize(("language", "told"), [("en", "1,231 customers"), (GERMAN, "1.231 Kunden")])
def test_large_numbers_have_their_mark_in_every_sentence(app: Flask, language: str, told: str) -> None:
    with speaking(language):
        assert ngettext("%(num)s customer", "%(num)s customers", 1_231) == told
        page = app.jinja_env.from_string('{{ ngettext("%(num)s customer", "%(num)s customers", 1231) }}')
        assert page.render() == told


ALARMS: list[tuple[Mapping[str, Any], str]] = [
    (
        surge_words(Surge(12_345, 410.4)),
        "Binnen einer Stunde kamen 12.345 Beiträge; zu dieser Zeit der Woche sind es sonst 410.",
    ),
    (surge_words(Surge(20, 4, ("checkout", "app"))), "sind es sonst 4. Was in vielen davon steht: checkout, app."),
    (turn_words(BROKEN, promise(None)), "von 60 min stimmt nicht mehr: Die meisten warten noch."),
    (turn_words(BROKEN, promise(timedelta(minutes=70))), "stimmt nicht mehr: Die Hälfte hat erst binnen 70 min"),
    (
        turn_words(KEPT, promise(timedelta(minutes=7))),
        "wird wieder gehalten: Die Hälfte hat binnen 7 min ihre Antwort.",
    ),
]


@pytest.mark.parametrize(("words", "told"), ALARMS)
def test_what_managers_are_warned_of_is_kept_in_english_and_told_in_german(
    office: Office, ada: Browser, words: Mapping[str, Any], told: str
) -> None:
    mona = Browser(ada.app)
    mona.follow_link(office, office.mona)
    mona.send("/account/language", language="de")
    with office.database.writing() as connection:
        raise_alarm(connection, "surge", "once", office.clock.now(), staff=[office.mona, office.ada], **words)
    assert told in mona.open("/alarms").text
    assert words["sentence"] in ada.open("/alarms").text


@pytest.mark.parametrize(
    ("people", "told"), [(0, "und niemand ist"), (1, "und 1 Person ist"), (3, "und 3 Personen sind")]
)
def test_a_team_that_will_be_short_is_told_in_german(people: int, told: str) -> None:
    ends = (NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    ahead = Ahead(1, "Orders", people, ends, (10, 30), (4.0, 4.0))
    with speaking(GERMAN):
        assert worded(short_words(ahead, ZoneInfo("UTC"))) == (
            f"Um 14:00 fehlen im Team Orders 32 Antworten: 40 werden fällig, {told} im Dienst."
        )


def test_two_managers_of_different_languages_read_the_staff_each_in_theirs(office: Office, ada: Browser) -> None:
    mona, olga = Browser(ada.app), Browser(ada.app)
    with office.database.writing() as connection:
        number = staffing.add(connection, name="Olga", email="olga@brightbyte.example", role="admin", now=NOON)
    mona.follow_link(office, office.mona)
    olga.follow_link(office, number)
    olga.send("/account/language", language="de")
    for _again in range(2):
        assert "Im Dienst" in olga.open("/staff").text
        assert '<option value="manager">Leitung</option>' in olga.open("/staff").text
        assert "On duty" in mona.open("/staff").text
        assert "<td>agent</td>" in mona.open("/staff").text
