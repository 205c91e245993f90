"""A period in a few lines of plain text, for a mail or a terminal: the figures, a bar a group, what changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from helpdesk import reasons
from helpdesk.language import gettext as _
from helpdesk.language import in_digits, in_per_cent
from helpdesk.reports.changed import Changed
from helpdesk.reports.figures import Figures
from helpdesk.reports.names import GROUPINGS_NAMED
from helpdesk.reports.question import KIND_NAMES, By
from helpdesk.reports.response_times import Group, Report

WIDTH = 30  # of the longest bar, in blocks
MOST_NAMED = 3
COMPARED: tuple[By, ...] = ("team", "topic")
LONGEST_NAME = 40  # characters of a group's name


def digest(report: Report, before: Figures, changed: Changed, *, most: int = 366) -> str:
    """The words of a report, beside the figures `before`, and of what changed; `most` groups have a line."""
    period, question = report.question.period, report.question
    kind = _(KIND_NAMES[question.kind])
    lines = [
        f"{kind}, {days_of(report)} ({period.zone.key})",
        "",
        *(
            f"{name:<20}{value:>12}   " + _("before %(figure)s", figure=earlier)
            for name, value, earlier in figure_rows(report.total, before)
        ),
        *missing(report),
        "",
        *_bars(report.groups[:most]),
        *([_("and %(number)s more", number=in_digits(len(report.groups) - most))] if len(report.groups) > most else []),
        "",
        *_changes(changed),
    ]
    return "\n".join(lines)


def days_of(report: Report) -> str:
    """The first and the last day of its period, or its only one."""
    first, last = report.question.period.first_day, report.question.period.last_day
    return str(first) if first == last else _("%(first)s to %(last)s", first=first, last=last)


def missing(report: Report) -> list[str]:
    """A sentence for each stretch of the period in which posts may be missing from the figures."""
    zone = report.question.period.zone
    lines = []
    for gap in report.gaps:
        told = {
            "account": gap.handle, "network": gap.network, "reason": reasons.told(gap.reason),
            "until": f"{gap.until.astimezone(zone):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        if gap.since is None:
            lines.append(_("Posts to %(account)s (%(network)s) may be missing to %(until)s: %(reason)s", **told))
            continue
        since = f"{gap.since.astimezone(zone):%Y-%m-%d %H:%M}"
        lines.append(
            _(
                "Posts to %(account)s (%(network)s) may be missing from %(since)s to %(until)s: %(reason)s",
                since=since,
                **told,
            )
        )
    return lines


def said(wait: timedelta | None, asked: int) -> str:
    """A median of so many in words: "12 min", "3.5 h", "not reached", "no data"."""
    if wait is None:
        return _("not reached") if asked else _("no data")
    minutes = wait.total_seconds() / 60
    if minutes < 1:
        return _("under 1 min")
    return f"{minutes:.0f} min" if minutes < 120 else f"{in_digits(round(minutes / 60, 1))} h"


def figure_rows(now: Figures, before: Figures) -> list[tuple[str, str, str]]:
    """Name, value and the value of the period before, of each figure that a digest tells."""

    def share(figures: Figures) -> str:
        return _("no data") if figures.attainment is None else in_per_cent(figures.attainment)

    return [
        (_("Wrote"), in_digits(now.asked), in_digits(before.asked)),
        (_("Answered"), in_digits(now.answered), in_digits(before.answered)),
        (_("Still waiting"), in_digits(now.open), in_digits(before.open)),
        (_("Median"), said(now.median, now.asked), said(before.median, before.asked)),
        (_("9 of 10 within"), said(now.p90, now.asked), said(before.p90, before.asked)),
        (_("In time"), share(now), share(before)),
    ]


def _bars(groups: Sequence[Group]) -> list[str]:
    """How many wrote in each group, with the median wait and how many have no answer yet."""
    most = max((group.figures.asked for group in groups), default=0)
    name = min(max((len(group.label) for group in groups), default=0), LONGEST_NAME)
    lines = []
    for group in groups:
        figures, bar = group.figures, "█" * round(WIDTH * group.figures.asked / most) if most else ""
        median, still = said(figures.median, figures.asked), _("%(open)s open", open=in_digits(figures.open))
        told = f"{median}, {still}" if figures.open else median
        lines.append(f"{_name(group.label):<{name}}  {bar:<{WIDTH}} {in_digits(figures.asked):>6}  {told}")
    return lines


def _name(label: str) -> str:
    """On one line, whatever a customer's or a colleague's name holds."""
    plain = "".join(each if each.isprintable() else " " for each in label) or _("(none)")
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def _changes(changed: Changed) -> list[str]:
    if changed.worse is None:
        return [_("There is no data to compare with the days before.")]
    lines = [_("Worse than before.") if changed.worse else _("Not worse than before.")]
    return lines + [f"  {named}: {missed}, {earlier}" for named, missed, earlier in change_rows(changed)]


def change_rows(changed: Changed) -> list[tuple[str, str, str]]:
    """The teams and topics that changed most: name, what they missed, and what before."""
    return [
        (
            _(GROUPINGS_NAMED[by]) + " " + _name(change.label),
            _("%(missed)s of %(due)s missed", missed=in_digits(change.missed), due=in_digits(change.due)),
            _(
                "before %(missed)s of %(due)s",
                missed=in_digits(change.missed_before),
                due=in_digits(change.due_before),
            ),
        )
        for by in COMPARED
        for change in changed.by.get(by, ())[:MOST_NAMED]
    ]
