"""An alarm as a sentence, the same on the page, in a mail and in a webhook. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk import reasons
from helpdesk.language import N_, in_words, kept
from helpdesk.language import gettext as _
from helpdesk.sla.open_time import EPOCH, MICROSECOND

WARNING, BREACH, ESCALATION = "warning", "breach", "escalation"
REASONS = ("reason", "problem")  # places of sentences that stand for themselves
CLOCKS = {
    "first_response": N_("first answer"),
    "next_response": N_("next answer"),
    "resolution": N_("end of the conversation"),
}


def sentence(kind: str, data: Mapping[str, Any], *, customer: str, zone: ZoneInfo, now: datetime) -> str:
    """What happened. Times are in `zone`; `customer` is a name of theirs, to be escaped wherever it is shown."""
    if kind not in (WARNING, BREACH, ESCALATION):
        return worded(data) if "message" in data else kept(str(data.get("sentence", kind)))
    told = {
        "clock": _(CLOCKS[data["clock"]]),
        "customer": customer or _("a customer"),
        "due": _time(EPOCH + data["due"] * MICROSECOND, zone, now),
    }
    if kind == WARNING:
        return _(
            "The %(clock)s for %(customer)s is due %(due)s; %(step)s%% of the time has passed.",
            step=data["step"],
            **told,
        )
    if kind == BREACH:
        return _("The %(clock)s for %(customer)s is late: it was due %(due)s.", **told)
    missing = _("The %(clock)s for %(customer)s is still missing: it was due %(due)s.", **told)
    if not data.get("given_to"):
        return missing
    return " ".join((missing, _("%(who)s has it now.", who=data["given_to"])))


def worded(said: Mapping[str, Any]) -> str:
    """What `records.alarms.said` made of a text, in the reader's language; so are the reasons in it."""
    values = {name: reasons.told(each) if each and name in REASONS else each for name, each in said["values"].items()}
    return kept(said["message"], **values)


def _time(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    here, today = moment.astimezone(zone), now.astimezone(zone)
    time = f"{here:%H:%M}"
    if here.date() == today.date():
        return _("at %(time)s", time=time)
    if here.date() == today.date() + timedelta(days=1):
        return _("tomorrow at %(time)s", time=time)
    return in_words(here, _("'on' d MMM 'at' HH:mm"))
