"""What the sieve set aside: it stays, with its reason, and a person can put it into the queue after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import Refused
from helpdesk.language import gettext as _
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.authors import Author
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import NEW, SET_ASIDE, Mention
from helpdesk.records.search import MENTION, TO_COME, Document
from helpdesk.records.staff import MAY_ANSWER

PAGE = 50
MOST_SHOWN = 400


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


def to_queue(connection: Connection, mention_id: int, *, acting: int, at: datetime) -> None:
    """Lets triage sort it as if the sieve had let it pass. Raises Refused when it is there already, or can't be."""
    permitted(connection, acting, *MAY_ANSWER)
    aside = update(Mention).where(Mention.id == mention_id, Mention.state == SET_ASIDE, Mention.author_id.is_not(None))
    if not claim(connection, aside.values(state=NEW)):
        raise Refused(_("This post is not set aside any more, or nobody knows who wrote it."))
    indexed = (Document.kind == MENTION) & (Document.source_id == mention_id)
    connection.execute(update(Document).where(indexed).values(conversation_id=TO_COME))
    account = select(Mention.account_id).where(Mention.id == mention_id).scalar_subquery()
    moved = {"queued": Listener.queued + 1, "set_aside": Listener.set_aside - 1}
    connection.execute(update(Listener).where(Listener.account_id == account).values(**moved))
    record(connection, "let_pass", at, staff_id=acting, mention=mention_id)
