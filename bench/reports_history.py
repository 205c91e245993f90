"""Two years of a desk with 500 people, as its verbs leave them: what the reports' pages are measured on.

Not all are kind: some still wait, some needed no answer, some got a holding answer first or wrote a second time, some
promises are counted in opening hours, half of the conversations were closed and a few opened again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bench.generated import TEAMS
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_rows
from helpdesk.records.clocks import CANCELLED, FIRST_RESPONSE, MET, NEXT_RESPONSE, RUNNING, Clock
from helpdesk.records.conversations import CLOSED, OPEN, WAITING, Conversation
from helpdesk.records.database import Base, Database
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import SENT, Reply

PEOPLE, YEARS, CHUNK, AUTHORS, TOPICS = 500, 2, 50_000, 20_000, 49
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000  # microseconds
MOST_OPEN = 2_000
AUTHOR = ("id", "network", "remote_id", "handle", "name", "followers", "first_seen_at")
TABLES: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (Conversation, ("id", "account_id", "author_id", "status", "topic", "priority", "team_id", "staff_id", "version",
                    "opened_at", "last_mention_id", "last_activity_at")),
    (Mention, ("id", "account_id", "remote_id", "author_id", "conversation_id", "text", "lang", "published_at",
               "received_at", "state")),
    (Clock, ("id", "conversation_id", "mention_id", "kind", "state", "target_minutes", "policy_revision", "calendar",
             "calendar_revision", "step", "started_at", "due_at", "ended_at", "held_at")),
    (Reply, ("id", "submit_key", "conversation_id", "mention_id", "account_id", "staff_id", "parent_remote_id", "text",
             "body", '"then"', "state", "tries", "looks", "not_before", "accepted_at", "sent_at")),
    (Event, ("id", "at", "kind", "conversation_id", "staff_id", "data")),
)  # fmt: skip


def write(database: Database, now: datetime, replies: int) -> Any:
    """Fills an empty desk; gives the waits of first responses as columns: day, person, microseconds."""
    dice = np.random.default_rng(1)
    end = stored(now) - 2 * HOUR
    published = np.sort(dice.integers(stored(now - timedelta(days=365 * YEARS)), end, replies))
    waited = (np.exp(dice.normal(np.log(1_080), 1.6, replies)) * 1e6).astype(np.int64) + 1_000_000
    waited = np.minimum(waited, stored(now) - published - 1)
    staff = dice.integers(1, PEOPLE + 1, replies)
    history = _History(database, stored(now), replies)
    history.authors()
    for start in range(0, replies, CHUNK):
        chosen = slice(start, min(start + CHUNK, replies))
        history.chunk(start, published[chosen].tolist(), waited[chosen].tolist(), staff[chosen].tolist())
    return np.stack([published // DAY, staff, waited])


class _History:
    def __init__(self, database: Database, now: int, replies: int) -> None:
        self._database, self._now, self._replies, self._events = database, now, replies, 100

    def authors(self) -> None:
        rows = [(n, "practice", f"a{n}", f"a{n}", f"A {n}", n, 0) for n in range(1, AUTHORS + 1)]
        with self._database.writing() as connection:
            insert_rows(connection, Author, AUTHOR, rows)

    def chunk(self, start: int, published: list[int], waited: list[int], staff: list[int]) -> None:
        rows: tuple[list[Any], ...] = ([], [], [], [], [])
        for place, (at, wait, who) in enumerate(zip(published, waited, staff, strict=True)):
            self._one(rows, start + place + 1, at, wait, who)
        with self._database.writing() as connection:
            for (model, columns), made in zip(TABLES, rows, strict=True):
                insert_rows(connection, model, columns, made)

    def _one(self, rows: tuple[list[Any], ...], n: int, at: int, wait: int, who: int) -> None:
        """A conversation with its posts, clocks, replies and events."""
        conversations, mentions, clocks, replies, _ = rows
        answered, received, team, author = at + wait, at + 2_000_000, n % TEAMS + 1, n % AUTHORS + 1
        still, needless = n > self._replies - MOST_OPEN * 2 and n % 2 == 0, n % 31 == 0
        closed, again = needless or n % 3 == 0, n % 60 == 0
        ended, state = (None, RUNNING) if still else (answered, CANCELLED if needless else MET)
        held = at + wait // 3 if n % 33 == 0 else None
        calendar = "office0" if n % 5 == 0 else None
        language = ("en", "en", "de", None)[n % 4]
        post = (n, 1, f"p{n}", author, n, "@brightbyte hello", language, at, received, "sorted")
        status = OPEN if still else CLOSED if closed and not again else WAITING
        conversations.append(
            (n, 1, author, status, f"topic{n % TOPICS}", "normal", team, who, 2, at, n, ended or received)
        )
        mentions.append(post)
        clocks.append((n, n, n, FIRST_RESPONSE, state, 60, 1, calendar, 1, 0, at, at + HOUR, ended, held))
        self._tell(rows, "opened", received, n, None, "{}")
        self._tell(rows, "taken", received + MINUTE, n, who, f'{{"to": {who}, "previous": null}}')
        if still:
            return
        if not needless:
            replies.append(self._reply(n, n, who, answered))
            self._tell(rows, "reply_sent", answered, n, who, f'{{"reply": {n}, "mention": {n}, "sent": {answered}}}')
        if n % 50 == 0:
            self._tell(rows, "answered_without_need", answered + MINUTE, n, who, f'{{"reply": {n}, "mention": {n}}}')
        if n % 7 == 0 and answered + 3 * wait < self._now:
            second, wrote, then = self._replies + n, answered + wait, answered + 3 * wait
            mentions.append(
                (second, 1, f"p{second}", author, n, "And now?", language, wrote, wrote + 2_000_000, "sorted")
            )
            clocks.append(
                (second, n, second, NEXT_RESPONSE, MET, 240, 1, calendar, 1, 0, wrote, wrote + 4 * HOUR, then, None)
            )
            replies.append(self._reply(second, n, who, then))
            told = f'{{"reply": {second}, "mention": {second}, "sent": {then}}}'
            self._tell(rows, "reply_sent", then, n, who, told)
        if closed:
            self._tell(rows, "closed", answered + HOUR, n, who, "{}")
        if closed and again:
            self._tell(rows, "reopened", answered + 2 * HOUR, n, None, "{}")

    def _reply(self, number: int, conversation: int, who: int, sent: int) -> tuple[Any, ...]:
        words = "Hello!"
        return (
            *(number, f"k{number}", conversation, number, 1, who, f"p{number}", words, words, "wait", SENT),
            *(1, 0, sent, sent, sent),
        )

    def _tell(self, rows: tuple[list[Any], ...], kind: str, at: int, n: int, who: int | None, data: str) -> None:
        self._events += 1
        rows[-1].append((self._events, at, kind, n, who, data))
