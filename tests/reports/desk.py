"""Customers and answers with moments of their own, put through the desk's verbs: what the reports are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select

from helpdesk.desk import closing
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post, Posted
from helpdesk.outbox import outcomes
from helpdesk.records.authors import Author as Record
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import SENDING, WAIT, Attempt, Reply
from helpdesk.sla.changed_posts import SURE_AFTER, missing
from helpdesk.triage.sorter import Sorter
from tests.cast import Office


@dataclass(frozen=True)
class Customer:
    """A post as a test says it."""

    at: datetime
    text: str = "@brightbyte refund?"
    handle: str = ""
    lag: timedelta = timedelta()
    lang: str | None = "en"
    followers: int | None = 7
    parent: str | None = None


class Customers:
    """Writes posts into the office's queue and answers them, each at its own moment."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._numbers = count(1)

    def write(self, posts: list[Customer]) -> list[int]:
        """Everybody's post, taken in when it says and sorted; gives the conversations in the same order."""
        remote = {}
        for post in posts:
            number = next(self._numbers)
            handle = post.handle or f"customer{number}"
            author = Author(handle, handle, handle.title(), post.followers)
            made = Post(f"wrote-{number}", author, post.text, post.at, post.parent, None, post.lang, "public")
            remote[made.remote_id] = None
            with self.office.database.writing() as connection:
                take_in(connection, self._listening, [made], post.at + post.lag)
        self._sort()
        with self.office.database.reading() as connection:
            found = dict(connection.execute(select(Mention.remote_id, Mention.conversation_id)).all())
        return [found[name] for name in remote]

    def again(
        self, conversation: int, at: datetime, *, text: str = "and now?", lag: timedelta = timedelta()
    ) -> None:  # fmt: skip
        """The same customer writes once more in the conversation; we hear of it `lag` later."""
        with self.office.database.writing() as connection:
            first, author = self._first(connection, conversation)
            made = Post(f"wrote-{next(self._numbers)}", author, text, at, first.remote_id, None, "en", "public")
            take_in(connection, self._listening, [made], at + lag)
        self._sort()

    def earlier(self, conversation: int, at: datetime, lag: timedelta) -> None:
        """The post that the first one of the conversation answered is found at last: its author's own."""
        with self.office.database.writing() as connection:
            first, author = self._first(connection, conversation)
            made = Post(first.parent_remote_id, author, "hello?", at, None, None, "en", "public")
            take_in(connection, self._listening, [made], at + lag)
        self._sort()

    def edits(self, conversation: int, at: datetime, text: str) -> None:
        """The customer gives their first post other words, and the network shows it again."""
        with self.office.database.writing() as connection:
            first, author = self._first(connection, conversation)
            made = Post(
                first.remote_id, author, text, first.published_at, first.parent_remote_id, None, "en", "public", at
            )
            take_in(connection, self._listening, [made], at)
        self._sort()

    def takes_back(self, conversation: int, at: datetime) -> None:
        """The customer takes their newest post back."""
        newest = select(Conversation.last_mention_id).where(Conversation.id == conversation)
        with self.office.database.writing() as connection:
            for looked_at in (at - SURE_AFTER, at):
                missing(connection, connection.execute(newest).scalar_one(), looked_at)

    def answer(self, conversation: int, at: datetime, staff: int, then: str = WAIT) -> None:
        """The network shows an answer by this person since `at`."""
        self.seen(self.sends(conversation, at, staff, then), at, at)

    def sends(self, conversation: int, at: datetime, staff: int, then: str = WAIT) -> int:
        """An answer to the newest post is on its way, and nobody knows yet whether it arrived; gives its number."""
        number = next(self._numbers)
        with self.office.database.writing() as connection:
            newest = connection.execute(
                select(Conversation.last_mention_id).where(Conversation.id == conversation)
            ).scalar_one()
            reply = connection.execute(
                insert(Reply).values(
                    submit_key=f"key-{number}", conversation_id=conversation, mention_id=newest, staff_id=staff,
                    account_id=self.office.account, parent_remote_id="x", text="Sorry!", state=SENDING, tries=1,
                    then=then,
                    not_before=at, accepted_at=at,
                )
            ).inserted_primary_key[0]  # fmt: skip
            connection.execute(insert(Attempt).values(reply_id=reply, number=1, started_at=at))
        return int(reply)

    def seen(self, reply: int, sent_at: datetime, at: datetime) -> None:
        """The answer is found on the network, which shows it since `sent_at`."""
        posted = Posted(f"ours-{reply}", "https://social.example/1", sent_at, "Sorry!", "x", "our-own-id")
        with self.office.database.writing() as connection:
            outcomes.sent(connection, reply, posted, at)

    def close(self, conversation: int, at: datetime, reason: str = "no_reply_needed") -> None:
        """Ada closes it."""
        with self.office.database.writing() as connection:
            closing.close(connection, conversation, reason, acting=self.office.ada, at=at)

    def _first(self, connection: Connection, conversation: int) -> tuple[Any, Author]:
        found = connection.execute(
            select(Mention.remote_id, Mention.parent_remote_id, Mention.published_at, Record.remote_id.label("author"))
            .join(Record, Record.id == Mention.author_id)
            .where(Mention.conversation_id == conversation)
            .order_by(Mention.id)
            .limit(1)
        ).one()
        return found, Author(found.author, found.author, found.author.title(), 7)

    @property
    def _listening(self) -> Listening:
        return Listening(self.office.account, "practice", "our-own-id")

    def _sort(self) -> None:
        sorter = Sorter(self.office.database, self.office.clock)
        while sorter.sort_batch():
            pass
