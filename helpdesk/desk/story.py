"""Events as sentences: one place that words them, for the history of a conversation and whoever else tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.desk.story_answers import of_answers
from helpdesk.desk.story_clocks import of_clocks
from helpdesk.desk.story_posts import of_posts
from helpdesk.desk.story_told import Told
from helpdesk.desk.story_work import of_work

TELLERS = (of_posts, of_work, of_answers, of_clocks)  # the first that knows the event


def sentence(
    kind: str, data: Mapping[str, Any], *, who: str, people: Mapping[int, str], teams: Mapping[int, str],
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """What happened, in words. `who` did it; `people` and `teams` give names for the numbers in `data`."""
    told = Told(kind, data, who, people, teams, zone)
    for teller in TELLERS:
        words = teller(told)
        if words is not None:
            return words
    return kind.replace("_", " ").capitalize() + "."
