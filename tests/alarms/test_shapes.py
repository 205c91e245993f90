"""What mails and webhooks say, also when a customer's name was made to break out of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpdesk.alarms.shapes import Line, body, plain, subject, text

HOSTILE = "The first answer for Eve\r\nBcc: all@example.org <!channel> @channel [x](javascript:1)\u202e is late."


def line(number: int = 1, sentence: str = "The first answer for Carl is late.", **more: Any) -> Line:
    values = {"kind": "breach", "at": "2026-03-02T12:31:00+00:00", "conversation": 7, "settled": False, **more}
    return Line(id=number, sentence=sentence, **values)


def test_one_alarm_is_its_own_subject_and_many_are_counted() -> None:
    assert subject("Brightbyte", [line()]) == "Brightbyte: The first answer for Carl is late."
    assert subject("Brightbyte", [line(), line(2, kind="warning")]) == "Brightbyte: 2 alarms, 1 of them late"


def test_the_text_links_to_each_conversation_and_says_what_is_settled_since() -> None:
    written = text([line(), line(2, settled=True)], "https://desk.example.org/")
    assert written.split("\n") == [
        "- The first answer for Carl is late.", "  https://desk.example.org/conversations/7",
        "- The first answer for Carl is late. (settled since)", "  https://desk.example.org/conversations/7",
    ]  # fmt: skip


def test_a_storm_is_one_message_that_counts_the_rest() -> None:
    written = text([line(number) for number in range(500)], "")
    assert written.endswith("\n- and 480 more")


def test_a_hostile_name_breaks_no_line_and_no_header() -> None:
    made = subject("Brightbyte", [line(sentence=HOSTILE)])
    assert "\n" not in made
    assert "\r" not in made
    assert "\u202e" not in plain(HOSTILE)
    assert len(text([line(sentence=HOSTILE)], "").split("\n")) == 1


@pytest.mark.parametrize("shape", ["slack", "teams", "mattermost"])
def test_a_hostile_name_calls_nobody_and_links_nowhere_in_a_chat(shape: str) -> None:
    made = json.dumps(body(shape, "Brightbyte", [line(sentence=HOSTILE)], "", "now"), ensure_ascii=False)
    assert "<!channel>" not in made
    if shape != "slack":
        assert "@channel" not in made
        assert "[x](" not in made


def test_the_standard_shape_has_everything_a_program_needs() -> None:
    made = body("standard", "Brightbyte", [line()], "", "2026-03-02T12:31:05+00:00")
    assert (made["type"], made["timestamp"]) == ("alarms", "2026-03-02T12:31:05+00:00")
    assert made["data"]["alarms"] == [
        {"id": 1, "kind": "breach", "sentence": "The first answer for Carl is late.", "at": "2026-03-02T12:31:00+00:00",
         "conversation": 7, "settled": False}
    ]  # fmt: skip


def test_teams_gets_an_adaptive_card() -> None:
    made = body("teams", "Brightbyte", [line()], "", "now")
    (attachment,) = made["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["type"] for block in attachment["content"]["body"]] == ["TextBlock", "TextBlock"]
