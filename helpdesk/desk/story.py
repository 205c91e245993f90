"""Events as sentences: one place that words them, for the history of a conversation and whoever else tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.records.moment import read_back

CLOCKS = {"first_response": "first response", "next_response": "next response", "resolution": "resolution"}


def sentence(
    kind: str, data: Mapping[str, Any], *, who: str, people: Mapping[int, str], teams: Mapping[int, str],
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """What happened, in words. `who` did it; `people` and `teams` give names for the numbers in `data`."""

    def person(key: str) -> str:
        return people.get(data.get(key) or 0, "nobody")

    match kind:
        case "opened":
            return f"Came in. {_assigned(data, people, teams)}"
        case "followed_up" | "reopened" if data.get("mention"):
            if data.get("nobody_waits"):
                return "The customer wrote again, only thanks as it seems: nobody waits."
            back = f" {_returned(data, people, teams)}" if data.get("clock") else ""
            return f"The customer wrote again.{back}"
        case "reopened":
            return f"{who} said that they do wait." if data.get("overruled") else f"{who} opened it again."
        case "taken":
            return f"{who} took it."
        case "assigned":
            return f"{who} gave it to {person('to')}."
        case "handed_out":
            return f"{person('to')} came free and got it: {data['why']}."
        case "returned":
            return f"It went back from {person('previous')} to the team's queue: {data['why']}."
        case "put_back":
            return f"{who} put it back into the team's queue."
        case "moved":
            return f"{who} moved it to {teams.get(data['team'], 'another team')}."
        case "closed" if data.get("into"):
            return f"{who} merged it into No. {data['into']}."
        case "absorbed":
            return f"{who} merged No. {data['other']} into this one."
        case "parted":
            return f"{who} took No. {data['other']} out of this one again."
        case "closed":
            return f"{who} closed it: {CLOSE_REASONS.get(data['reason'], data['reason'])}."
        case "snoozed":
            before_due = ", in time for the answer that is due" if data.get("for_due") else ""
            return f"{who} put it off until {_moment(data['until'], zone)}{before_due}."
        case "unsnoozed":
            return f"{who} took it up again."
        case "woken":
            return "It came back by itself."
        case "topic_set":
            return f"{who} changed the topic to {data['name']}."
        case "priority_set":
            return f"{who} changed the priority to {data['priority']}."
        case "undone":
            return f"{who} took back that {UNDID.get(data['undid'], 'something was done')}."
        case "tagged" | "untagged" | "noted" | "note_withdrawn" | "followed" | "unfollowed":
            return _aside(kind, data, who, people)
        case "reply_withdrawn":
            return f"{who} took the answer back before it was sent."
        case "claim_taken_over":
            return f"{who} answers instead of {person('previous')}."
        case "reply_accepted":
            what = "a holding answer" if data.get("holding") else "an answer"
            return f"{who} wrote {what} for approval." if data.get("approval") else _answered(data, who)
        case "reply_approved":
            changed = " with other words" if data["changed"] else ""
            return f"{who} approved the answer of {person('author')}{changed}; it had waited for {_minutes(data)}."
        case "reply_returned":
            return f"{who} gave the answer back to {person('author')}: “{data['note']}”"
        case "approval_overdue":
            return "The answer still waits for approval, so more people were told."
        case "reply_sent":
            return "The holding answer is on the network: the customer still waits." if "held" in data else ON_NETWORK
        case "answered_without_need":
            return "Nobody waited for that answer."
        case "reply_failed":
            return f"The answer was not sent: {data['reason']}"
        case "reply_held":
            return f"The answer was held back: {data['reason']}"
        case "reply_unknown":
            return f"It is not confirmed that the answer was sent: {data['reason']}"
        case "reply_settled":
            return f"{who} looked: the answer {'is' if data['there'] else 'is not'} on the network."
        case "closing_reviewed":
            return f"{who} reviewed the closing by {person('of')}: it was {'right' if data['right'] else 'wrong'}."
        case "reply_insisted":
            return f"{who} sent the answer anyway."
        case "reply_discarded":
            return f"{who} let the answer go."
        case "same_words":
            return (
                f"The same words had gone to {data['people']} people within an hour; a network may take that for spam."
            )
        case "mention_edited":
            return f"The customer changed a post. Before, it said: “{data['before']}”"
        case "mention_deleted":
            return "The customer took a post back."
        case "found_twice":
            return "The answer was found on the network more than once. Delete one of them there."
        case "breached":
            lag = " It was late before we received it." if data.get("by_listener_lag") else ""
            return f"The {CLOCKS[data['clock']]} is late.{lag}"
        case "clock_started" | "clock_paused" | "clock_resumed" | "clock_ended" | "clock_revived" | "due_moved":
            return CLOCK_SENTENCES[kind].format(CLOCKS[data["clock"]], data.get("why", ""))
        case "escalated":
            return f"Nobody answered in time, so {person('to')} got it instead of {person('previous')}."
        case "breach_withdrawn":
            return f"The {CLOCKS[data['clock']]} was in time after all: the answer had been on the network already."
    return kind.replace("_", " ").capitalize() + "."


ON_NETWORK = "The answer is on the network."
UNDID = {
    "closed": "it was closed", "reopened": "it was opened again", "taken": "it was taken", "moved": "it was moved",
    "assigned": "it was given away", "put_back": "it was put back", "snoozed": "it was put off",
    "unsnoozed": "it was taken up", "topic_set": "the topic was changed", "priority_set": "the priority was changed",
    "reply_approved": "the answer was approved",
}  # fmt: skip
CLOCK_SENTENCES = {
    "clock_started": "The clock of the {0} started.",
    "clock_paused": "The clock of the {0} rests while we wait for the customer.",
    "clock_resumed": "The clock of the {0} goes on.",
    "clock_ended": "The clock of the {0} ended.",
    "clock_revived": "The clock of the {0} did not end after all.",
    "due_moved": "The {0} is due at another time, because {1}.",
}
CLOSE_REASONS = {
    "done": "nothing left to do",
    "no_reply_needed": "no reply needed",
    "spam": "spam",
    "taken_back": "the customer took the post back",
}


def _aside(kind: str, data: Mapping[str, Any], who: str, people: Mapping[int, str]) -> str:
    """What colleagues do beside the conversation."""
    named = [people[number] for number in data.get("named", ()) if number in people]
    return {
        "tagged": f"{who} tagged it “{data.get('word')}”.",
        "untagged": f"{who} took the tag “{data.get('word')}” off.",
        "noted": f"{who} wrote a note{' for ' if named else ''}{', '.join(named)}.",
        "note_withdrawn": f"{who} took a note back.",
        "followed": f"{who} followed it.",
        "unfollowed": f"{who} stopped following it.",
    }[kind]


def _minutes(data: Mapping[str, Any]) -> str:
    minutes = data["waited"] // 60
    return "less than a minute" if not minutes else "1 minute" if minutes == 1 else f"{minutes} minutes"


def _moment(at: int, zone: ZoneInfo) -> str:
    here = read_back(at).astimezone(zone)
    return f"{here:%H:%M} on {here:%A}, {here.day} {here:%B}"


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
    if owner and data.get("passed"):
        return _assigned(data, people, teams)
    return f"It went back to {owner}." if owner else f"It waits in the queue of {teams.get(data['team'], 'a team')}."


def _assigned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    team, owner = teams.get(data["team"], "a team"), people.get(data.get("staff") or 0)
    if owner is None:
        return f"It waits in the queue of {team}: {data['why']}."
    return f"{owner} of {team} got it: {data['why']}."


def _answered(data: Mapping[str, Any], who: str) -> str:
    return f"{who} asked the customer to wait." if data.get("holding") else f"{who} answered."
