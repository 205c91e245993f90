"""Asking a customer for a private message, where what there is to say is nobody else's business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from helpdesk.desk import drafting
from helpdesk.desk.answerable import to_answer
from helpdesk.language import ENGLISH, LANGUAGES, N_, speaking
from helpdesk.language import gettext as _
from helpdesk.records.mentions import Mention

REQUEST = N_("Please send us a private message, so that only we read the details.")


def ask_privately(
    connection: Connection, conversation_id: int, body: str, *, submit_key: str, acting: int, at: datetime,
    holding: bool = False,
) -> None:  # fmt: skip
    """Puts the request behind what the draft says, in the customer's language if the desk speaks that."""
    written_in = select(Mention.lang).where(Mention.id == to_answer(conversation_id))
    language = (connection.execute(written_in).scalar() or "")[:2]
    with speaking(language if language in LANGUAGES else ENGLISH):
        words = _(REQUEST)
    text = f"{body.rstrip()} {words}" if body.strip() else words
    drafting.keep(
        connection, conversation_id, text, submit_key=submit_key, revision=None, acting=acting, at=at, holding=holding
    )
