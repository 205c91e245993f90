"""Health for programs: the figures of the page as JSON, times in RFC 3339, durations in seconds, money in dollars."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from helpdesk.desk.health import Health
from helpdesk.desk.sources import Source


def health_json(health: Health, sources: list[Source], stops: list[Any], now: datetime) -> ResponseReturnValue:
    """One object: the accounts with all that is known of each, the outbox, the jobs, and what is stopped."""
    return jsonify(
        _plain(
            {
                "now": now,
                "accounts": [_account(each) for each in sources],
                "outbox": asdict(health.outbox),
                "jobs": [asdict(job) for job in health.jobs],
                "unsorted": health.unsorted,
                "unsorted_since": health.unsorted_since,
                "stops": [asdict(stop) for stop in stops],
            }
        )
    )


def _account(source: Source) -> dict[str, Any]:
    listening = source.listening
    return asdict(listening) | {
        "adds_up": listening.adds_up,
        "quotas": [asdict(quota) for quota in source.quotas],
        "gaps": [gap._asdict() for gap in source.gaps],
        "words": [asdict(word) for word in source.words],
        "spent_today": source.spent_today / 1_000_000,
        "spent_in_7_days": source.spent_lately / 1_000_000,
        "foreseen_in_30_days": _dollars(source.foreseen[listening.poll_seconds]),
    }


def _dollars(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / 1_000_000


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
