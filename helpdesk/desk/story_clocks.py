"""What became of a promise, in words."""

from __future__ import annotations

from helpdesk.desk.story_told import Told
from helpdesk.language import N_, kept
from helpdesk.language import gettext as _

CLOCKS = {
    "first_response": N_("first response"),
    "next_response": N_("next response"),
    "resolution": N_("resolution"),
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


def of_clocks(told: Told) -> str | None:
    """What became of a promise; None for another event."""
    match told.kind:
        case "breached":
            late = _(BREACHED[told.data["clock"]])
            if told.data.get("by_listener_lag"):
                return " ".join((late, _("It was late before we received it.")))
            return late
        case "clock_started" | "clock_paused" | "clock_resumed" | "clock_ended" | "clock_revived" | "due_moved":
            clock = _(CLOCKS[told.data["clock"]])
            return _(CLOCK_SENTENCES[told.kind], clock=clock, why=kept(told.data.get("why", "")))
        case "escalated":
            return _(
                "Nobody answered in time, so %(to)s got it instead of %(previous)s.",
                to=told.person("to"), previous=told.person("previous"),
            )  # fmt: skip
        case "breach_withdrawn":
            clock = _(CLOCKS[told.data["clock"]])
            return _("The %(clock)s was in time after all: the answer had been on the network already.", clock=clock)
    return None
