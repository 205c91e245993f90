"""Saved replies: written once by managers, checked against the limit then, and put into answers by staff."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from helpdesk.desk import drafting
from helpdesk.desk.permission import permitted
from helpdesk.desk.person import Person
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.desk.variables import LONGEST_NAME, MEANING, filled, unknown, values
from helpdesk.desk.wording import budget, normalise
from helpdesk.language import gettext as _
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import record
from helpdesk.records.saved_replies import SavedReply
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER, Staff

LONGEST_TITLE = 60
LONGEST_HANDLE = 30  # of Mastodon; a longer one is an address, and the page shows what is over
MOST = 300


class Kept(NamedTuple):
    """A saved reply, as pages show it."""

    id: int
    title: str
    text: str
    used: int
    holding: bool


def save(
    connection: Connection, title: str, text: str, *, acting: int, at: datetime, limit: int, holding: bool = False
) -> None:
    """Keeps `text` as `title`, in place of what had that title. `holding`: it only asks the customer to wait.

    Raises Refused (422) unless the answer fits with the longest values that can stand for its variables.
    """
    permitted(connection, acting, MANAGER, ADMIN)
    title, text = " ".join(title.split()), normalise(text)
    if not 1 <= len(title) <= LONGEST_TITLE or not title.isprintable():
        raise Refused(
            _("A title has 1 to %(longest_title)s letters.", longest_title=LONGEST_TITLE), status=UNPROCESSABLE
        )
    if not text:
        raise Refused(_("Write the reply, too."), status=UNPROCESSABLE)
    if unknown(text):
        known = ", ".join(f"{{{name}}}" for name in MEANING)
        raise Refused(
            _("{%(name)s} means nothing here. There are %(known)s.", name=unknown(text)[0], known=known),
            status=UNPROCESSABLE,
        )
    room = budget(filled(text, _longest(connection)), "XXXX", limit)
    if not room.fits:
        told = _(
            "With the longest names it would have %(used)s characters; %(limit)s are allowed.",
            used=room.used,
            limit=limit,
        )
        raise Refused(told, status=UNPROCESSABLE)
    new = {"text": text, "staff_id": acting, "changed_at": at, "holding": holding}
    if not connection.execute(update(SavedReply).where(SavedReply.title == title).values(new)).rowcount:
        if connection.execute(select(func.count()).select_from(SavedReply)).scalar_one() >= MOST:
            raise Refused(_("There are %(most)s already: remove one first.", most=MOST), status=UNPROCESSABLE)
        connection.execute(insert(SavedReply).values(title=title, **new))
    record(connection, "reply_saved", at, staff_id=acting, title=title)


def remove(connection: Connection, saved_id: int, *, acting: int, at: datetime) -> None:
    """Lets go of one."""
    permitted(connection, acting, MANAGER, ADMIN)
    if connection.execute(delete(SavedReply).where(SavedReply.id == saved_id)).rowcount:
        record(connection, "saved_reply_removed", at, staff_id=acting, saved=saved_id)


def put_in(
    connection: Connection,
    conversation_id: int,
    title: str,
    body: str,
    *,
    submit_key: str,
    acting: Person,
    at: datetime,
    holding: bool = False,
) -> None:
    """Puts the saved reply called `title`, or the only one that begins so, behind what the draft says already.

    The whole is a holding answer if the form says so; else what is put in decides, when it stands alone.
    """
    permitted(connection, acting.id, *MAY_ANSWER)
    chosen = _called(connection, title)
    who = connection.execute(
        select(Author.name, Author.handle, Account.handle.label("account"))
        .join(Conversation, Conversation.author_id == Author.id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if who is None:
        raise Refused(_("There is no such conversation."), status=NOT_FOUND)
    words = filled(chosen.text, values(name=who.name, handle=who.handle, account=who.account, me=acting.name))
    text = f"{body.rstrip()} {words}" if body.strip() else words
    drafting.keep(
        connection,
        conversation_id,
        text,
        submit_key=submit_key,
        revision=None,
        acting=acting.id,
        at=at,
        holding=holding or (chosen.holding and not body.strip()),
    )
    connection.execute(update(SavedReply).where(SavedReply.id == chosen.id).values(used=SavedReply.used + 1))


def saved_replies(connection: Connection) -> list[Kept]:
    """All of them, the most used first."""
    columns = select(SavedReply.id, SavedReply.title, SavedReply.text, SavedReply.used, SavedReply.holding)
    return [Kept(*row) for row in connection.execute(columns.order_by(SavedReply.used.desc(), SavedReply.title))]


def _called(connection: Connection, title: str) -> Kept:
    wanted = " ".join(title.split()).casefold()
    known = saved_replies(connection)
    same = [each for each in known if each.title.casefold() == wanted]
    found = same or [each for each in known if wanted and each.title.casefold().startswith(wanted)]
    if len(found) != 1:
        told = _("There is no saved reply of that title. Choose one from the list.")
        if found:
            told = _("Several saved replies begin so. Choose one from the list.")
        raise Refused(told, status=UNPROCESSABLE)
    return found[0]


def _longest(connection: Connection) -> dict[str, str]:
    """The longest that can stand for each variable."""
    account = connection.execute(select(Account.handle).order_by(func.length(Account.handle).desc()).limit(1)).scalar()
    staff = connection.execute(select(func.max(func.length(Staff.name)))).scalar() or 0
    me = "x" * min(staff, LONGEST_NAME)
    return {"name": "x" * LONGEST_NAME, "handle": "@" + "x" * LONGEST_HANDLE, "account": account or "", "me": me}
