"""Every badge, row, button, empty state and error once: for people who change how the desk looks, and for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from helpdesk.desk.inbox import InboxRow
from helpdesk.desk.parents import Answered
from helpdesk.desk.person import Person
from helpdesk.desk.posted_text import Preview
from helpdesk.desk.thread import Said
from helpdesk.desk.together import Together
from helpdesk.desk.views import STATUSES, VIEWS, Filters
from helpdesk.records.conversations import CLOSED, OPEN
from helpdesk.records.replies import (
    CHAINED,
    DISCARDED,
    FAILED,
    HELD,
    PENDING,
    QUEUED,
    RETURNED,
    SENDING,
    SENT,
    UNKNOWN,
    WITHDRAWN,
)
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.sla.shifts import Stint
from helpdesk.web.chart import Value, chart
from helpdesk.web.error_sentences import NOTHING_SAVED, OPEN_TOO_LONG, OTHER, OUR_MISTAKE, SENTENCES
from helpdesk.web.frame import moment
from helpdesk.web.listing import Asked, Listing
from helpdesk.web.person import requires

pages = Blueprint("patterns", __name__)

STATES = (PENDING, RETURNED, QUEUED, CHAINED, SENDING, SENT, UNKNOWN, FAILED, HELD, DISCARDED, WITHDRAWN)
POST = "@brightbyte the kettle came with a cracked lid <b>and</b> no cable :( brightbyte.example/kettles/4"
PLACE = (POST.index("cracked"), POST.index("cracked") + len("cracked"))


@pages.get("/patterns")
@requires(MANAGER, ADMIN)
def page() -> ResponseReturnValue:
    """The page of patterns."""
    values: list[Value] = [
        ("Ada", timedelta(minutes=7), False, "#main", "4 answered, 0 open"),
        ("Ben", timedelta(minutes=23), False, "#main", "5 answered, 1 open"),
        ("Nobody yet", None, True, "#main", "1 answered, 2 open"),
    ]
    return render_template(
        "patterns/patterns.html", rows=_rows(), together=_together(), posts=_posts(), chart=chart(values),
        empty=_empty_lists(), sentences=(*SENTENCES.values(), OTHER, OPEN_TOO_LONG, NOTHING_SAVED, OUR_MISTAKE),
        preview=_preview(), shifts=_shifts(),
    )  # fmt: skip


def _rows() -> list[InboxRow]:
    now = moment()
    wrote = now - timedelta(minutes=40)
    kinds = [
        (OPEN, "urgent", "Ada", now - timedelta(minutes=3), FAILED),
        (OPEN, "normal", None, now + timedelta(minutes=12), None),
        (OPEN, "high", "Ben", now + timedelta(hours=3), QUEUED),
        (CLOSED, "low", "Ada", None, SENT),
    ]
    return [
        InboxRow(
            id=number, status=status, author_name="Carl Customer", author_handle="carl", text=POST, network="practice",
            account="@brightbyte", topic="repairs", priority=priority, team="Repairs", owner_id=None, owner=owner,
            due_at=due_at, waiting_since=wrote, last_activity_at=wrote, reply_state=state,
        )
        for number, (status, priority, owner, due_at, state) in enumerate(kinds, start=1)
    ]  # fmt: skip


def _together() -> dict[int, Together]:
    return {2: Together(answering="Ben"), 3: Together(looking=("Ada", "Mona"), draft=True), 4: Together(draft=True)}


def _empty_lists() -> list[Listing]:
    """A list without rows for each view and status, for filters that nothing matches, and behind the last page."""
    asked = [
        *(Asked(view, OPEN) for view in VIEWS),
        *(Asked("everything", status) for status in STATUSES if status != OPEN),
        Asked("everything", OPEN, filters=Filters(priority="urgent")),
        Asked("everything", OPEN, after="1-1"),
    ]
    nothing: dict[str, int] = dict.fromkeys(VIEWS, 0)
    return [Listing(each, [], nothing, {}, {}, {}, {}, [], (), None) for each in asked]


def _preview() -> Preview:
    return Preview(
        "@brightbyte",
        "carl",
        "practice",
        ("@carl We send a new lid today: https://brightbyte.example.com/lids ^AL",),
        "@carl",
    )


def _shifts() -> list[tuple[Person, Stint | None]]:
    """Where somebody can be: off duty, on duty without a shift, within one, before the next, without another."""
    until = moment() + timedelta(hours=2)
    ada = Person(0, "Ada", "AL", "ada@desk.example", "agent", (), True)
    stints = (None, Stint(True, until), Stint(True, None), Stint(False, until), Stint(False, None))
    return [(replace(ada, on_duty=False), None), *((ada, stint) for stint in stints)]


def _posts() -> list[Said]:
    now, answer = moment(), "@carl we send a new lid today. ^AL"
    note = Said(True, now, "@Ben knows the courier.", "Ada", None, None, note_id=1)
    address = "https://brightbyte.example/1"
    parent = Answered("Which kettle do you all have?", "Dora", "dora", False, now, address)
    theirs = Said(False, now, POST, "Carl Customer", address, None, mention_id=1, keyword=PLACE, answers=parent)
    ours = [
        Said(True, now, answer, "Ada", f"{theirs.url}/{number}", "The reason, here.", reply_id=number, state=state)
        for number, state in enumerate(STATES, start=1)
    ]
    return [theirs, *ours, note]
