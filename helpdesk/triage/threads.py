"""Which conversation a post belongs to: the one it answers, or that answers it, if the author is the same.

Posts may arrive in any order, so a post joins its parents' conversation, or that of an answer that came before it. A
stranger who answers a customer's post gets a conversation of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, exists, select

from helpdesk.records.among import among
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored
from helpdesk.records.replies import IS_ANSWER, Reply

Place = tuple[int, str]  # account id, remote id of a post


class Waiting(NamedTuple):
    """A mention that waits for triage, as read from the queue."""

    id: int
    account_id: int
    remote_id: str
    author_id: int
    parent_remote_id: str | None
    text: str
    published_at: int  # moments as they are stored: a batch converts none that it only passes on
    received_at: int
    lang: str | None


@dataclass(slots=True)
class Thread:
    """A conversation while a batch is sorted; a new one has no id yet."""

    id: int
    account_id: int
    author_id: int
    status: str
    topic: str
    priority: str
    team_id: int
    staff_id: int | None
    version: int
    last_mention_id: int
    last_activity_at: int
    waiting_since: int | None
    due_at: int | None
    answered: bool = False  # we have said something in it before
    is_new: bool = False
    reopened: bool = False


def _where(model: Any, post: Any) -> Select[int, str, int]:
    """Which conversations have these posts. Built once: building a statement costs more than running it."""
    return select(model.account_id, post, model.conversation_id).where(
        among(post, "posts"),
        among(model.account_id, "accounts"),
        model.conversation_id.is_not(None),
    )


NOT_STORED = ("answered", "is_new", "reopened")
WAS_ANSWERED = exists().where(Reply.conversation_id == Conversation.id, IS_ANSWER)
POSTS = _where(Mention, Mention.remote_id)
OUR_POSTS = _where(Reply, Reply.remote_id)
ANSWERS = _where(Mention, Mention.parent_remote_id)
CONVERSATIONS = (
    select(
        *(as_stored(getattr(Conversation, name)) for name in Thread.__dataclass_fields__ if name not in NOT_STORED),
        WAS_ANSWERED,
    )
    .where(among(Conversation.id, "ids"))
    .order_by(Conversation.id)
    .with_for_update()
)


class Threads:
    """Finds the thread of each post of one batch, and remembers the threads that the batch opens."""

    def __init__(self, connection: Connection, batch: Sequence[Waiting]) -> None:
        self._posts: dict[Place, list[Thread]] = {}  # where a post is
        self._answers: dict[Place, list[Thread]] = {}  # where an answer to that post is
        self._look(connection, batch)

    def of(self, mention: Waiting) -> Thread | None:
        """The thread this post continues; None when it opens one."""
        account, parent = mention.account_id, mention.parent_remote_id
        parents = self._posts.get((account, parent), ()) if parent else ()
        answers = self._answers.get((account, mention.remote_id), ())
        if not parents and not answers:
            return None  # most posts
        return next((thread for thread in (*parents, *answers) if thread.author_id == mention.author_id), None)

    def put(self, mention: Waiting, thread: Thread) -> None:
        """Notes where the post is, for those of the same batch that answer it or that it answers."""
        self._posts.setdefault((mention.account_id, mention.remote_id), []).append(thread)
        if mention.parent_remote_id:
            self._answers.setdefault((mention.account_id, mention.parent_remote_id), []).append(thread)

    def _look(self, connection: Connection, batch: Sequence[Waiting]) -> None:
        parents = list({mention.parent_remote_id for mention in batch if mention.parent_remote_id})
        accounts = list({mention.account_id for mention in batch})
        places: list[tuple[dict[Place, list[Thread]], Place, int]] = []

        def look(into: dict[Place, list[Thread]], where: Select[int, str, int], posts: list[str]) -> None:
            rows = connection.execute(where, {"posts": posts, "accounts": accounts}).all()
            places.extend((into, (account, post), conversation) for account, post, conversation in rows)

        if parents:
            look(self._posts, POSTS, parents)
            look(self._posts, OUR_POSTS, parents)
        look(self._answers, ANSWERS, [mention.remote_id for mention in batch])
        threads = _load(connection, {conversation for _, _, conversation in places})
        for into, place, conversation in places:
            into.setdefault(place, []).append(threads[conversation])


def _load(connection: Connection, ids: set[int]) -> dict[int, Thread]:
    if not ids:
        return {}
    rows: Iterable[Any] = connection.execute(CONVERSATIONS, {"ids": list(ids)}).all()
    return {row.id: Thread(*row) for row in rows}
