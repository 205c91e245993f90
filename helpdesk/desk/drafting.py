"""Keeping what somebody writes while they write it: nothing a person typed is ever lost."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, select

from helpdesk.desk import claiming
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_unknown
from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.records.drafts import Draft
from helpdesk.records.replies import Reply
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.records.upsert import upsert

LONGEST = 10_000  # characters; an answer has 140


class Written(NamedTuple):
    """What is kept, and its revision; "" and 0 when nothing is."""

    text: str
    revision: int
    holding: bool = False  # it only asks the customer to wait


class OtherWindow(Refused):
    """The same person has written something else meanwhile, in another window. `kept` is that."""

    def __init__(self, kept: Written) -> None:
        super().__init__(_("You have written something else to this customer in another window."))
        self.kept = kept


def draft(connection: Connection, conversation_id: int, staff_id: int) -> Written:
    """What this person has written and not sent."""
    found = connection.execute(
        select(Draft.text, Draft.revision, Draft.holding).where(
            Draft.staff_id == staff_id, Draft.conversation_id == conversation_id
        )
    ).one_or_none()
    return Written(*found) if found else Written("", 0)


def keep(
    connection: Connection, conversation_id: int, text: str, *, submit_key: str, revision: int | None, acting: int,
    at: datetime, holding: bool | None = None,
) -> int:  # fmt: skip
    """Keeps `text`, written upon `revision` (None: whatever that was), and claims the conversation; gives the new one.

    `holding`: whether it only asks the customer to wait; None leaves that as it was kept.
    An empty text ends draft and claim. A save that arrives after its form was sent changes nothing. Raises
    OtherWindow when another window was faster, Refused (422) for a text no answer can be made of.
    """
    permitted(connection, acting, *MAY_ANSWER)
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise Refused(
            _("Drafts are kept up to %(longest)s characters; this one is longer.", longest=in_digits(LONGEST)),
            status=UNPROCESSABLE,
        )
    refuse_unknown(connection, conversation_id)
    if connection.execute(select(exists().where(Reply.submit_key == submit_key))).scalar():
        return 0
    kept = draft(connection, conversation_id, acting)
    if revision is not None and kept.text not in ("", text) and kept.revision != revision:
        raise OtherWindow(kept)
    if not text.strip():
        discard(connection, conversation_id, acting=acting)
        return 0
    new = max(kept.revision, revision or 0) + 1
    upsert(
        connection,
        Draft,
        {
            **{"staff_id": acting, "conversation_id": conversation_id, "text": text, "revision": new, "saved_at": at},
            "holding": kept.holding if holding is None else holding,
        },
    )
    claiming.claim(connection, conversation_id, acting=acting, at=at)
    return new


def put_back(
    connection: Connection, conversation_id: int, text: str, *, staff_id: int, at: datetime, holding: bool = False
) -> None:
    """Makes `text` somebody's draft, unless they have written something else; it claims nothing."""
    kept = draft(connection, conversation_id, staff_id)
    if not kept.text:
        values = {"staff_id": staff_id, "conversation_id": conversation_id, "text": text, "revision": 1, "saved_at": at}
        values["holding"] = holding
        upsert(connection, Draft, values)


def discard(connection: Connection, conversation_id: int, *, acting: int) -> None:
    """Lets go of the draft, and of the claim that went with it."""
    connection.execute(delete(Draft).where(Draft.staff_id == acting, Draft.conversation_id == conversation_id))
    claiming.give_up(connection, conversation_id, acting=acting)
