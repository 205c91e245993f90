"""The policy's page: a manager changes it there, sees what is wrong and what would happen, and finds the way back."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from helpdesk.desk import staffing
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import Policy, newest_number, publish
from tests.cast import NOON, TOPICS, Office
from tests.triage.test_sorter import Desk
from tests.web.browser import Browser

TEXT = as_toml(Policy(TOPICS))
FASTER = TEXT.replace("first_response_minutes = 30\nnext", "first_response_minutes = 5\nnext")
ELSEWHERE = TEXT.replace('"refund", ', "")


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def newest(office: Office) -> int:
    with office.database.reading() as connection:
        return newest_number(connection)


def test_the_policy_in_force_is_there_to_be_changed(mona: Browser) -> None:
    page = mona.open("/policy").text
    assert "Revision 1 is in force." in page
    assert "key = &#34;refunds&#34;" in page
    assert 'name="base" value="1"' in page


def test_a_draft_with_mistakes_says_them_with_their_lines_and_keeps_the_words(office: Office, mona: Browser) -> None:
    wrong = TEXT.replace('"refund"', '"the"').replace('team = "technicians"', 'team = "<b>lawyers</b>"')
    for wish in ("check", "try", "publish"):
        answer = mona.send("/policy", text=wrong.replace("\n", "\r\n"), base="1", do=wish)
        assert answer.status_code == 422
        page = answer.text
        assert "has only words that are in every other post" in page
        assert "<code>keywords = [&#34;the&#34;, &#34;money back&#34;]</code>" in page
        assert "&lt;b&gt;lawyers&lt;/b&gt;" in page
        assert "<b>lawyers" not in page
    assert newest(office) == 1


def test_a_draft_is_checked_and_tried_without_being_published(office: Office, mona: Browser) -> None:
    desk = Desk(office)
    desk.written("refund <script>alert(1)</script>")
    desk.sort()
    checked = mona.send("/policy", text=FASTER, base="1", do="check")
    assert checked.status_code == 200
    assert "<del>-first_response_minutes = 30</del>" in checked.text
    assert "<ins>+first_response_minutes = 5</ins>" in checked.text
    tried = mona.send("/policy", text=ELSEWHERE, base="1", do="try")
    assert "Refunds Orders Everything else Orders 1 refund &lt;script&gt;" in text(tried.text)
    assert '<a href="/mentions/1">1</a>' in tried.text
    assert "Really With the policy in force With this draft Ada 1 1 1" in text(tried.text)
    assert "Both policies are played on the same posts" in tried.text
    assert mona.open("/mentions/1").headers["Location"].startswith("/conversations/1")
    assert mona.open("/mentions/99").status_code == 404
    assert "<script>alert" not in tried.text
    assert newest(office) == 1


def test_a_manager_publishes_reads_the_history_and_goes_back(office: Office, mona: Browser) -> None:
    assert mona.send("/policy", text=FASTER, base="1", do="publish", note="Sooner").status_code == 303
    page = text(mona.open("/policy").text)
    assert "Revision 2 is in force." in page
    assert "Revision 2 12:00 Mona Sooner in force" in page
    assert "<ins>+first_response_minutes = 5</ins>" in mona.open("/policy/2").text
    assert mona.send("/policy/rollback", number="1", base="2").status_code == 303
    assert "Revision 3 12:00 Mona back to 1 in force" in text(mona.open("/policy").text)
    assert newest(office) == 3


def test_who_was_overtaken_keeps_the_draft_and_publishes_on_what_is_in_force_then(
    office: Office, mona: Browser
) -> None:
    mona.send("/policy", text=FASTER, base="1", do="publish")
    late = mona.send("/policy", text=ELSEWHERE, base="1", do="publish")
    assert late.status_code == 409
    assert "Revision 2 was published meanwhile" in late.text
    assert "keywords = [&#34;money back&#34;]" in late.text
    assert 'name="base" value="2"' in late.text
    assert newest(office) == 2
    assert mona.send("/policy/rollback", number="1", base="1").status_code == 409


@pytest.mark.parametrize("number", ["0", "99", "x", "", "9" * 30])
def test_there_is_no_way_back_to_what_never_was(office: Office, mona: Browser, number: str) -> None:
    assert mona.send("/policy/rollback", number=number, base="1").status_code == 422
    assert newest(office) == 1


def test_agents_neither_see_nor_change_it(office: Office, ada: Browser) -> None:
    for address in ("/policy", "/policy/1"):
        assert ada.open(address).status_code == 403
    assert ada.send("/policy", text=FASTER, base="1", do="publish").status_code == 403
    assert ada.send("/policy/rollback", number="1", base="1").status_code == 403
    assert 'href="/policy"' not in ada.open("/inbox").text
    assert newest(office) == 1


def test_a_revision_that_is_not_there_is_not_found(mona: Browser) -> None:
    assert mona.open("/policy/99").status_code == 404


def test_the_page_says_when_holidays_run_out(office: Office, mona: Browser) -> None:
    assert "The holidays of" not in mona.open("/policy").text
    closed = Calendar("london", "<b>London</b>", "Europe/London", ((),) * 7, (), ("GB-ENG",), NOON.date())
    with office.database.writing() as connection:
        publish(connection, Policy(TOPICS, calendars=(closed,)), at=NOON, staff_id=None)
    page = mona.open("/policy").text
    assert "The holidays of &lt;b&gt;London&lt;/b&gt; (GB-ENG) are known until 2 March 2026: publish" in page


def test_a_draft_is_kept_on_the_desk_until_it_is_published_or_let_go(office: Office, mona: Browser, app: Flask) -> None:
    assert mona.send("/policy", text=FASTER, base="1", do="check").status_code == 200
    elsewhere = Browser(app)  # at home, on another machine
    elsewhere.follow_link(office, office.mona)
    page = elsewhere.open("/policy").text
    assert "This is your draft, kept 12:00 , begun on revision 1." in text(page)
    assert "<ins>+first_response_minutes = 5</ins>" in page, "what it changes is there at once"
    assert elsewhere.send("/policy/draft/end").status_code == 303
    assert "This is your draft" not in mona.open("/policy").text
    mona.send("/policy", text=FASTER, base="1", do="publish")
    assert "This is your draft" not in mona.open("/policy").text


def test_a_broken_draft_is_kept_too_and_says_what_is_wrong_when_she_comes_back(office: Office, mona: Browser) -> None:
    mona.send("/policy", text="topics = [\0", base="1", do="check")
    page = mona.open("/policy").text
    assert "It is not valid TOML" in page
    assert newest(office) == 1


def test_another_managers_draft_is_told_and_not_touched(office: Office, mona: Browser, app: Flask) -> None:
    with office.database.writing() as connection:
        olga = staffing.add(connection, name="Olga", email="olga@brightbyte.example", role="admin", now=NOON)
    other = Browser(app)
    other.follow_link(office, olga)
    other.send("/policy", text=FASTER, base="1", do="check")
    page = text(mona.open("/policy").text)
    assert "Olga writes a draft, too, kept 12:00 ." in page
    assert "This is your draft" not in page
    mona.send("/policy", text=ELSEWHERE, base="1", do="publish")
    assert "Revision 2 was published since" in text(other.open("/policy").text)
