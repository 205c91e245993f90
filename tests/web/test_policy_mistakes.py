"""What is wrong with a draft of the policy is told in the language of whoever writes it, whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from helpdesk.language import GERMAN, instead
from helpdesk.policy.draft import LONGEST
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.pseudo import Pseudo, untranslated
from tests.web.test_topics import REFUNDS
from tests.web.test_translated import NOT_OURS

SOUND = """
[[topics]]
key = "other"
name = "Everything else"
team = "orders"
catch_all = true
"""
BETWEEN = """
calendar = "shop"
[[teams]]
key = "sales"
name = "Sales"
[[calendars]]
key = "office"
name = "Office"
zone = "Mars"
hours = { mo = ["09:00-17:00"], mon = ["9-17"], tue = ["09:00-12:00", "11:00-13:00"], daily = ["10:00-11:00"] }
holidays = ["XX", "GB-XXX"]
exceptions = { "tomorrow" = [] }
[[calendars]]
key = "night"
name = "Night"
zone = "UTC"
hours = { sat = ["22:00-06:00"], sun = ["05:00-06:00"] }
[[calendars]]
key = "night"
name = "Never"
zone = "UTC"
hours = { mon = [] }
[[shifts]]
key = "day"
zone = "UTC"
hours = { mon = [] }
[[topics]]
key = "phones"
name = "Phones"
team = "lawyers"
keywords = ["the", "@x", "phone", "PHONE", "cracked screenshot"]
exclusions = ["und", "screenshot", "screenshot", "..."]
[[topics]]
key = "tablets"
name = "Tablets"
team = "orders"
calendar = "noon"
keywords = ["tablet"]
[[topics]]
key = "shadow"
name = "Shadow"
team = "orders"
keywords = ["Tablet!"]
[[topics]]
key = "empty"
name = "Empty"
team = "orders"
[[staff]]
email = "dora@brightbyte.example"
shift = "noon"
languages = ["Dutch"]
topics = ["nothing"]
[[staff]]
email = "ada@brightbyte.example"
exceptions = { "2026-12-24" = [] }
[[staff]]
email = "ada@brightbyte.example"
"""
FIELDS = """
[alarms]
warn_at = [80, 50]
[targets]
high = 1
low = { first_response_minutes = 0, next_response_minutes = 1000000 }
[[topics]]
key = "Capital"
nome = "No name"
first_response_minutes = 1.5
priority = "huge"
misspellings = "x"
keywords = "one"
[[topics]]
key = "second"
name = ""
team = 1
colour = "red"
[[staff]]
email = "x"
holidays = []
languages = ["a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a",
  "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a",
  "a", "a", "a", "a", "a", "a", "a"]
[[shifts]]
key = "late"
zone = "UTC"
hours = 1
"""
IN_GERMAN = {
    BETWEEN + SOUND: [
        "Zeile 2: Unter [[policy.calendars]] gibt es keinen Kalender 'shop'.",
        "Ein Team 'sales' gibt es hier nicht; vorhanden: orders, technicians.",
        "Kalender 'office': 'mo' nennt keine Tage; schreiben Sie mon, mon-fri oder daily.",
        "Kalender 'office': mon: '9-17' ist kein Zeitfenster; schreiben Sie 09:00-17:30, bis höchstens 24:00, oder",
        "Kalender 'office': Feiertage 'XX': Ein Land 'XX' ist nicht bekannt",
        "Kalender 'night': sat schließt, nachdem sun geöffnet hat.",
        "Der Kalender 'night' steht zweimal da.",
        "Schicht 'day': Es ist nie geöffnet; geben Sie Zeiten an (hours).",
        "Das Thema 'phones' nennt das Team 'lawyers', das es hier nicht gibt; vorhanden: orders, technicians.",
        "Thema 'phones': Das Stichwort 'the' hat nur Wörter, die in jedem zweiten Beitrag stehen.",
        "Thema 'phones': Nach dem Ausschluss '...' lässt sich nicht suchen: Nötig ist ein Wort",
        "Thema 'phones': Das Stichwort 'PHONE' sagt dasselbe wie 'phone', das davor steht.",
        "Thema 'phones': Seine eigenen Ausschlüsse nehmen ihm 'cracked screenshot' weg.",
        "Das Thema 'tablets' nennt den Kalender 'noon', den es nicht gibt.",
        "Thema 'shadow': Das Stichwort 'Tablet!' entscheidet nie, denn 'tablet' von Thema 'tablets' geht vor.",
        "Das Thema 'shadow' ist nicht zu erreichen: Keines seiner Stichwörter entscheidet je.",
        "Das Thema 'empty' hat keine Stichwörter.",
        "Person 'dora@brightbyte.example': Niemand mit dieser Adresse hat hier einen Platz",
        "Die Person 'dora@brightbyte.example' nennt die Schicht 'noon', die es nicht gibt.",
        "Person 'ada@brightbyte.example': Unter exceptions stehen Tage, an denen eine Schicht anders ist",
    ],
    SOUND + FIELDS: [
        "alarms: warn_at: Prozent der Zielzeit, jede Zahl von 1 bis 99, die kleinere zuerst.",
        "targets.high: Schreiben Sie eine Tabelle von Schlüsseln mit Werten (angegeben: 1).",
        "targets.low.first_response_minutes: Schreiben Sie 1 oder mehr (angegeben: 0).",
        "targets.low.next_response_minutes: Schreiben Sie 100000 oder weniger (angegeben: 1000000).",
        "topics[2].key: Nehmen Sie Kleinbuchstaben, Ziffern, - und _, mit einem Buchstaben am Anfang (angegeben: 'Cap",
        "topics[2].name: Dieser Schlüssel fehlt.",
        "topics[2].nome: Diesen Schlüssel gibt es nicht. Meinten Sie name?",
        "topics[2].first_response_minutes: Schreiben Sie eine ganze Zahl (angegeben: 1.5).",
        "topics[2].priority: Schreiben Sie eines davon: 'urgent', 'high', 'normal', 'low' (angegeben: 'huge').",
        "topics[2].misspellings: Schreiben Sie true oder false (angegeben: 'x').",
        "topics[2].keywords: Schreiben Sie eine Liste, etwa ['eins', 'zwei'] (angegeben: 'one').",
        "topics[3].name: Das darf nicht leer sein (angegeben: '').",
        "topics[3].team: Schreiben Sie einen Text in Anführungszeichen (angegeben: 1).",
        "topics[3].colour: Diesen Schlüssel gibt es nicht.",
        "staff[1].languages: Schreiben Sie höchstens 50 davon.",
        "shifts[1].hours: Schreiben Sie eine Tabelle von Schlüsseln mit Werten (angegeben: 1).",
    ],
    SOUND.replace("catch_all = true", 'keywords = ["x-ray"]'): ["Genau ein Thema muss catch_all = true haben"],
    "": ["Es gibt keine Themen; mindestens das eine, das alles nimmt, ist nötig."],
    'calendar = "a\\u0000b"': ["Zeile 1: calendar: Ein Text darin enthält ein Steuerzeichen"],
    "x = " + "[" * 5_000: ["Das ist kein gültiges TOML: Klammern stehen zu tief ineinander."],
    "#" + "x" * LONGEST: ["Er hat 200.001 Zeichen; höchstens 200.000 sind erlaubt."],
    "[[topics]\n": [
        "Zeile 1: Das ist kein gültiges TOML: am Ende der Überschrift einer Liste fehlt ']]' (in Zeile 1, "
    ],
    "a = ": ["Das ist kein gültiges TOML: der Wert ist ungültig (am Ende des Textes)."],
}


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    """Mona, who reads German."""
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    browser.send("/account/language", language=GERMAN)
    browser.open("/account")  # which says "saved"
    return browser


@pytest.fixture
def pseudo(mona: Browser) -> Iterator[Browser]:
    """Mona, who reads a language that nobody speaks."""
    with instead(GERMAN, Pseudo()):
        yield mona


def told(page: str) -> str:
    (found,) = re.findall(r'id="mistakes">(.*?)</ul>', page, re.DOTALL)
    return unescape(found)


@pytest.mark.parametrize("text", IN_GERMAN, ids=range(len(IN_GERMAN)))
def test_whatever_is_wrong_with_a_draft_is_told_in_german(mona: Browser, text: str) -> None:
    for wish in ("check", "publish"):
        page = told(mona.send("/policy", text=text, base="1", do=wish).text)
        assert [sentence for sentence in IN_GERMAN[text] if sentence not in page] == [], page


@pytest.mark.parametrize("text", IN_GERMAN, ids=range(len(IN_GERMAN)))
def test_no_word_of_it_is_left_in_english(pseudo: Browser, text: str) -> None:
    answer = pseudo.send("/policy", text=text, base="1", do="check")
    assert answer.status_code == 422
    assert list(untranslated(answer.text, NOT_OURS)) == []


WRONG_FORMS = [
    ({"keywords": "the"}, "hat nur Wörter, die in jedem zweiten Beitrag stehen"),
    ({"team": "lawyers"}, "das es hier nicht gibt; vorhanden: orders, technicians"),
    ({"priority": "whenever"}, "Wählen Sie eine Priorität."),
    ({"resolution_minutes": "soon"}, "Lösung: Minuten sind eine ganze Zahl; lassen Sie das Feld leer"),
    ({"first_response_minutes": "9999999"}, "first_response_minutes: Schreiben Sie 100000 oder weniger"),
    ({"name": ""}, "name: Das darf nicht leer sein"),
    ({"keywords": ("w" * 200 + "\n") * 1_000}, "Ein ganzes Regelwerk hat höchstens 200.000 Zeichen."),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_FORMS)
def test_nor_of_what_is_wrong_with_a_topic(mona: Browser, wrong: dict[str, str], sentence: str) -> None:
    assert sentence in told(mona.send("/policy/topics/refunds", **(REFUNDS | wrong)).text)
    with instead(GERMAN, Pseudo()):
        answer = mona.send("/policy/topics/refunds", **(REFUNDS | wrong))
    assert answer.status_code == 422
    assert list(untranslated(answer.text, NOT_OURS)) == []


def test_what_became_of_a_topic_is_told_in_german(mona: Browser) -> None:
    mona.send("/policy/topics/refunds", **REFUNDS)
    assert "Refunds steht so in Ihrem Entwurf. Nichts ändert sich" in mona.open("/policy").text
    mona.send("/policy/topics/refunds/end")
    assert "Refunds steht nicht mehr in Ihrem Entwurf." in mona.open("/policy").text
