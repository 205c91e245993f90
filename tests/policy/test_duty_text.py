"""Shifts and what each person takes, as managers write them: every mistake at once, and back as the same TOML."""

from __future__ import annotations

from datetime import date

from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import Draft, read_draft

TODAY = date(2026, 11, 25)
PEOPLE = {"ada@desk.example", "ben@desk.example"}
TOPICS = '[[topics]]\nkey = "other"\nname = "Other"\nteam = "orders"\ncatch_all = true\n'
SOUND = """
[[shifts]]
key = "night"
zone = "Europe/Brussels"
hours = { mon-fri = ["22:00-06:00"] }
exceptions = { "2026-12-25" = [] }

[[staff]]
email = "Ada@desk.example"
shift = "night"
exceptions = { "2026-12-27" = ["09:00-13:00"], "2026-12-24" = [] }
ceiling = 12
daily_ceiling = 80
languages = ["nl", "fr"]
topics = ["other"]

[[staff]]
email = "ben@desk.example"
"""


def read(text: str) -> Draft:
    return read_draft(TOPICS + text, today=TODAY, teams={"orders"}, people=PEOPLE)


def test_shifts_and_staff_are_part_of_the_policy_and_read_back_the_same() -> None:
    policy = read(SOUND).policy
    assert policy is not None
    ada, ben = policy.duties
    assert (ada.email, ada.shift, ada.ceiling, ada.daily_ceiling) == ("ada@desk.example", "night", 12, 80)
    assert (ada.languages, ada.topics, [day.on.day for day in ada.exceptions]) == (("nl", "fr"), ("other",), [24, 27])
    assert (ben.shift, ben.ceiling) == (None, None)
    again = read_draft(as_toml(policy), today=TODAY, teams={"orders"}, people=PEOPLE).policy
    assert again == policy


def test_all_that_is_wrong_is_told_at_once_with_its_line() -> None:
    wrong = """
[[shifts]]
key = "night"
zone = "Europe/Atlantis"
hours = { mon-fri = ["22:00-6"] }

[[staff]]
email = "ada@desk.example"
shift = "day"
languages = ["Dutch"]
topics = ["refunds"]

[[staff]]
email = "ada@desk.example"
exceptions = { "2026-02-30" = [] }

[[staff]]
email = "carl@desk.example"
ceiling = 0
"""
    draft = read(wrong)
    assert draft.policy is None
    told = "\n".join(str(mistake) for mistake in draft.mistakes)
    for part in (
        "shift 'night': there is no time zone 'Europe/Atlantis'",
        "shift 'night': mon-fri: '22:00-6' is no window",
        "names the shift 'day', which is not listed",
        "'Dutch' is no language; write its two or three letters, such as nl",
        "names the topic 'refunds', which is not listed",
        "staff 'ada@desk.example' is listed twice",
        "'2026-02-30' is no date",
        "exceptions are dates on which a shift differs; name the shift too",
        "ceiling",
    ):
        assert part in told, told
    assert all(mistake.line for mistake in draft.mistakes), told


def test_an_address_that_never_had_a_seat_is_a_slip() -> None:
    (mistake,) = read('\n[[staff]]\nemail = "dora@desk.example"\n').mistakes
    assert "nobody with this address has a seat at the desk" in mistake.sentence
