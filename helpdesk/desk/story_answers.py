"""What became of an answer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpdesk import reasons
from helpdesk.desk.story_told import Told
from helpdesk.language import gettext as _
from helpdesk.language import ngettext


def of_answers(told: Told) -> str | None:
    """What became of an answer; None for another event."""
    match told.kind:
        case "reply_withdrawn":
            return _("%(who)s took the answer back before it was sent.", who=told.who)
        case "claim_taken_over":
            return _("%(who)s answers instead of %(previous)s.", who=told.who, previous=told.person("previous"))
        case "reply_accepted":
            if told.data.get("approval") and told.data.get("holding"):
                return _("%(who)s wrote a holding answer for approval.", who=told.who)
            if told.data.get("approval"):
                return _("%(who)s wrote an answer for approval.", who=told.who)
            if told.data.get("holding"):
                return _("%(who)s asked the customer to wait.", who=told.who)
            return _("%(who)s answered.", who=told.who)
        case "reply_approved":
            author, waited = told.person("author"), _minutes(told.data)
            if told.data["changed"]:
                return _(
                    "%(who)s approved the answer of %(author)s with other words; it had waited for %(time)s.",
                    who=told.who, author=author, time=waited,
                )  # fmt: skip
            return _(
                "%(who)s approved the answer of %(author)s; it had waited for %(time)s.",
                who=told.who, author=author, time=waited,
            )  # fmt: skip
        case "reply_returned":
            return _(
                "%(who)s gave the answer back to %(author)s: “%(note)s”",
                who=told.who, author=told.person("author"), note=told.data["note"],
            )  # fmt: skip
        case "approval_overdue":
            return _("The answer still waits for approval, so more people were told.")
        case "reply_sent" if "held" in told.data:
            return _("The holding answer is on the network: the customer still waits.")
        case "reply_sent":
            return _("The answer is on the network.")
        case "answered_without_need":
            return _("Nobody waited for that answer.")
        case "reply_failed":
            return _("The answer was not sent: %(reason)s", reason=reasons.told(told.data["reason"]))
        case "reply_held":
            return _("The answer was held back: %(reason)s", reason=reasons.told(told.data["reason"]))
        case "reply_unknown":
            return _(
                "It is not confirmed that the answer was sent: %(reason)s", reason=reasons.told(told.data["reason"])
            )
        case "reply_settled":
            if told.data["there"]:
                return _("%(who)s looked: the answer is on the network.", who=told.who)
            return _("%(who)s looked: the answer is not on the network.", who=told.who)
        case "reply_insisted":
            return _("%(who)s sent the answer anyway.", who=told.who)
        case "reply_discarded":
            return _("%(who)s let the answer go.", who=told.who)
        case "same_words":
            return _(
                "The same words had gone to %(people)s people within an hour; a network may take that for spam.",
                people=told.data["people"],
            )
        case "found_twice":
            return _("The answer was found on the network more than once. Delete one of them there.")
    return None


def _minutes(data: Mapping[str, Any]) -> str:
    minutes = data["waited"] // 60
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes else _("less than a minute")
