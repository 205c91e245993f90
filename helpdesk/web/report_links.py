"""From a number of a report to the conversations behind it: the address says what the number counts."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from flask import request, url_for

from helpdesk.reports.grouping import days_of
from helpdesk.reports.question import ANY_ANSWER, By, Question, question_of
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment


def asked_question() -> Question:
    """What the address of this request asks. Raises PeriodMistake."""
    office = desk_of_request().config.desk
    return question_of(request.args.to_dict(), office.zone, moment(), week_starts=office.week_starts_on)


def address(page: str, args: dict[str, str]) -> str:
    """The address of a page with these values."""
    return f"{url_for(page)}?{urlencode(args)}"


class Links:
    """The addresses behind the numbers of one report."""

    def __init__(self, question: Question, by: By | None = None) -> None:
        self._question, self._by = question, by
        self._list, self._needless = url_for("reports_behind.page"), url_for("reports_behind.without_need")
        self._report = url_for("reports.response_times")
        self._encoded: dict[str | None, str] = {}  # a table of 500 people has ten thousand links

    @property
    def before(self) -> Links:
        """The same of the period before."""
        return Links(self._question.before, self._by)

    def behind(self, which: str, key: str | None = None, *, over: int | None = None, under: int | None = None) -> str:
        """The conversations that the number `which` counts, in the group `key` or in all of them.

        `over` and `under` leave only waits of at least and of less than so many seconds.
        """
        bounds = "".join(f"&{name}={value}" for name, value in (("over", over), ("under", under)) if value is not None)
        return f"{self._list}?{self._asked(key)}&which={which}{bounds}"

    def without_need(self, key: str | None = None) -> str:
        """The answers that nobody waited for, of the group `key` or all."""
        return f"{self._needless}?{self._asked(key)}"

    def now(self, which: str = "waiting", **other: str) -> str:
        """Those who wait now, whenever they wrote."""
        return f"{self._list}?{urlencode({'which': which, 'kind': ANY_ANSWER} | other)}"

    def falls_due(self, team: int, after: datetime | None, by: datetime) -> str:
        """Those of a team who wait now and whose promise ends up to `by`, but not up to `after`."""
        bounds = {} if after is None else {"due_after": after.isoformat()}
        return self.now(team=str(team), **bounds, due_by=by.isoformat())

    def deeper(self, by: str, key: str | None = None) -> str:
        """The same report for one group alone, in other groups."""
        return f"{self._report}?{self._asked(key)}&by={by}"

    def _asked(self, key: str | None) -> str:
        if key not in self._encoded:
            self._encoded[key] = urlencode(self._args(key))
        return self._encoded[key]

    def _args(self, key: str | None) -> dict[str, str]:
        if key is None or self._by is None:
            return self._question.args()
        days = days_of(self._by, key)
        if days:
            return self._question.during(*days).args()
        return self._question.args(**{self._by: key})
