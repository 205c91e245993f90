"""What staff did with a conversation, and beside it, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from helpdesk.desk.story_told import Told
from helpdesk.language import N_, in_words, kept
from helpdesk.language import gettext as _
from helpdesk.policy.passed_over import shown as reason_shown
from helpdesk.records.moment import read_back

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
CLOSE_REASONS = {
    "done": N_("nothing left to do"),
    "no_reply_needed": N_("no reply needed"),
    "spam": N_("spam"),
    "taken_back": N_("the customer took the post back"),
}


def of_work(told: Told) -> str | None:
    """What was done with it; None for another event."""
    match told.kind:
        case "reopened":
            if told.data.get("edited"):
                return _("The changed post asks for something, so the customer waits after all.")
            if told.data.get("overruled"):
                return _("%(who)s said that they do wait.", who=told.who)
            return _("%(who)s opened it again.", who=told.who)
        case "taken":
            return _("%(who)s took it.", who=told.who)
        case "assigned":
            return _("%(who)s gave it to %(to)s.", who=told.who, to=told.person("to"))
        case "handed_out":
            return _("%(to)s came free and got it: %(why)s.", to=told.person("to"), why=reason_shown(told.data["why"]))
        case "returned":
            why = reason_shown(told.data["why"])
            return _(
                "It went back from %(previous)s to the team's queue: %(why)s.",
                previous=told.person("previous"),
                why=why,
            )
        case "put_back":
            return _("%(who)s put it back into the team's queue.", who=told.who)
        case "moved":
            return _(
                "%(who)s moved it to %(team)s.", who=told.who, team=told.teams.get(told.data["team"], _("another team"))
            )
        case "closed" if told.data.get("into"):
            return _("%(who)s merged it into No. %(number)s.", who=told.who, number=told.data["into"])
        case "absorbed":
            return _("%(who)s merged No. %(number)s into this one.", who=told.who, number=told.data["other"])
        case "parted":
            return _("%(who)s took No. %(number)s out of this one again.", who=told.who, number=told.data["other"])
        case "closed":
            reason = CLOSE_REASONS.get(told.data["reason"], told.data["reason"])
            return _("%(who)s closed it: %(reason)s.", who=told.who, reason=kept(reason))
        case "snoozed":
            until = _moment(told.data["until"], told.zone)
            if told.data.get("for_due"):
                return _(
                    "%(who)s put it off until %(moment)s, in time for the answer that is due.",
                    who=told.who,
                    moment=until,
                )
            return _("%(who)s put it off until %(moment)s.", who=told.who, moment=until)
        case "unsnoozed":
            return _("%(who)s took it up again.", who=told.who)
        case "woken":
            return _("It came back by itself.")
        case "topic_set":
            return _("%(who)s changed the topic to %(topic)s.", who=told.who, topic=told.data["name"])
        case "priority_set":
            return _(PRIORITY_SET[told.data["priority"]], who=told.who)
        case "undone":
            return _(UNDID.get(told.data["undid"], SOMETHING_UNDONE), who=told.who)
        case "tagged" | "untagged" | "noted" | "note_withdrawn" | "followed" | "unfollowed":
            return _aside(told)
        case "closing_reviewed":
            if told.data["right"]:
                return _("%(who)s reviewed the closing by %(of)s: it was right.", who=told.who, of=told.person("of"))
            return _("%(who)s reviewed the closing by %(of)s: it was wrong.", who=told.who, of=told.person("of"))
    return None


def _aside(told: Told) -> str:
    """What colleagues do beside the conversation."""
    named = ", ".join(told.people[number] for number in told.data.get("named", ()) if number in told.people)
    match told.kind:
        case "tagged":
            return _("%(who)s tagged it “%(word)s”.", who=told.who, word=told.data["word"])
        case "untagged":
            return _("%(who)s took the tag “%(word)s” off.", who=told.who, word=told.data["word"])
        case "noted":
            return (
                _("%(who)s wrote a note for %(named)s.", who=told.who, named=named)
                if named
                else _("%(who)s wrote a note.", who=told.who)
            )
        case "note_withdrawn":
            return _("%(who)s took a note back.", who=told.who)
        case "followed":
            return _("%(who)s followed it.", who=told.who)
    return _("%(who)s stopped following it.", who=told.who)


def _moment(at: int, zone: ZoneInfo) -> str:
    here = read_back(at).astimezone(zone)
    return in_words(here, _("HH:mm 'on' EEEE, d MMMM"))
