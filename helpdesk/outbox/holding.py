"""Why an accepted reply is not posted: a sentence for the person, who may send it anyway or let it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import Connection, func, select, update

from helpdesk.language import N_
from helpdesk.records.accounts import Account
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import (
    HELD,
    HELD_AUTHOR,
    HELD_CHANGED,
    HELD_GONE,
    HELD_SAME_WORDS,
    QUEUED,
    SENDING,
    SENT,
    UNKNOWN,
    Reply,
)
from helpdesk.records.staff import MAY_ANSWER, Staff

if TYPE_CHECKING:
    from helpdesk.outbox.claiming import Due

CHANGED = N_("The customer changed the post after this answer was written. Read it as it is now.")
GONE = N_("The customer has taken the post back that this answers.")


@dataclass(frozen=True, slots=True)
class SameWords:
    """What to do when the same words go to many people, and how many are many."""

    do: Literal["nothing", "warn", "hold"]
    people: int = 10
    within: timedelta = timedelta(hours=1)


WITHOUT_LIMITS = SameWords("nothing")


class Hold(NamedTuple):
    """What a reply is held for, and the sentence that says so."""

    held_for: str
    reason: str


def reason_to_hold(
    connection: Connection, due: Due, words: str, now: datetime, same_words: SameWords
) -> Hold | None:  # fmt: skip
    """Why this reply must not go out now; None when it may. What a person insisted on knowingly is not asked again."""
    author = connection.execute(select(Staff.name, Staff.active, Staff.role).where(Staff.id == due.staff_id)).one()
    if not author.active or author.role not in MAY_ANSWER:
        return Hold(HELD_AUTHOR, f"{author.name} may no longer answer for the company.")
    account = connection.execute(select(Account.handle, Account.removed_at).where(Account.id == due.account_id)).one()
    if account.removed_at is not None:
        return Hold(HELD_AUTHOR, f"{account.handle} was removed from the desk: nobody may answer as it.")
    if due.part > 1:
        return None  # half of an answer is out: the rest of it is better than none
    post = connection.execute(select(Mention.changed_at, Mention.deleted_at).where(Mention.id == due.mention_id)).one()
    if post.deleted_at is not None and due.insisted_at is None:
        return Hold(HELD_GONE, GONE)
    if post.changed_at is not None and post.changed_at > due.decided_at:
        return Hold(HELD_CHANGED, CHANGED)
    if same_words.do == "nothing" or due.insisted_at is not None:
        return None
    return _too_many(connection, due, words, now, same_words)


def hold(connection: Connection, due: Due, why: Hold, now: datetime) -> None:
    """Holds a queued reply. One that may be on the network already is not confirmed instead: it is looked for.

    It counts as looked for once already: at its first look, the reconciler may queue a reply to be posted once more.
    """
    queued = update(Reply).where(Reply.id == due.id, Reply.state == QUEUED, Reply.tries == due.tries)
    state = {"state": UNKNOWN, "looks": 1} if due.in_doubt else {"state": HELD, "held_for": why.held_for}
    if claim(connection, queued.values(reason=why.reason, not_before=now, **state)):
        kind = "reply_unknown" if due.in_doubt else "reply_held"
        record(connection, kind, now, conversation_id=due.conversation_id, reply=due.id, reason=why.reason)


def _too_many(connection: Connection, due: Due, words: str, now: datetime, limit: SameWords) -> Hold | None:
    """The same words went to others: held, or only told, as the setting has it."""
    people = connection.execute(
        select(func.count(func.distinct(Mention.author_id)))
        .join(Reply, Reply.mention_id == Mention.id)
        .where(
            Reply.account_id == due.account_id,
            Reply.words == words,
            Reply.state.in_((SENDING, SENT, UNKNOWN)),
            Reply.accepted_at > now - limit.within,
            Reply.id != due.id,
        )
    ).scalar_one()
    if people < limit.people:
        return None
    if limit.do == "hold":
        return Hold(
            HELD_SAME_WORDS,
            f"The same words went to {people} people within the last hour; a network may take that for spam.",
        )
    if due.tries == 0:
        record(connection, "same_words", now, conversation_id=due.conversation_id, reply=due.id, people=people)
    return None
