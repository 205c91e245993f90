"""What one batch of triage decides, and its rows, written all at once.

Each post leaves one event that says everything about the decision: which words, which topic, who, why, and which
clock is running until when. Pages explain themselves from it, and reports count it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from helpdesk.language import N_
from helpdesk.policy.topics import Topic
from helpdesk.records.bulk import insert_rows, take_ids, update_rows
from helpdesk.records.clocks import FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION, RUNNING, Clock
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import SORTED, Mention
from helpdesk.records.moment import stored
from helpdesk.sla.earlier import begin_earlier
from helpdesk.sla.promises import Promises
from helpdesk.sla.resting import resume
from helpdesk.sla.thanks import is_only_thanks
from helpdesk.triage.assigning import Assigning
from helpdesk.triage.keywords import Match
from helpdesk.triage.threads import Thread, Waiting

CONVERSATION = (
    *("id", "account_id", "author_id", "status", "topic", "priority", "team_id", "staff_id", "version"),
    *("opened_at", "last_mention_id", "last_activity_at", "waiting_since", "due_at"),
)
REOPENED = (
    *("status", "staff_id", "version", "last_mention_id", "last_activity_at"),
    *("waiting_since", "due_at", "closed_at"),
)
TOUCHED = ("version", "last_mention_id", "last_activity_at")  # in no index: most follow-ups change nothing else
CLOCK = (
    *("conversation_id", "mention_id", "kind", "state", "target_minutes", "policy_revision", "started_at", "due_at"),
    *("calendar", "calendar_revision", "step", "alarm_at"),
)
EVENT = ("at", "kind", "conversation_id", "data")


class Batch:
    """The decisions of one batch, in the order of its posts."""

    def __init__(self, promises: Promises, assigning: Assigning, now: datetime) -> None:
        self._promises, self._policy = promises, promises.policy
        self._topics = {topic.key: topic for topic in self._policy.topics}
        self._assigning, self._now = assigning, now
        self._catch_all = self._policy.catch_all  # it is looked for among all topics
        self._threads: dict[int, Thread] = {}  # by identity: new ones have no number yet
        self._sorted: list[tuple[int, Thread]] = []
        self._clocks: list[tuple[Thread, tuple[Any, ...]]] = []
        self._resumed: dict[int, int] = {}  # conversations whose clock of the end goes on, since when
        self._earlier: list[tuple[Thread, int]] = []  # who wrote before the post that their clock began with, and when
        self._events: list[tuple[str, Thread, dict[str, Any]]] = []

    def open(self, mention: Waiting, match: Match | None) -> Thread:
        """Opens a conversation: topic by its words, owner by its team, first-response clock from its publication."""
        topic = self._topics[match.topic] if match else self._catch_all
        team = self._assigning.team(topic.team)
        thread = Thread(
            *(0, mention.account_id, mention.author_id, OPEN, topic.key, topic.priority, team, None),
            version=0,
            last_mention_id=mention.id,
            last_activity_at=mention.published_at,
            waiting_since=mention.published_at,
            due_at=None,
            is_new=True,
        )
        words = {} if match is None else {
            "keyword": match.keyword, "found": match.found, "start": match.start, "end": match.end,
            "score": match.score, "match": match.kind, "others": list(match.others),
        }  # fmt: skip
        clock = self._start_clocks(thread, mention, FIRST_RESPONSE, topic, ends=True)
        why = self._pick(mention, thread)
        self._tell("opened", mention, thread, {"topic": topic.key, **words, **why, **clock})
        return thread

    def follow_up(self, mention: Waiting, thread: Thread) -> None:
        """Adds a post to its conversation. When nobody was waiting any more, a next-response clock starts."""
        was = thread.status
        if was == OPEN or (was == SNOOZED and thread.waiting_since is not None):
            self._waits_on(mention, thread)
            return
        if thread.answered and is_only_thanks(mention.text):
            self._tell("followed_up", mention, thread, {"nobody_waits": "thanks"})
            return
        topic = self._topics.get(thread.topic, self._catch_all)
        thread.status, thread.waiting_since, thread.reopened = OPEN, mention.published_at, True
        kind = NEXT_RESPONSE if thread.answered else FIRST_RESPONSE  # closed without an answer: they wait for the first
        if was != CLOSED:
            self._resumed[thread.id] = mention.published_at
        clock = self._start_clocks(thread, mention, kind, topic, ends=was == CLOSED)
        why = self._return(mention, thread)
        self._tell("reopened" if was == CLOSED else "followed_up", mention, thread, {**why, **clock})

    def _pick(self, mention: Waiting, thread: Thread, before: int | None = None) -> dict[str, Any]:
        thread.staff_id, why = self._assigning.pick(
            thread.team_id, author=thread.author_id, topic=thread.topic, due=thread.due_at, lang=mention.lang,
            before=before,
        )  # fmt: skip
        return why

    def _return(self, mention: Waiting, thread: Thread) -> dict[str, Any]:
        """Back to who had it, or to a colleague when they went home or have as many as they take."""
        had = thread.staff_id
        if had is not None and self._assigning.give_back(had):
            return {"why": N_("they have had this conversation")}
        return self._pick(mention, thread, before=had)

    def _waits_on(self, mention: Waiting, thread: Thread) -> None:
        """The customer waits already, put off or not: their clock never stopped. It begins with their oldest post."""
        if thread.status == SNOOZED:
            if thread.staff_id is not None:
                self._assigning.hold(thread.staff_id)
            thread.status, thread.reopened = OPEN, True
        since = thread.waiting_since
        if since is not None and mention.published_at < since and not is_only_thanks(mention.text):
            self._earlier.append((thread, mention.published_at))
        self._tell("followed_up", mention, thread, {})

    def _start_clocks(self, thread: Thread, mention: Waiting, kind: str, topic: Topic, *, ends: bool) -> dict[str, Any]:
        """The clock of the answer and, with `ends`, that of the end, if one is promised."""
        told: dict[str, Any] = {"clock": kind}
        revision = self._policy.revision
        for each in (kind, RESOLUTION) if ends else (kind,):
            promise = self._promises.promise(topic, thread.priority, each, mention.published_at)
            if promise is None:
                continue
            minutes, calendar, due_at, step, alarm_at = promise
            counted = (calendar, revision, step, alarm_at)
            row = (mention.id, each, RUNNING, minutes, revision, mention.published_at, due_at, *counted)
            self._clocks.append((thread, row))
            thread.due_at = due_at if each == kind else min(thread.due_at or due_at, due_at)
            told |= promise.told(revision) if each == kind else {RESOLUTION: promise.told(revision)}
        return told

    def _tell(self, kind: str, mention: Waiting, thread: Thread, data: dict[str, Any]) -> None:
        thread.version += 1
        if mention.published_at >= thread.last_activity_at:  # a network may show the newer of two posts first
            thread.last_mention_id, thread.last_activity_at = mention.id, mention.published_at
        self._threads[id(thread)] = thread
        self._sorted.append((mention.id, thread))
        data["mention"], data["team"], data["staff"] = mention.id, thread.team_id, thread.staff_id
        data["published"], data["received"] = mention.published_at, mention.received_at
        self._events.append((kind, thread, data))

    def write(self, connection: Connection) -> None:
        """Writes all rows of the batch. Call it inside the transaction in which the posts were read."""
        new = [thread for thread in self._threads.values() if thread.is_new]
        for thread, number in zip(new, take_ids(connection, Conversation, len(new)), strict=True):
            thread.id = number
        insert_rows(connection, Conversation, CONVERSATION, [_new_row(thread, stored(self._now)) for thread in new])
        old = [thread for thread in self._threads.values() if not thread.is_new]
        due = resume(connection, self._promises, self._resumed, self._now) if self._resumed else {}
        for thread in old:
            thread.due_at = min(thread.due_at or due[thread.id], due[thread.id]) if thread.id in due else thread.due_at
        update_rows(connection, Conversation, REOPENED, [_reopened_row(thread) for thread in old if thread.reopened])
        update_rows(connection, Conversation, TOUCHED, [_touched_row(thread) for thread in old if not thread.reopened])
        update_rows(
            connection, Mention, ("conversation_id", "state"), [(thread.id, SORTED, n) for n, thread in self._sorted]
        )
        insert_rows(connection, Clock, CLOCK, [(thread.id, *rest) for thread, rest in self._clocks])
        at = stored(self._now)
        insert_rows(
            connection,
            Event,
            EVENT,
            [(at, kind, thread.id, orjson.dumps(data).decode()) for kind, thread, data in self._events],
        )
        if self._earlier:
            begin_earlier(connection, self._promises, _earliest(self._earlier), self._now)
        self._assigning.write(connection, self._now)


def _earliest(found: Sequence[tuple[Thread, int]]) -> dict[int, int]:
    """By conversation, the oldest of the moments."""
    return {thread.id: at for thread, at in sorted(found, key=lambda each: -each[1])}


def _new_row(thread: Thread, at: int) -> Sequence[Any]:
    return (
        *(thread.id, thread.account_id, thread.author_id, thread.status, thread.topic, thread.priority),
        *(thread.team_id, thread.staff_id, thread.version, at, thread.last_mention_id),
        *(thread.last_activity_at, thread.waiting_since, thread.due_at),
    )


def _reopened_row(thread: Thread) -> Sequence[Any]:
    return (
        *(thread.status, thread.staff_id, thread.version, thread.last_mention_id, thread.last_activity_at),
        *(thread.waiting_since, thread.due_at, None, thread.id),
    )


def _touched_row(thread: Thread) -> Sequence[Any]:
    return (thread.version, thread.last_mention_id, thread.last_activity_at, thread.id)
