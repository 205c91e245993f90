"""A report as a mail: plain text, and HTML for who likes it better. Pure but for the template it reads.

Mail programs drop SVG, style sheets and scripts, and many don't fetch pictures; all of them draw tables. So a bar is a
cell of a table with a colour, and the numbers stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from helpdesk.folders import templates_folder
from helpdesk.language import current, in_digits
from helpdesk.language import gettext as _
from helpdesk.reports.changed import Changed
from helpdesk.reports.digest import change_rows, days_of, digest, figure_rows, missing, said
from helpdesk.reports.figures import Figures
from helpdesk.reports.names import GROUPINGS_NAMED
from helpdesk.reports.question import KIND_NAMES
from helpdesk.reports.response_times import Report

MOST_LINES: Final = 60  # of groups in a mail; its link leads to all of them


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent."""

    subject: str
    text: str
    html: str
    unsubscribe: str  # the link that stops such mails; "" for none


def mail_of(
    report: Report, before: Figures, changed: Changed, name: str, desk: str, address: str, unsubscribe: str = ""
) -> Mail:  # fmt: skip
    """The mail of a kept report called `name`, beside the figures `before`.

    `address` is the desk's own, "" when nobody said where it is; `unsubscribe` stops such mails without a sign-in.
    """
    base = address.rstrip("/")
    page = f"{base}/reports/response-times?{urlencode(report.question.args(by=report.by))}" if base else ""
    settings = f"{base}/reports/saved" if base else ""
    most = max((group.figures.asked for group in report.groups), default=0)
    html = _template().render(
        report=report, changed=changed, name=name, page=page, settings=settings, desk=desk,
        unsubscribe=unsubscribe,
        kind=_(KIND_NAMES[report.question.kind]), rows=figure_rows(report.total, before), said=said,
        gaps=missing(report), groups=report.groups[:MOST_LINES], more=max(0, len(report.groups) - MOST_LINES),
        days=days_of(report), changes=change_rows(changed), by=_(GROUPINGS_NAMED[report.by]), digits=in_digits,
        language=current(), _=_,
        width=lambda asked: round(100 * asked / most) if most else 0,
    )  # fmt: skip
    out = [name, "", digest(report, before, changed, most=MOST_LINES)]
    if base:
        out += ["", _("The whole report: %(address)s", address=page)]
        out += [_("To change or stop these mails: %(address)s", address=settings)]
    if unsubscribe:
        out += [_("To stop them without signing in: %(address)s", address=unsubscribe)]
    return Mail(f"{desk}: {name}, {days_of(report)}", "\n".join(out), html, unsubscribe)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("reports/mail.html")
