"""Every badge, row, button, empty state and error once: for people who change how the desk looks, and for tests."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from helpdesk.desk.inbox import InboxRow
from helpdesk.desk.parents import Answered
from helpdesk.desk.thread import Said
from helpdesk.desk.together import Together
from helpdesk.records.conversations import CLOSED, OPEN
from helpdesk.records.replies import FAILED, HELD, QUEUED, SENDING, SENT, UNKNOWN, WITHDRAWN
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.web.chart import Value, chart
from helpdesk.web.frame import moment
from helpdesk.web.person import requires

pages = Blueprint("patterns", __name__)

STATES = (QUEUED, SENDING, SENT, UNKNOWN, FAILED, HELD, WITHDRAWN)
POST = "@brightbyte the kettle came with a cracked lid <b>and</b> no cable :( brightbyte.example/kettles/4"
PLACE = (POST.index("cracked"), POST.index("cracked") + len("cracked"))


@pages.get("/patterns")
@requires(MANAGER, ADMIN)
def page() -> ResponseReturnValue:
    """The page of patterns."""
    values: list[Value] = [
        ("Ada", timedelta(minutes=7), False, None),
        ("Ben", timedelta(minutes=23), False, None),
        ("Nobody yet", None, True, None),
    ]
    return render_template(
        "patterns/patterns.html", rows=_rows(), together=_together(), posts=_posts(), chart=chart(values)
    )


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


def _posts() -> list[Said]:
    now, answer = moment(), "@carl we send a new lid today. ^AL"
    address = "https://brightbyte.example/1"
    parent = Answered("Which kettle do you all have?", "Dora", "dora", False, now, address)
    theirs = Said(False, now, POST, "Carl Customer", address, None, mention_id=1, keyword=PLACE, answers=parent)
    ours = [
        Said(True, now, answer, "Ada", f"{theirs.url}/{number}", "The reason, here.", reply_id=number, state=state)
        for number, state in enumerate(STATES, start=1)
    ]
    return [theirs, *ours]
