"""Two hundred hostile lines as names and posts of customers, and as what staff write: pages show them as words."""

from __future__ import annotations

import json
import unicodedata

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from helpdesk.clock import SystemClock
from helpdesk.desk.noting import note
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.notes import Tag
from helpdesk.records.saved_replies import SavedReply
from helpdesk.records.saved_views import SavedView
from helpdesk.records.staff import Staff, Team, TeamMember
from tests.browser.hostile_lines import LINES
from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

WITHIN = 60  # seconds


def filled(desk: RunningDesk) -> list[int]:
    """Puts every line wherever somebody can write it; gives the conversations, in the order of the lines.

    What the desk's own forms would refuse (a tag with a bracket) is put there all the same.
    """
    now, file = SystemClock().now(), desk.shell.folder / "hostile.jsonl"
    posts = [
        {"id": f"h{number}", "author": f"h{number}", "author_name": line[:60], "text": f"refund {line}",
         "created_at": now.isoformat(), "account": "@hostile"}
        for number, line in enumerate(LINES)
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    assert desk.shell.run("import", str(file)).exit_code == 0
    database = desk.shell.database()
    sorted_ones = (
        select(Mention.remote_id, Conversation.id)
        .join(Conversation, Conversation.id == Mention.conversation_id)
        .where(Mention.remote_id.in_([post["id"] for post in posts]))
    )

    def found() -> dict[str, int]:
        with database.reading() as connection:
            return {row.remote_id: row.id for row in connection.execute(sorted_ones)}

    desk.serving.until(lambda: len(found()) == len(posts), WITHIN)
    conversations = [found()[post["id"]] for post in posts]
    with database.writing() as connection:
        mona = connection.execute(select(Staff.id).where(Staff.name == "Mona")).scalar_one()
        team = connection.execute(select(Team.id).limit(1)).scalar_one()
        for place, (number, line) in enumerate(zip(conversations, LINES, strict=True)):
            note(connection, number, line, acting=mona, at=now)
            connection.execute(insert(Tag).values(conversation_id=number, word=line[:30]))
            saved = {"title": f"{place} {line}"[:60], "text": line, "staff_id": mona, "changed_at": now}
            connection.execute(insert(SavedReply).values(**saved))
            if place < 10:
                view = {"name": f"{place} {line}"[:40], "query": f"view=mine&in_tag={place}", "created_at": now}
                connection.execute(insert(SavedView).values(staff_id=mona, **view))
            person = connection.execute(
                insert(Staff).values(
                    email=f"h{place}@desk.example", name=line[:80], initials="HH", role="agent", on_duty=False,
                    created_at=now,
                ).returning(Staff.id)
            ).scalar_one()  # fmt: skip
            connection.execute(insert(TeamMember).values(team_id=team, staff_id=person))
    database.close()
    return conversations


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def shows(page: Page, *wanted: str) -> None:
    """Each is on the page as text, and nothing has taken the page over."""
    text = plain(page.locator("body").text_content() or "")
    for words in wanted:
        assert plain(words) in text, words
    expect(page).not_to_have_title("taken")


@pytest.mark.timeout(900)  # hundreds of pages
def test_every_page_shows_them_as_words(desk: RunningDesk, windows: Windows) -> None:
    conversations = filled(desk)
    assert len(set(LINES)) >= 200
    mona = windows.of("Mona")
    for number, line in zip(conversations, LINES, strict=True):
        mona.goto(f"/conversations/{number}?view=following")
        shows(mona, f"refund {line}", line, line[:60], line[:30])
    mona.goto("/saved-replies")
    shows(mona, *LINES)
    for address in (
        "/inbox?view=everything", "/inbox/narrow", "/inbox?view=everything&in_tag=%3Cscript%3E", "/search?q=refund",
        "/search?q=%22%3E%3Cscript%3E", "/reports/people", "/reports/response-times?by=staff", "/alarms", "/health",
        "/account",
    ):  # fmt: skip
        mona.goto(address)
        shows(mona)
