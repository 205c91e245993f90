"""Public holidays by the `holidays` package, resolved into dates when a policy is published.

The package's lists change from month to month; a promise must not. What was true at publication is kept with the
revision.
"""

from __future__ import annotations

from datetime import date
from typing import Final

YEARS_BACK, YEARS_AHEAD = 1, 4
ENGLISH: Final = ("en_GB", "en_US")  # the names of holidays, where the package knows them in English


class UnknownHolidays(Exception):
    """There is no such list of holidays; the sentence says which."""


def public_holidays(code: str, today: date) -> dict[date, str]:
    """The holidays of a country (DE) or a part of it (DE-BY) from last year to four years from now, with their names.

    Raises UnknownHolidays.
    """
    import holidays  # a second of loading, for publishing alone

    country, _, part = code.partition("-")
    years = range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
    supported = holidays.list_supported_countries()
    if country not in supported:
        raise UnknownHolidays(f"no country {country!r} is known; write its two letters, such as GB")
    if part and part not in supported[country]:
        known = ", ".join(supported[country]) or "none"
        raise UnknownHolidays(f"{country} has no part {part!r}; known are: {known}")
    languages = holidays.list_localized_countries().get(country, [])
    language = next((each for each in ENGLISH if each in languages), None)
    found = holidays.country_holidays(country, subdiv=part or None, years=years, language=language)
    return {day: str(name) for day, name in sorted(found.items())}


def until(today: date) -> date:
    """The last day to which holidays are resolved."""
    return date(today.year + YEARS_AHEAD, 12, 31)
