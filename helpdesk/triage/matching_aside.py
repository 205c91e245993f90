"""What a policy's words find, looked for in a process of its own: on two cores a long dry run takes half as long.

Such a process knows the words of one policy and nothing else: no database, no network. It ends with whoever began it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from helpdesk.policy.topics import Topic
from helpdesk.triage.keywords import Matcher, compile_topics

Begun = Callable[[], list[str | None]]
"""Gives what was begun, and waits for it if need be: the key of the topic that each text is of."""

_matchers: list[Matcher] = []  # of this process: the one that it was begun with


class MatchingAside:
    """One policy's words. Raises BrokenProcessPool from what was begun when the process died."""

    def __init__(self, topics: Sequence[Topic], *, score: int, shortest: int) -> None:
        # Begun anew and not forked: whoever compares has threads, and connections that are not to be shared.
        self._process = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), _prepare, (tuple(topics), score, shortest)
        )

    def begin(self, texts: list[str], tags: list[str | None]) -> Begun:
        """Looks through these texts, in the languages of these `tags`, as soon as those before are done."""
        return self._process.submit(_topics_of, texts, tags).result

    def close(self) -> None:
        """Ends the process; what it has not begun is left."""
        self._process.shutdown(cancel_futures=True)


def _prepare(topics: tuple[Topic, ...], score: int, shortest: int) -> None:
    _matchers[:] = [compile_topics(topics, score=score, shortest=shortest)]


def _topics_of(texts: list[str], tags: list[str | None]) -> list[str | None]:
    return _matchers[0].topics_of(texts, tags)
