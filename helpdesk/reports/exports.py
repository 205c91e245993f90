"""A report as CSV or JSON: the same for pages, addresses and the command line. Pure."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from helpdesk.reports.figures import Figures
from helpdesk.reports.response_times import Group, Report

COLUMNS = (
    *("asked", "answered", "open", "closed_without_need", "median_seconds", "p90_seconds", "p95_seconds"),
    *("due", "in_time", "overdue", "attainment", "desk_median_seconds", "lag_median_seconds"),
    "holding",
    *("business_asked", "business_median_seconds", "business_p90_seconds"),
)
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
    question = report.question
    return json.dumps(
        {
            "from": str(question.period.first_day),
            "to": str(question.period.last_day),
            "zone": question.period.zone.key,
            "kind": question.kind,
            "filters": dict(question.filters),
            "hour": question.hour,
            "by": report.by,
            "total": values(report.total),
            "groups": [{"key": each.key, "label": each.label, **values(each.figures)} for each in report.groups],
        },
        indent=2,
        ensure_ascii=False,
    )


def as_csv(report: Report) -> str:
    """One line a group, and one for all of them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([report.by, *COLUMNS])
    for each in (*report.groups, Group("", "all", report.total)):
        found = values(each.figures)
        writer.writerow([cell(each.label), *(found[name] for name in COLUMNS)])
    return written.getvalue().rstrip("\n")


def cell(words: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP ASVS 5.0 1.2.10)."""
    return f"'{words}" if words.lstrip(" ").startswith(FORMULA) else words
