"""A report as CSV or JSON: the same for pages, addresses and the command line. Pure."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from helpdesk.records.gaps import Declared
from helpdesk.reports.changed import Changed
from helpdesk.reports.figures import Figures
from helpdesk.reports.question import Question
from helpdesk.reports.resolution import Resolution
from helpdesk.reports.response_times import Group, Report
from helpdesk.reports.volume import Volume

COLUMNS = (
    *("asked", "answered", "open", "closed_without_need", "median_seconds", "p90_seconds", "p95_seconds"),
    *("due", "in_time", "overdue", "attainment", "desk_median_seconds", "lag_median_seconds"),
    *("business_asked", "business_median_seconds", "business_p90_seconds"),
    *("held", "heard_median_seconds", "heard_p90_seconds"),
)
WITHOUT_NEED = "answered_without_need"  # beside the figures: it is of answers, not of customers who waited
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet may take a cell for


def values(figures: Figures) -> dict[str, Any]:
    """The figures by the names of `COLUMNS`; spans as seconds, None for no data and for what is not reached."""
    found: dict[str, Any] = {}
    for name, value in asdict(figures).items():
        if isinstance(value, timedelta):
            found[f"{name}_seconds"] = value.total_seconds()
        else:
            found[name if name in COLUMNS else f"{name}_seconds"] = value
    return {name: found[name] for name in COLUMNS}


def as_json(report: Report) -> str:
    """The whole report, with what it was asked."""
    return json.dumps(
        {
            **_asked(report.question),
            "by": report.by,
            "gaps": [_gap(gap) for gap in report.gaps],
            "total": {**values(report.total), WITHOUT_NEED: report.without_need},
            "groups": [
                {"key": each.key, "label": each.label, **values(each.figures), WITHOUT_NEED: each.without_need}
                for each in report.groups
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


VOLUME = ("wrote", "answered", "needless", "backlog", "without_need", "surge")


def volume_as_json(volume: Volume, settled: Resolution | None) -> str:
    """The days of a period: what came in and went out of them; and how it was settled, unless that is too much."""
    days = [{"day": str(day.day), **{name: getattr(day, name) for name in VOLUME}} for day in volume.days]
    found = {**_asked(volume.question), "usual": volume.usual, "resolution": _resolution(settled), "days": days}
    return json.dumps(found, indent=2, ensure_ascii=False)


def _resolution(settled: Resolution | None) -> dict[str, float | None] | None:
    if settled is None:
        return None
    counts = {name: getattr(settled, name) for name in ("conversations", "closed", "unsettled", "reopened", "counted")}
    medians = {name: getattr(settled, name) for name in ("first", "final", "business_first", "business_final")}
    return counts | {f"{name}_seconds": span and span.total_seconds() for name, span in medians.items()}


def volume_as_csv(volume: Volume) -> str:
    """One line a day."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["day", *VOLUME])
    writer.writerows([day.day, *(int(getattr(day, name)) for name in VOLUME)] for day in volume.days)
    return written.getvalue().rstrip("\n")


CHANGE = ("missed", "due", "missed_before", "due_before", "more")


def changed_as_json(found: Changed) -> str:
    """How the promises of a period and of the one before were kept, and the groups that changed most."""
    groups = {
        by: [
            {"key": each.key, "label": each.label, **{name: getattr(each, name) for name in CHANGE}} for each in changes
        ]
        for by, changes in found.by.items()
    }
    kept = {name: asdict(each) for name, each in (("now", found.now), ("before", found.before))}
    told = {**_asked(found.question), "compared_with": _asked(found.question.before), **kept, "groups": groups}
    return json.dumps(told, indent=2, ensure_ascii=False)


def changed_as_csv(found: Changed) -> str:
    """One line a group that changed, and one for all of them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["by", "group", *CHANGE])
    now, before = found.now, found.before
    writer.writerow(["all", "all", now.missed, now.due, before.missed, before.due, now.missed - before.missed])
    for by, changes in found.by.items():
        writer.writerows([by, cell(each.label), *(getattr(each, name) for name in CHANGE)] for each in changes)
    return written.getvalue().rstrip("\n")


def _asked(question: Question) -> dict[str, Any]:
    return {
        "from": str(question.period.first_day),
        "to": str(question.period.last_day),
        "zone": question.period.zone.key,
        "kind": question.kind,
        "filters": dict(question.filters),
        "hour": question.hour,
    }


def _gap(gap: Declared) -> dict[str, str | None]:
    """A stretch in which posts may be missing; `since` is None when nobody knows from when."""
    since = gap.since.isoformat() if gap.since else None
    return {
        "account": gap.handle, "network": gap.network, "since": since, "until": gap.until.isoformat(),
        "reason": gap.reason,
    }  # fmt: skip


def as_csv(report: Report) -> str:
    """One line a group, and one for all of them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([report.by, *COLUMNS, WITHOUT_NEED])
    for each in (*report.groups, Group("", "all", report.total, report.without_need)):
        found = values(each.figures)
        writer.writerow([cell(each.label), *(found[name] for name in COLUMNS), each.without_need])
    return written.getvalue().rstrip("\n")


def cell(words: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP ASVS 5.0 1.2.10)."""
    return f"'{words}" if words.lstrip(" ").startswith(FORMULA) else words
