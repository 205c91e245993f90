"""What an answer will be once it is posted: its texts, how much room they leave, and how the customer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from helpdesk.desk.answerable import to_answer
from helpdesk.desk.parts import in_parts
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.wording import Budget, budget, compose, normalise, too_long
from helpdesk.language import gettext as _
from helpdesk.networks.addressing import opening
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.mentions import Mention

_POSTS = (
    select(
        *(Mention.id, Mention.remote_id, Mention.account_id, Author.handle, Account.network, Account.listen_only),
        *(Account.characters, Account.link_length, Account.length_unit, Account.handle.label("account")),
        *(Mention.may_reply, Mention.found_by, Account.removed_at, Mention.author_id),
    )
    .join(Author, Author.id == Mention.author_id)
    .join(Account, Account.id == Mention.account_id)
)


@dataclass(frozen=True, slots=True)
class Preview:
    """An answer as its customer will see it. Posts that stand below one another, or why there are none."""

    account: str
    handle: str  # of the customer, without @
    network: str
    posts: tuple[str, ...]  # as they are posted, the handle in front where the text has to name it
    opening: str  # that handle as it stands in front, or ""
    refusal: str = ""  # why it can't be posted


def answered(connection: Connection, conversation_id: int) -> Row[*tuple[Any, ...]]:
    """The customer's post that is answered, with the account that answers it."""
    return connection.execute(_POSTS.where(Mention.id == to_answer(conversation_id))).one()


def room(connection: Connection, conversation_id: int, body: str, *, initials: str, limit: int) -> Budget:
    """How much of the limit `body` would use, as `texts` counts it."""
    return _budget(body, initials, answered(connection, conversation_id), limit)


def parts_needed(connection: Connection, conversation_id: int, body: str, *, initials: str, limit: int) -> int | None:
    """In how many parts a text that is too long could be sent; None for one that fits, or that can't be cut."""
    mention = answered(connection, conversation_id)
    if _budget(body, initials, mention, limit).fits:
        return None
    pieces = in_parts(normalise(body), lambda piece: _budget(piece, initials, mention, limit).fits)
    return len(pieces) if pieces else None


def texts(body: str, initials: str, mention: Row[*tuple[Any, ...]], limit: int, *, parts: bool = False) -> list[str]:
    """What will be posted under the post `mention`: one text, or with `parts` one for each part of a long one.

    Raises Refused (422) when it can't be.
    """
    words = normalise(body)
    if not words:
        raise Refused(_("Write an answer first."), status=UNPROCESSABLE)
    room, pieces = _budget(words, initials, mention, limit), [words]
    if not room.fits:
        cut = in_parts(words, lambda piece: _budget(piece, initials, mention, limit).fits) if parts else None
        if cut is None:
            raise Refused(too_long(room), status=UNPROCESSABLE)
        pieces = cut
    return [opening(mention.network, mention.handle) + compose(piece, initials) for piece in pieces]


def one_text(connection: Connection, mention_id: int, body: str, *, initials: str, limit: int) -> str:
    """What is posted when `body` answers this post. Raises Refused (422) when it can't be."""
    mention = connection.execute(_POSTS.where(Mention.id == mention_id)).one()
    return texts(body, initials, mention, limit)[0]


def preview(connection: Connection, conversation_id: int, body: str, *, initials: str, limit: int) -> Preview:
    """How the customer will see `body`; in parts when one post can't hold it, as they are sent when asked for."""
    return _preview(answered(connection, conversation_id), body, initials, limit, parts=True)


def preview_under(
    connection: Connection, mention_id: int, body: str, *, initials: str, limit: int, parts: bool
) -> Preview:
    """How the customer will see `body` under this post of theirs."""
    mention = connection.execute(_POSTS.where(Mention.id == mention_id)).one()
    return _preview(mention, body, initials, limit, parts=parts)


def _preview(mention: Row[*tuple[Any, ...]], body: str, initials: str, limit: int, *, parts: bool) -> Preview:
    posts: tuple[str, ...] = ()
    refusal = ""
    try:
        posts = tuple(texts(body, initials, mention, limit, parts=parts))
    except Refused as refused:
        refusal = refused.sentence
    begins = opening(mention.network, mention.handle)
    return Preview(mention.account, mention.handle, mention.network, posts, begins.strip(), refusal)


def _budget(body: str, initials: str, mention: Row[*tuple[Any, ...]], limit: int) -> Budget:
    if mention.characters is None:
        return budget(body, initials, limit)
    taken = len(opening(mention.network, mention.handle))
    return budget(body, initials, limit, mention.characters - taken, mention.link_length, mention.length_unit)
