"""What the sieve set aside: it stays, with its reason, and a person can put it into the queue after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from helpdesk.desk.closing import close
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import Refused
from helpdesk.language import gettext as _
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.authors import Author
from helpdesk.records.database import claim
from helpdesk.records.events import Event, record
from helpdesk.records.mentions import NEW, SET_ASIDE, Mention
from helpdesk.records.search import MENTION, TO_COME, Document
from helpdesk.records.staff import MAY_ANSWER

PAGE = 50
MOST_SHOWN = 400
SORTING = ("opened", "handed_out")  # what the desk itself does to a post that it sorts


@dataclass(frozen=True, slots=True)
class SetAside:
    """One post that staff did not get, and why."""

    id: int
    published_at: datetime
    text: str
    reason: str | None
    url: str | None
    account: str
    network: str
    author_name: str | None
    author_handle: str | None


def noise(connection: Connection, *, before: int | None = None) -> list[SetAside]:
    """The newest posts that were set aside; those with a smaller number than `before`."""
    found = (
        select(
            *(Mention.id, Mention.published_at, func.substr(Mention.text, 1, MOST_SHOWN), Mention.remark, Mention.url),
            *(Account.handle, Account.network, Author.name, Author.handle),
        )
        .join(Account, Account.id == Mention.account_id)
        .outerjoin(Author, Author.id == Mention.author_id)
        .where(Mention.state == SET_ASIDE)
        .order_by(Mention.id.desc())
        .limit(PAGE)
    )
    return [SetAside(*row) for row in connection.execute(found if before is None else found.where(Mention.id < before))]


def to_queue(connection: Connection, mention_id: int, *, acting: int, at: datetime) -> int:
    """Lets triage sort it as if the sieve had let it pass; gives the event's number.

    Raises Refused when it is there already, or can't be.
    """
    permitted(connection, acting, *MAY_ANSWER)
    aside = update(Mention).where(Mention.id == mention_id, Mention.state == SET_ASIDE, Mention.author_id.is_not(None))
    if not claim(connection, aside.values(state=NEW)):
        raise Refused(_("This post is not set aside any more, or nobody knows who wrote it."))
    _follow(connection, mention_id, TO_COME, queued=1)
    return record(connection, "let_pass", at, staff_id=acting, mention=mention_id)


def aside_again(connection: Connection, mention_id: int, *, acting: int, at: datetime) -> int | None:
    """Takes that back. What triage has sorted already is closed as needing no reply; gives that conversation.

    Raises Refused when something has happened to it since, or it was one more post of an older conversation.
    """
    permitted(connection, acting, *MAY_ANSWER)
    waiting = update(Mention).where(Mention.id == mention_id, Mention.state == NEW)
    if claim(connection, waiting.values(state=SET_ASIDE)):
        _follow(connection, mention_id, None, queued=-1)
        record(connection, "set_aside_again", at, staff_id=acting, mention=mention_id)
        return None
    state, number = connection.execute(
        select(Mention.state, Mention.conversation_id).where(Mention.id == mention_id)
    ).one()
    if state == SET_ASIDE:
        return None  # taken back already
    since = select(func.count()).where(Event.conversation_id == number, Event.kind.not_in(SORTING))
    posts = select(func.count()).where(Mention.conversation_id == number)
    if number is None or connection.execute(since).scalar_one() or connection.execute(posts).scalar_one() > 1:
        raise Refused(_("This can't be taken back: something else has happened since. Look at it as it is now."))
    close(connection, number, "no_reply_needed", acting=acting, at=at)
    return number


def _follow(connection: Connection, mention_id: int, found_in: int | None, *, queued: int) -> None:
    """The search and the account's counts go with a post that is let pass, or set aside again."""
    indexed = (Document.kind == MENTION) & (Document.source_id == mention_id)
    connection.execute(update(Document).where(indexed).values(conversation_id=found_in))
    account = select(Mention.account_id).where(Mention.id == mention_id).scalar_subquery()
    moved = {"queued": Listener.queued + queued, "set_aside": Listener.set_aside - queued}
    connection.execute(update(Listener).where(Listener.account_id == account).values(**moved))
