"""Public holidays by the `holidays` package, resolved into dates when a policy is published.

The package's lists change from month to month; a promise must not. What was true at publication is kept with the
revision.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from helpdesk.language import gettext as _

YEARS_BACK, YEARS_AHEAD = 1, 4
ENGLISH: Final = ("en_GB", "en_US")  # the names of holidays, where the package knows them in English


class UnknownHolidays(Exception):
    """There is no such list of holidays; the sentence says which, in the reader's language."""


def public_holidays(code: str, today: date) -> dict[date, str]:
    """The holidays of a country (DE) or a part of it (DE-BY) from last year to four years from now, with their names.

    Raises UnknownHolidays.
    """
    import holidays  # a second of loading, for publishing alone

    country, _dash, part = code.partition("-")
    years = range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
    supported = holidays.list_supported_countries()
    if country not in supported:
        told = _("no country %(country)s is known; write its two letters, such as GB.", country=repr(country))
        raise UnknownHolidays(told)
    if part and part not in supported[country]:
        known = ", ".join(supported[country]) or _("none")
        told = _(
            "%(country)s has no part %(part)s; known are: %(known)s.", country=country, part=repr(part), known=known
        )
        raise UnknownHolidays(told)
    languages = holidays.list_localized_countries().get(country, [])
    language = next((each for each in ENGLISH if each in languages), None)
    found = holidays.country_holidays(country, subdiv=part or None, years=years, language=language)
    return {day: str(name) for day, name in sorted(found.items())}


def until(today: date) -> date:
    """The last day to which holidays are resolved."""
    return date(today.year + YEARS_AHEAD, 12, 31)
