"""Events as sentences: one place that words them, for the history of a conversation and whoever else tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CLOCKS = {"first_response": "first response", "next_response": "next response"}


def sentence(
    kind: str, data: Mapping[str, Any], *, who: str, people: Mapping[int, str], teams: Mapping[int, str]
) -> str:
    """What happened, in words. `who` did it; `people` and `teams` give names for the numbers in `data`."""

    def person(key: str) -> str:
        return people.get(data.get(key) or 0, "nobody")

    match kind:
        case "opened":
            return f"Came in. {_assigned(data, people, teams)}"
        case "followed_up" | "reopened" if data.get("mention"):
            back = f" {_returned(data, people, teams)}" if data.get("clock") else ""
            return f"The customer wrote again.{back}"
        case "reopened":
            return f"{who} opened it again."
        case "taken":
            return f"{who} took it."
        case "assigned":
            return f"{who} gave it to {person('to')}."
        case "put_back":
            return f"{who} put it back into the team's queue."
        case "moved":
            return f"{who} moved it to {teams.get(data['team'], 'another team')}."
        case "closed":
            return f"{who} closed it: {CLOSE_REASONS.get(data['reason'], data['reason'])}."
        case "claim_taken_over":
            return f"{who} answers instead of {person('previous')}."
        case "reply_accepted":
            return f"{who} answered."
        case "reply_sent":
            return "The answer is on the network."
        case "reply_failed":
            return f"The answer was not sent: {data['reason']}"
        case "reply_held":
            return f"The answer was held back: {data['reason']}"
        case "reply_unknown":
            return f"It is not confirmed that the answer was sent: {data['reason']}"
        case "reply_settled":
            return f"{who} looked: the answer {'is' if data['there'] else 'is not'} on the network."
        case "found_twice":
            return "The answer was found on the network more than once. Delete one of them there."
        case "breached":
            lag = " It was late before we received it." if data.get("by_listener_lag") else ""
            return f"The {CLOCKS[data['clock']]} is late.{lag}"
        case "breach_withdrawn":
            return f"The {CLOCKS[data['clock']]} was in time after all: the answer had been on the network already."
    return kind.replace("_", " ").capitalize() + "."


CLOSE_REASONS = {"done": "nothing left to do", "no_reply_needed": "no reply needed", "spam": "spam"}


def why(data: Mapping[str, Any], *, topic: str, people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    """Why a conversation came to whom it came: the words, the topic, the person."""
    if data.get("keyword") is None:
        words = f"No keyword was found, so it is {topic}."
    elif data["match"] == "exact":
        words = f"“{data['found']}” is a keyword of {topic}."
    else:
        words = f"“{data['found']}” reads like “{data['keyword']}” ({data['score']}%), a keyword of {topic}."
    return f"{words} {_assigned(data, people, teams)}"


def _returned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    owner = people.get(data.get("staff") or 0)
    return f"It went back to {owner}." if owner else f"It waits in the queue of {teams.get(data['team'], 'a team')}."


def _assigned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    team, owner = teams.get(data["team"], "a team"), people.get(data.get("staff") or 0)
    if owner is None:
        return f"It waits in the queue of {team}: {data['why']}."
    return f"{owner} of {team} got it: {data['why']}."
