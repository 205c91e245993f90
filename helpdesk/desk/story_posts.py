"""What the customer wrote, changed and took back, and whom it came to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpdesk.desk.story_told import Told
from helpdesk.language import gettext as _
from helpdesk.policy.passed_over import shown as reason_shown


def of_posts(told: Told) -> str | None:
    """What the customer did; None for another event."""
    match told.kind:
        case "opened":
            return _("Came in. %(then)s", then=assigned(told.data, told.people, told.teams))
        case "followed_up" | "reopened" if told.data.get("mention"):
            if told.data.get("nobody_waits"):
                return _("The customer wrote again, only thanks as it seems: nobody waits.")
            if not told.data.get("clock"):
                return _("The customer wrote again.")
            return _("The customer wrote again. %(then)s", then=_returned(told))
        case "mention_edited":
            return _("The customer changed a post. Before, it said: “%(words)s”", words=told.data["before"])
        case "mention_deleted":
            return _("The customer took a post back.")
        case "mention_shown_again":
            return _("The network shows a post again that seemed to be taken back.")
    return None


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
    return f"{words} {assigned(data, people, teams)}"


def assigned(data: Mapping[str, Any], people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    """Who got it, or whose queue it waits in, and why."""
    team, owner = teams.get(data["team"], _("a team")), people.get(data.get("staff") or 0)
    reason = reason_shown(data["why"])
    if owner is None:
        return _("It waits in the queue of %(team)s: %(why)s.", team=team, why=reason)
    return _("%(owner)s of %(team)s got it: %(why)s.", owner=owner, team=team, why=reason)


def _returned(told: Told) -> str:
    data, people, teams = told.data, told.people, told.teams
    owner = people.get(data.get("staff") or 0)
    if owner and data.get("passed"):
        return assigned(data, people, teams)
    if owner:
        return _("It went back to %(owner)s.", owner=owner)
    return _("It waits in the queue of %(team)s.", team=teams.get(data["team"], _("a team")))
