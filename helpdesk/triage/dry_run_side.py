"""One of the two policies that a dry run compares: what a post is about by it, and when an answer is due. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Row

from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic
from helpdesk.sla.promises import Promises
from helpdesk.triage.keywords import compile_topics
from helpdesk.triage.matching_aside import Begun, MatchingAside


class Side:
    """One of the two policies; posts are held against its words once for both when those it is `like` are the same.

    `aside`: in a process of its own, which `close` ends.
    """

    def __init__(
        self, policy: Policy, score: int, shortest: int, *, like: Side | None = None, aside: bool = False
    ) -> None:
        self._words = [_decisive(topic) for topic in policy.topics]
        self._aside: MatchingAside | None = None
        self._begin: Callable[[list[str], list[str | None]], Begun]
        if like is not None and like._words == self._words:
            self._begin = like._begin
        elif aside:
            self._aside = MatchingAside(policy.topics, score=score, shortest=shortest)
            self._begin = self._aside.begin
        else:
            matcher = compile_topics(policy.topics, score=score, shortest=shortest)
            self._begin = lambda texts, tags: partial(matcher.topics_of, texts, tags)
        self._promises = Promises(policy)
        self._topics = {topic.key: topic for topic in policy.topics}
        self._catch_all = policy.catch_all

    def close(self) -> None:
        """Ends what it has aside."""
        if self._aside is not None:
            self._aside.close()

    def begin_beside(
        self, other: Side, texts: list[str], tags: list[str | None]
    ) -> Callable[[], Iterator[tuple[Topic, Topic]]]:
        """What each text is about, by the other policy and by this one: to be called for when it is wanted."""
        same = self._begin is other._begin
        theirs = other._begin(texts, tags)
        mine = theirs if same else self._begin(texts, tags)

        def pairs() -> Iterator[tuple[Topic, Topic]]:
            found = theirs()
            return zip(map(other._topic, found), map(self._topic, found if same else mine()), strict=True)

        return pairs

    def _topic(self, key: str | None) -> Topic:
        return self._catch_all if key is None else self._topics[key]

    def named(self, key: str) -> Topic:
        """The topic of a conversation from before; the catch-all when this policy doesn't have it."""
        return self._topics.get(key, self._catch_all)

    def due(self, topic: Topic, row: Row[Any]) -> int | None:
        """When the promise that this policy makes is due."""
        return self._promises.due(topic, topic.priority, row.kind, row.started_at)


def _decisive(topic: Topic) -> tuple[object, ...]:
    """What of a topic decides which posts are of it."""
    return topic.key, topic.priority, topic.keywords, topic.exclusions, topic.misspellings, topic.catch_all
