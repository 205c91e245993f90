"""A published policy as TOML again, to show it, change it and compare it. Pure.

Reading the text gives the same policy, with holidays resolved anew. Remarks in what somebody wrote are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

from helpdesk.policy.calendar_text import shown
from helpdesk.policy.calendars import DAYS, EXCEPTION, Calendar, SpecialDay, Window
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic

LINE = 100  # characters; a longer list has a line for each of its values


def as_toml(policy: Policy) -> str:
    """The whole policy, in the order in which managers think of it."""
    parts = [_line("calendar", policy.calendar or "")]
    if policy.ceiling is not None:
        parts.append(_line("ceiling", policy.ceiling))
    parts += ["", "[targets]"]
    for priority, targets in policy.targets:
        values = {each.name: getattr(targets, each.name) for each in fields(targets)}
        parts.append(f"{priority} = {_inline(values)}")
    parts += ["", "[alarms]", _line("warn_at", policy.alarms.warn_at)]
    steps = [_inline({each.name: getattr(step, each.name) for each in fields(step)}) for step in policy.alarms.chain]
    parts.append(f"chain = {_listed(steps)}")
    for calendar in policy.calendars:
        parts += ["", "[[calendars]]", *_calendar(calendar)]
    for topic in policy.topics:
        parts += ["", "[[topics]]", *_topic(topic)]
    for shift in policy.shifts:
        parts += ["", "[[shifts]]", *(line for line in _calendar(shift) if not line.startswith("name = "))]
    for duty in policy.duties:
        parts += ["", "[[staff]]", *_duty(duty)]
    return "\n".join(parts) + "\n"


def _topic(topic: Topic) -> list[str]:
    return _unusual(topic)


def _duty(duty: Duty) -> list[str]:
    lines = _unusual(duty, but="exceptions")
    return [*lines, _exceptions(duty.exceptions)] if duty.exceptions else lines


def _unusual(of: Topic | Duty, but: str = "") -> list[str]:
    """A line for each field that says something else than when it is left out."""
    usual = {each.name: each.default for each in fields(of) if each.name != but}
    return [
        _line(name, value)
        for name, value in ((name, getattr(of, name)) for name in usual)
        if value is not None and value != usual[name]
    ]


def _calendar(calendar: Calendar) -> list[str]:
    lines = [_line("key", calendar.key), _line("name", calendar.name), _line("zone", calendar.zone)]
    days = [(day, calendar.week[n]) for n, day in enumerate(DAYS)]
    hours: dict[str, Sequence[str]] = {}
    for windows, group in groupby(days, key=lambda each: each[1]):
        same = [day for day, _ in group]
        if windows:
            hours[same[0] if len(same) == 1 else f"{same[0]}-{same[-1]}"] = _windows(windows)
    lines.append(f"hours = {_inline(hours)}")
    if calendar.holidays:
        lines.append(_line("holidays", calendar.holidays))
    exceptions = [day for day in calendar.special if day.kind == EXCEPTION]
    if exceptions:
        lines.append(_exceptions(exceptions))
    return lines


def _exceptions(days: Sequence[SpecialDay]) -> str:
    return f"exceptions = {_inline({day.on.isoformat(): _windows(day.windows) for day in days})}"


def _windows(windows: Sequence[Window]) -> list[str]:
    return [shown(window) for window in windows]


def _line(name: str, value: Any) -> str:
    return f"{name} = {_value(value)}"


def _inline(values: Mapping[str, Any]) -> str:
    given = [f"{_key(name)} = {_value(value)}" for name, value in values.items() if value is not None]
    return "{ " + ", ".join(given) + " }"


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalpha() else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _listed([_value(each) for each in value])
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _listed(values: Sequence[str]) -> str:
    whole = "[" + ", ".join(values) + "]"
    return whole if len(whole) <= LINE else "[\n" + "".join(f"    {value},\n" for value in values) + "]"
