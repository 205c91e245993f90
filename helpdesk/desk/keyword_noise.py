"""Which keyword brings noise: how many conversations each opened within the last days, and how many needed no answer.

Needed none: it is closed now, and was closed last as “no reply needed” or spam.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Subquery, func, select
from sqlalchemy.orm import aliased

from helpdesk.desk.reviewing import WITHIN, WITHOUT_ANSWER
from helpdesk.records.authors import Author
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention

PAGE: Final = 50
MOST_SHOWN: Final = 200  # characters of a post


@dataclass(frozen=True, slots=True)
class KeywordNoise:
    """One keyword of one topic; without a keyword: what none was found in. `noise` of the `opened` needed no answer."""

    topic: str
    keyword: str | None
    opened: int
    noise: int

    @property
    def share(self) -> float:
        """Of what it brought, how much needed no answer."""
        return self.noise / self.opened


def by_keyword(connection: Connection, now: datetime) -> list[KeywordNoise]:
    """Each keyword that opened a conversation within the last days; what brought the most noise first."""
    opened, noise = _opened(now), _noise(now)
    unneeded = set(connection.execute(select(noise.c.conversation_id)).scalars())  # joined here: SQLite's join is slow
    brought, needless = Counter[tuple[str, str | None]](), Counter[tuple[str, str | None]]()
    for number, topic, keyword in connection.execute(
        select(opened.c.conversation_id, opened.c.topic, opened.c.keyword)
    ):
        brought[topic, keyword] += 1
        needless[topic, keyword] += number in unneeded
    found = [KeywordNoise(*rule, many, needless[rule]) for rule, many in brought.items()]
    return sorted(found, key=lambda each: (-each.noise, -each.share, -each.opened, each.topic, each.keyword or ""))


def behind(
    connection: Connection, now: datetime, *, topic: str, keyword: str | None, only_noise: bool, before: int | None
) -> list[Row[Any]]:
    """The conversations behind such a figure, the newest first; `before` is the number at which the last page ended."""
    opened = _opened(now)
    chosen: Select[Any] = (
        select(
            *(Conversation.id, Conversation.status, Conversation.opened_at, Author.name, Author.handle),
            func.substr(Mention.text, 1, MOST_SHOWN).label("text"),
        )
        .join(opened, opened.c.conversation_id == Conversation.id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Mention, Mention.id == opened.c.mention)
        .where(opened.c.topic == topic, opened.c.keyword == keyword)
        .order_by(Conversation.id.desc())
        .limit(PAGE)
    )
    if only_noise:
        closing = aliased(Event, name="closing")
        last = (
            select(closing.data["reason"].as_string())
            .where(closing.conversation_id == Conversation.id, closing.kind == "closed", closing.at > now - WITHIN)
            .order_by(closing.id.desc())
            .limit(1)
        )
        chosen = chosen.where(
            Conversation.status == CLOSED, last.correlate(Conversation).scalar_subquery().in_(WITHOUT_ANSWER)
        )
    if before is not None:
        chosen = chosen.where(Conversation.id < before)
    return list(connection.execute(chosen).all())


def _opened(now: datetime) -> Subquery:
    data = Event.data
    return (
        select(
            Event.conversation_id, data["topic"].as_string().label("topic"),
            data["keyword"].as_string().label("keyword"), data["mention"].as_integer().label("mention"),
        )
        .where(Event.kind == "opened", Event.at > now - WITHIN)
        .subquery("opened")
    )  # fmt: skip


def _noise(now: datetime) -> Subquery:
    last = (
        select(func.max(Event.id).label("id"))
        .where(Event.kind == "closed", Event.at > now - WITHIN)
        .group_by(Event.conversation_id)
        .subquery("last")
    )
    return (
        select(Event.conversation_id)
        .join(last, last.c.id == Event.id)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(Conversation.status == CLOSED, Event.data["reason"].as_string().in_(WITHOUT_ANSWER))
        .subquery("noise")
    )
