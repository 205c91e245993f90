"""The filters of the templates. What they say is decided in `times` and `words`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from helpdesk.language import gettext as _
from helpdesk.language import in_digits, in_money, in_per_cent
from helpdesk.web import times, words
from helpdesk.web.as_posted import as_posted
from helpdesk.web.zone import zone_of_reader


def set_up(app: Flask, zone: str) -> None:
    """Gives the templates of an app its filters; `zone` is the office's."""
    office = ZoneInfo(zone)  # in which reports count their days
    app.jinja_env.globals.update(desk_zone=zone, zone_of_reader=zone_of_reader)
    app.jinja_env.filters.update(
        due=times.due, ago=times.ago, rough=times.rough, exact=times.exact, local=local,
        to_the_second=times.to_the_second, dated=lambda moment: times.dated(moment, office),
        linked=words.linked, as_posted=as_posted, gist=words.gist, web_address=words.web_address,
        names=names, many=many, digits=in_digits, upper_first=upper_first,
        per_cent=per_cent, dollars=dollars,
    )  # fmt: skip


def local(moment: datetime, now: datetime) -> Markup:
    """A moment as its reader's clock shows it."""
    return times.local(moment, now, zone_of_reader())


def names(people: Sequence[str]) -> str:
    """ "Ben", "Ben and Mona", "Ben, Mona and 2 more"."""
    if len(people) > 3:
        return _("%(one)s, %(two)s and %(more)d more", one=people[0], two=people[1], more=len(people) - 2)
    if len(people) < 2:
        return "".join(people)
    return _("%(some)s and %(last)s", some=", ".join(people[:-1]), last=people[-1])


def many(number: int, most: int) -> str:
    """A count that was not taken further than `most`: "1,000+" beyond it."""
    return f"{in_digits(most)}+" if number > most else in_digits(number)


def upper_first(words: str) -> str:
    """As a sentence begins. German nouns keep theirs."""
    return words[:1].upper() + words[1:]


def dollars(millionths: int | None) -> str:
    """Money of a network: "$12.30", "under $0.01", "no data"."""
    if millionths is None:
        return _("no data")
    if 0 < millionths < 10_000:
        return _("under %(money)s", money=in_money(0.01))
    return in_money(millionths / 1_000_000)


def per_cent(share: float) -> str:
    """A share of 1. It says 100% only for all and 0% only for none."""
    if share in (0, 1):
        return in_per_cent(share)
    tenths = min(max(math.floor(share * 1000 + 0.5), 1), 999)
    return in_per_cent(tenths / 1000)
