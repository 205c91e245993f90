"""An alarm as a sentence, the same on the page, in a mail and in a webhook. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.sla.due import EPOCH, MICROSECOND

WARNING, BREACH, ESCALATION = "warning", "breach", "escalation"
CLOCKS = {"first_response": "first answer", "next_response": "next answer", "resolution": "end of the conversation"}


def sentence(kind: str, data: Mapping[str, Any], *, customer: str, zone: ZoneInfo, now: datetime) -> str:
    """What happened. Times are in `zone`; `customer` is a name of theirs, to be escaped wherever it is shown."""
    if kind not in (WARNING, BREACH, ESCALATION):
        return str(data.get("sentence", kind))
    clock = f"The {CLOCKS[data['clock']]} for {customer or 'a customer'}"
    due = _time(EPOCH + data["due"] * MICROSECOND, zone, now)
    if kind == WARNING:
        return f"{clock} is due {due}; {data['step']}% of the time has passed."
    if kind == BREACH:
        return f"{clock} is late: it was due {due}."
    given = f" {data['given_to']} has it now." if data.get("given_to") else ""
    return f"{clock} is still missing: it was due {due}.{given}"


def _time(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    here, today = moment.astimezone(zone), now.astimezone(zone)
    words = f"at {here:%H:%M}"
    if here.date() == today.date():
        return words
    if here.date() == today.date() + timedelta(days=1):
        return f"tomorrow {words}"
    return f"on {here.day} {here:%b} {words}"
