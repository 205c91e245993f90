"""What a post that is in the queue already tells when it comes again: other words, or that it names us after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from helpdesk.intake.sieve import Sifted
from helpdesk.records.mentions import Mention
from helpdesk.sla.changed_posts import edited


def follow(connection: Connection, sifted: Sifted, known: Row[*tuple[Any, ...]], now: datetime) -> None:
    """Lets the row of a known post follow its network. A page older than what we know changes nothing."""
    post = sifted.post
    if post is None:
        return
    if known.found_by is not None and post.found_by is None:
        named = update(Mention).where(Mention.id == known.id)
        connection.execute(named.values(found_by=None, may_reply=post.may_reply))
    outdated = known.edited_at is not None and (post.edited_at is None or post.edited_at < known.edited_at)
    if sifted.text != known.text and not outdated:
        edited(connection, known.id, sifted.text, post.edited_at, now)
