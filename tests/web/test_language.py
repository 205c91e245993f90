"""Ada reads the desk in German."""

from __future__ import annotations

import pytest

from tests.cast import Office
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
