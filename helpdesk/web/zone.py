"""In which time zone a page tells the time: the one its reader chose, else the office's."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from helpdesk.web.context import desk_of_request
from helpdesk.web.person import current_person


def zone_of_reader() -> ZoneInfo:
    """The zone for times on this page, and of times that its reader writes."""
    person = current_person()
    return ZoneInfo((person.zone if person else None) or desk_of_request().config.desk.zone)
