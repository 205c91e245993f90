"""What a report is asked: which days, which kind of answer, which customers. Pure; an address carries all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.reports.periods import HOURS_OF_WEEK, Period, PeriodMistake, period_of
from helpdesk.reports.spans import NAMES, days_of_span

Kind = Literal["first_response", "next_response", "resolution", "any"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ANY_ANSWER: Kind = "any"
KIND_NAMES = {
    "first_response": N_("First responses"),
    "next_response": N_("Next responses"),
    "resolution": N_("Promised ends"),
    ANY_ANSWER: N_("All responses"),
}

Dimension = Literal["staff", "team", "topic", "account", "network", "priority", "target", "language", "followers"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
By = Literal["day", "week", "hour"] | Dimension
GROUPINGS: tuple[By, ...] = ("day", "week", "hour", *DIMENSIONS)

NONE = "none"  # the key of those that have no value: nobody, no language said, followers not known
BANDS = (0, 100, 1_000, 10_000, 100_000)  # of followers: each band begins with one of these
LONGEST_VALUE = 320


@dataclass(frozen=True)
class Question:
    """Which waits a report is about. `filters` are (dimension, key) pairs; `hour` one of the 168 hours of a week."""

    period: Period
    kind: Kind = "first_response"
    filters: tuple[tuple[Dimension, str], ...] = ()
    hour: int | None = None
    zone: str | None = None  # when another than the office's was asked for
    span: str | None = None  # when the days were asked for by a name such as "week" (`spans`)

    def args(self, **other: str | int | None) -> dict[str, str]:
        """The values of an address that asks the same; `other` values are added, or taken away with None."""
        plain: dict[str, str | int | None] = {
            "from": str(self.period.first_day), "to": str(self.period.last_day), "zone": self.zone, "hour": self.hour,
            "kind": None if self.kind == KINDS[0] else self.kind, **dict(self.filters),
        }  # fmt: skip
        return {key: str(value) for key, value in (plain | other).items() if value is not None}

    @property
    def to_keep(self) -> dict[str, str]:
        """The values of an address that asks for days of the same name, whenever it is opened."""
        return self.args(**{"from": None, "to": None, "span": self.span}) if self.span else self.args()

    def during(self, first_day: date, last_day: date) -> Question:
        """The same for some of its days."""
        return replace(self, period=self.period.part(first_day, last_day), span=None)

    @property
    def of_first_responses(self) -> Question:
        """The same about first responses: what is told of conversations is told of how they begin."""
        return replace(self, kind=KINDS[0])

    @property
    def before(self) -> Question:
        """The same for as many days before."""
        return replace(self, period=self.period.before, span=None)


def question_of(args: Mapping[str, str], office_zone: str, now: datetime, *, week_starts: int = 0) -> Question:
    """Reads an address. Raises PeriodMistake with a sentence for what can't be read. Dates go before a `span`."""
    zone, kind, hour = args.get("zone") or office_zone, args.get("kind") or KINDS[0], args.get("hour")
    if zone not in available_timezones():
        raise PeriodMistake(_("%(it)s is no time zone; write one such as Europe/Brussels.", it=repr(zone[:40])))
    if kind not in KINDS:
        raise PeriodMistake(
            _("%(it)s is no kind of answer: %(kinds)s.", it=repr(kind[:40]), kinds=_(" or ").join(KINDS))
        )
    if hour is not None and not (hour.isascii() and hour.isdigit() and int(hour[:4]) < HOURS_OF_WEEK):
        raise PeriodMistake(_("%(it)s is no hour of the week: 0 (Monday, midnight) to 167.", it=repr(hour[:10])))
    filters = tuple((name, args[name]) for name in DIMENSIONS if args.get(name))
    if any(len(value) > LONGEST_VALUE or "\0" in value for __, value in filters):
        raise PeriodMistake(_("A filter is too long, or no text."))
    first, last, span = args.get("from") or None, args.get("to") or None, args.get("span") or None
    if first or last:
        span = None
    if span is not None:
        if span not in NAMES:
            raise PeriodMistake(_("%(it)s is no period: %(periods)s.", it=repr(span[:20]), periods=", ".join(NAMES)))
        first, last = map(str, days_of_span(span, now.astimezone(ZoneInfo(zone)).date(), week_starts))
    return Question(
        period_of(first, last, zone, now), kind, filters, int(hour) if hour is not None else None,
        zone if zone != office_zone else None, span,
    )  # fmt: skip


def band_name(key: str) -> str:
    """ "1,000 to 9,999 followers"."""
    if key == NONE:
        return _("not known")
    place = BANDS.index(int(key))
    above = BANDS[place + 1] if place + 1 < len(BANDS) else None
    least = in_digits(BANDS[place])
    if above:
        return _("%(least)s to %(most)s", least=least, most=in_digits(above - 1))
    return _("%(least)s and more", least=least)
