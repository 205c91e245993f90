"""Customers and answers with moments of their own, put through the desk's verbs: what the reports are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import insert, select

from helpdesk.desk import closing
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post, Posted
from helpdesk.outbox import outcomes
from helpdesk.records.authors import Author as Record
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import SENDING, WAIT, Attempt, Reply
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
            made = Post(f"wrote-{number}", author, post.text, post.at, None, None, post.lang, "public")
            remote[made.remote_id] = None
            with self.office.database.writing() as connection:
                take_in(connection, self._listening, [made], post.at + post.lag)
        self._sort()
        with self.office.database.reading() as connection:
            found = dict(connection.execute(select(Mention.remote_id, Mention.conversation_id)).all())
        return [found[name] for name in remote]

    def again(self, conversation: int, at: datetime) -> None:
        """The same customer writes once more in the conversation."""
        with self.office.database.writing() as connection:
            parent, remote = connection.execute(
                select(Mention.remote_id, Record.remote_id)
                .join(Record, Record.id == Mention.author_id)
                .where(Mention.conversation_id == conversation)
                .limit(1)
            ).one()
            author = Author(remote, remote, remote.title(), 7)
            made = Post(f"wrote-{next(self._numbers)}", author, "and now?", at, parent, None, "en", "public")
            take_in(connection, self._listening, [made], at)
        self._sort()

    def answer(self, conversation: int, at: datetime, staff: int, then: str = WAIT) -> None:
        """The network shows an answer by this person since `at`, perhaps a holding one."""
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
            posted = Posted(f"ours-{number}", "https://social.example/1", at, "Sorry!", "x", "our-own-id")
            outcomes.sent(connection, reply, posted, at)

    def close(self, conversation: int, at: datetime, reason: str = "no_reply_needed") -> None:
        """Ada closes it."""
        with self.office.database.writing() as connection:
            closing.close(connection, conversation, reason, acting=self.office.ada, at=at)

    @property
    def _listening(self) -> Listening:
        return Listening(self.office.account, "practice", "our-own-id")

    def _sort(self) -> None:
        sorter = Sorter(self.office.database, self.office.clock)
        while sorter.sort_batch():
            pass
