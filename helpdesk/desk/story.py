"""Events as sentences: one place that words them, for the history of a conversation and whoever else tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk import reasons
from helpdesk.language import N_, in_words, kept, ngettext
from helpdesk.language import gettext as _
from helpdesk.policy.passed_over import shown as reason_shown
from helpdesk.records.moment import read_back

CLOCKS = {
    "first_response": N_("first response"),
    "next_response": N_("next response"),
    "resolution": N_("resolution"),
}


def sentence(
    kind: str, data: Mapping[str, Any], *, who: str, people: Mapping[int, str], teams: Mapping[int, str],
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """What happened, in words. `who` did it; `people` and `teams` give names for the numbers in `data`."""

    def person(key: str) -> str:
        return people.get(data.get(key) or 0, _("nobody"))

    match kind:
        case "opened":
            return _("Came in. %(then)s", then=_assigned(data, people, teams))
        case "followed_up" | "reopened" if data.get("mention"):
            if data.get("nobody_waits"):
                return _("The customer wrote again, only thanks as it seems: nobody waits.")
            if not data.get("clock"):
                return _("The customer wrote again.")
            return _("The customer wrote again. %(then)s", then=_returned(data, people, teams))
        case "reopened":
            if data.get("overruled"):
                return _("%(who)s said that they do wait.", who=who)
            return _("%(who)s opened it again.", who=who)
        case "taken":
            return _("%(who)s took it.", who=who)
        case "assigned":
            return _("%(who)s gave it to %(to)s.", who=who, to=person("to"))
        case "handed_out":
            return _("%(to)s came free and got it: %(why)s.", to=person("to"), why=reason_shown(data["why"]))
        case "returned":
            why = reason_shown(data["why"])
            return _(
                "It went back from %(previous)s to the team's queue: %(why)s.", previous=person("previous"), why=why
            )
        case "put_back":
            return _("%(who)s put it back into the team's queue.", who=who)
        case "moved":
            return _("%(who)s moved it to %(team)s.", who=who, team=teams.get(data["team"], _("another team")))
        case "closed" if data.get("into"):
            return _("%(who)s merged it into No. %(number)s.", who=who, number=data["into"])
        case "absorbed":
            return _("%(who)s merged No. %(number)s into this one.", who=who, number=data["other"])
        case "parted":
            return _("%(who)s took No. %(number)s out of this one again.", who=who, number=data["other"])
        case "closed":
            reason = CLOSE_REASONS.get(data["reason"], data["reason"])
            return _("%(who)s closed it: %(reason)s.", who=who, reason=kept(reason))
        case "snoozed":
            until = _moment(data["until"], zone)
            if data.get("for_due"):
                return _(
                    "%(who)s put it off until %(moment)s, in time for the answer that is due.", who=who, moment=until
                )
            return _("%(who)s put it off until %(moment)s.", who=who, moment=until)
        case "unsnoozed":
            return _("%(who)s took it up again.", who=who)
        case "woken":
            return _("It came back by itself.")
        case "topic_set":
            return _("%(who)s changed the topic to %(topic)s.", who=who, topic=data["name"])
        case "priority_set":
            return _(PRIORITY_SET[data["priority"]], who=who)
        case "undone":
            return _(UNDID.get(data["undid"], SOMETHING_UNDONE), who=who)
        case "tagged" | "untagged" | "noted" | "note_withdrawn" | "followed" | "unfollowed":
            return _aside(kind, data, who, people)
        case "reply_withdrawn":
            return _("%(who)s took the answer back before it was sent.", who=who)
        case "claim_taken_over":
            return _("%(who)s answers instead of %(previous)s.", who=who, previous=person("previous"))
        case "reply_accepted":
            if data.get("approval") and data.get("holding"):
                return _("%(who)s wrote a holding answer for approval.", who=who)
            if data.get("approval"):
                return _("%(who)s wrote an answer for approval.", who=who)
            if data.get("holding"):
                return _("%(who)s asked the customer to wait.", who=who)
            return _("%(who)s answered.", who=who)
        case "reply_approved":
            author, waited = person("author"), _minutes(data)
            if data["changed"]:
                return _(
                    "%(who)s approved the answer of %(author)s with other words; it had waited for %(time)s.",
                    who=who, author=author, time=waited,
                )  # fmt: skip
            return _(
                "%(who)s approved the answer of %(author)s; it had waited for %(time)s.",
                who=who, author=author, time=waited,
            )  # fmt: skip
        case "reply_returned":
            return _(
                "%(who)s gave the answer back to %(author)s: “%(note)s”",
                who=who, author=person("author"), note=data["note"],
            )  # fmt: skip
        case "approval_overdue":
            return _("The answer still waits for approval, so more people were told.")
        case "reply_sent" if "held" in data:
            return _("The holding answer is on the network: the customer still waits.")
        case "reply_sent":
            return _("The answer is on the network.")
        case "answered_without_need":
            return _("Nobody waited for that answer.")
        case "reply_failed":
            return _("The answer was not sent: %(reason)s", reason=reasons.told(data["reason"]))
        case "reply_held":
            return _("The answer was held back: %(reason)s", reason=reasons.told(data["reason"]))
        case "reply_unknown":
            return _("It is not confirmed that the answer was sent: %(reason)s", reason=reasons.told(data["reason"]))
        case "reply_settled":
            if data["there"]:
                return _("%(who)s looked: the answer is on the network.", who=who)
            return _("%(who)s looked: the answer is not on the network.", who=who)
        case "closing_reviewed":
            if data["right"]:
                return _("%(who)s reviewed the closing by %(of)s: it was right.", who=who, of=person("of"))
            return _("%(who)s reviewed the closing by %(of)s: it was wrong.", who=who, of=person("of"))
        case "reply_insisted":
            return _("%(who)s sent the answer anyway.", who=who)
        case "reply_discarded":
            return _("%(who)s let the answer go.", who=who)
        case "same_words":
            return _(
                "The same words had gone to %(people)s people within an hour; a network may take that for spam.",
                people=data["people"],
            )
        case "mention_edited":
            return _("The customer changed a post. Before, it said: “%(words)s”", words=data["before"])
        case "mention_deleted":
            return _("The customer took a post back.")
        case "mention_shown_again":
            return _("The network shows a post again that seemed to be taken back.")
        case "found_twice":
            return _("The answer was found on the network more than once. Delete one of them there.")
        case "breached":
            late = _(BREACHED[data["clock"]])
            if data.get("by_listener_lag"):
                return " ".join((late, _("It was late before we received it.")))
            return late
        case "clock_started" | "clock_paused" | "clock_resumed" | "clock_ended" | "clock_revived" | "due_moved":
            clock = _(CLOCKS[data["clock"]])
            return _(CLOCK_SENTENCES[kind], clock=clock, why=kept(data.get("why", "")))
        case "escalated":
            return _(
                "Nobody answered in time, so %(to)s got it instead of %(previous)s.",
                to=person("to"), previous=person("previous"),
            )  # fmt: skip
        case "breach_withdrawn":
            clock = _(CLOCKS[data["clock"]])
            return _("The %(clock)s was in time after all: the answer had been on the network already.", clock=clock)
    return kind.replace("_", " ").capitalize() + "."


SOMETHING_UNDONE = N_("%(who)s took back that something was done.")
UNDID = {
    "closed": N_("%(who)s took back that it was closed."),
    "reopened": N_("%(who)s took back that it was opened again."),
    "taken": N_("%(who)s took back that it was taken."),
    "moved": N_("%(who)s took back that it was moved."),
    "assigned": N_("%(who)s took back that it was given away."),
    "put_back": N_("%(who)s took back that it was put back."),
    "snoozed": N_("%(who)s took back that it was put off."),
    "unsnoozed": N_("%(who)s took back that it was taken up."),
    "topic_set": N_("%(who)s took back that the topic was changed."),
    "priority_set": N_("%(who)s took back that the priority was changed."),
    "reply_approved": N_("%(who)s took back that the answer was approved."),
}
PRIORITY_SET = {
    "urgent": N_("%(who)s changed the priority to urgent."),
    "high": N_("%(who)s changed the priority to high."),
    "normal": N_("%(who)s changed the priority to normal."),
    "low": N_("%(who)s changed the priority to low."),
}
BREACHED = {
    "first_response": N_("The first response is late."),
    "next_response": N_("The next response is late."),
    "resolution": N_("The resolution is late."),
}
CLOCK_SENTENCES = {
    "clock_started": N_("The clock of the %(clock)s started."),
    "clock_paused": N_("The clock of the %(clock)s rests while we wait for the customer."),
    "clock_resumed": N_("The clock of the %(clock)s goes on."),
    "clock_ended": N_("The clock of the %(clock)s ended."),
    "clock_revived": N_("The clock of the %(clock)s did not end after all."),
    "due_moved": N_("The %(clock)s is due at another time, because %(why)s."),
}
CLOSE_REASONS = {
    "done": N_("nothing left to do"),
    "no_reply_needed": N_("no reply needed"),
    "spam": N_("spam"),
    "taken_back": N_("the customer took the post back"),
}


def _aside(kind: str, data: Mapping[str, Any], who: str, people: Mapping[int, str]) -> str:
    """What colleagues do beside the conversation."""
    named = ", ".join(people[number] for number in data.get("named", ()) if number in people)
    match kind:
        case "tagged":
            return _("%(who)s tagged it “%(word)s”.", who=who, word=data["word"])
        case "untagged":
            return _("%(who)s took the tag “%(word)s” off.", who=who, word=data["word"])
        case "noted":
            return (
                _("%(who)s wrote a note for %(named)s.", who=who, named=named)
                if named
                else _("%(who)s wrote a note.", who=who)
            )
        case "note_withdrawn":
            return _("%(who)s took a note back.", who=who)
        case "followed":
            return _("%(who)s followed it.", who=who)
    return _("%(who)s stopped following it.", who=who)


def _minutes(data: Mapping[str, Any]) -> str:
    minutes = data["waited"] // 60
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes else _("less than a minute")


def _moment(at: int, zone: ZoneInfo) -> str:
    here = read_back(at).astimezone(zone)
    return in_words(here, _("HH:mm 'on' EEEE, d MMMM"))


def why(data: Mapping[str, Any], *, topic: str, people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    """Why a conversation came to whom it came: the words, the topic, the person."""
    if data.get("keyword") is None:
        words = _("No keyword was found, so it is %(topic)s.", topic=topic)
    elif data["match"] == "exact":
        words = _("“%(found)s” is a keyword of %(topic)s.", found=data["found"], topic=topic)
    else:
        words = _(
            "“%(found)s” reads like “%(keyword)s” (%(score)s%%), a keyword of %(topic)s.",
            found=data["found"], keyword=data["keyword"], score=data["score"], topic=topic,
        )  # fmt: skip
    return f"{words} {_assigned(data, people, teams)}"


def _returned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    owner = people.get(data.get("staff") or 0)
    if owner and data.get("passed"):
        return _assigned(data, people, teams)
    if owner:
        return _("It went back to %(owner)s.", owner=owner)
    return _("It waits in the queue of %(team)s.", team=teams.get(data["team"], _("a team")))


def _assigned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    team, owner = teams.get(data["team"], _("a team")), people.get(data.get("staff") or 0)
    reason = reason_shown(data["why"])
    if owner is None:
        return _("It waits in the queue of %(team)s: %(why)s.", team=team, why=reason)
    return _("%(owner)s of %(team)s got it: %(why)s.", owner=owner, team=team, why=reason)
