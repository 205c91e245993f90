"""Which of the customer's posts an answer goes to, and why there is none where the network lets us answer nobody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, select
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.language import gettext as _
from helpdesk.networks.x.prices import REPLY, REPLY_WITH_LINK
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention

NAMES = {"x": "X"}  # of networks, where the plain word will not do


@dataclass(frozen=True, slots=True)
class Barred:
    """Nothing in a conversation may be answered from here. `url` leads to the newest post on its network."""

    sentence: str
    network: str
    url: str | None


def to_answer(conversation: int | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """The number of the post that an answer goes to: of those still there the newest that may be answered."""
    newest = select(Mention.id).where(Mention.conversation_id == conversation)
    order = (Mention.deleted_at.is_not(None), Mention.may_reply.desc(), Mention.published_at.desc(), Mention.id.desc())
    return newest.order_by(*order).limit(1).scalar_subquery()


def barred(connection: Connection, conversation_id: int) -> Barred | None:
    """Why nobody may answer here; None when somebody may."""
    row = connection.execute(
        select(Mention.may_reply, Mention.found_by, Mention.url, Account.network, Account.handle)
        .join(Conversation, Conversation.account_id == Account.id)
        .join(Mention, Mention.id == to_answer(Conversation.id).correlate(Conversation))
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if row is None or row.may_reply:
        return None
    return Barred(why_barred(row.network, row.handle, row.found_by), network_name(row.network), row.url)


def why_barred(network: str, handle: str, found_by: str | None) -> str:
    """The network's rule, for the person who would like to answer."""
    found = [_("Found by the listening word “%(word)s”.", word=found_by)] if found_by else []
    if network == "x":
        rule = _("X lets us answer only those who name or quote %(handle)s, and this customer has not.", handle=handle)
    else:
        rule = _("%(network)s does not let %(handle)s answer here.", network=network_name(network), handle=handle)
    return " ".join([*found, rule])


def network_name(network: str) -> str:
    """As people write it."""
    return NAMES.get(network, network.capitalize())


def price(network: str) -> str | None:
    """What an answer costs, where a link in it costs more."""
    if network != "x":
        return None
    return _(
        "On X an answer costs $%(price).2f, with a link $%(linked).2f.", price=REPLY / 1e6, linked=REPLY_WITH_LINK / 1e6
    )
