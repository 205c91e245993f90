"""Which error an answer of X stands for: where X has signs of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from helpdesk.networks import answer as usual
from helpdesk.networks.answer import Answer, own_words, told
from helpdesk.networks.errors import Missing, NetworkError, OutOfCredit, RefusedByNetwork, TryLater
from helpdesk.networks.limit_reset import parse_reset

DAYS = ("x-user-limit-24hour", "x-app-limit-24hour")


def error_of(answer: Answer, now: datetime) -> NetworkError | None:
    """As for every network; but a used-up plan (429) is for a person, and a day's budget has an end of its own."""
    problem = told(answer)
    if answer.status == 429 and _usage_capped(problem):
        return OutOfCredit(f"The plan with X is used up: see to it there, waiting does not help.{own_words(problem)}")
    error = usual.error_of(answer, now)
    if isinstance(error, TryLater):
        return TryLater(error.sentence, _later(answer, now) or error.until)
    return error


def missing(body: object, what: str) -> RefusedByNetwork | None:
    """A 200 that holds no post but the reason why: deleted, or no longer for everybody."""
    if not isinstance(body, dict) or body.get("data"):
        return None
    errors = body.get("errors")
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None
    kind, said = str(errors[0].get("type", "")), own_words(errors[0])
    if kind.endswith("/resource-not-found"):
        return Missing(f"X does not have {what}, or not any more.{said}", 404)
    return RefusedByNetwork(f"X does not show {what}.{said}", 403)


def _usage_capped(problem: Mapping[str, object]) -> bool:
    return problem.get("title") == "UsageCapExceeded" or str(problem.get("type", "")).endswith("/usage-capped")


def _later(answer: Answer, now: datetime) -> datetime | None:
    """When a day's budget is used up: its own end, not that of the quarter of an hour."""
    for budget in DAYS:
        if answer.headers.get(f"{budget}-remaining") == "0":
            return parse_reset(answer.headers.get(f"{budget}-reset", ""), now)
    return None
