"""Figures for a monitoring program, read from the database when asked, so that every process tells the same.

Only whoever has the secret `metrics` may read them (`Authorization: Bearer …`); without that secret there is no such
page.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from helpdesk.desk.health import Health
from helpdesk.web.frame import moment
from helpdesk.web.health import health_now

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
def metrics() -> Response:
    """The figures in Prometheus's text format."""
    secret = current_app.extensions["metrics_secret"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        abort(404)
    return Response(
        generate_latest(_registry(health_now(), moment())), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _registry(health: Health, now: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, about: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"helpdesk_{name}", about, labels, registry=registry)

    gauge("mentions_unsorted", "Posts that wait for triage").set(health.unsorted)
    replies = gauge("replies", "Answers that are not on the network yet, by state", ("state",))
    for state in ("queued", "sending", "unknown"):
        replies.labels(state).set(getattr(health.outbox, state))
    oldest = health.outbox.oldest
    gauge("reply_oldest_queued_seconds", "How long the oldest queued answer has waited").set(
        (now - oldest).total_seconds() if oldest else 0
    )
    rested = gauge("job_rested_seconds", "Since a job of the worker last finished", ("job",))
    for job in health.jobs:
        rested.labels(job.name).set((now - job.at).total_seconds())
    taken = gauge("mentions", "Posts fetched for an account, by what became of them", ("account", "network", "fate"))
    polled = gauge("poll_age_seconds", "Since the last complete poll of an account", ("account", "network"))
    failing = gauge("poll_failing", "1 while polling an account fails", ("account", "network"))
    for account in health.accounts:
        for fate in ("queued", "set_aside", "seen_before"):
            taken.labels(account.handle, account.network, fate).set(getattr(account, fate))
        if account.polled_at:
            polled.labels(account.handle, account.network).set((now - account.polled_at).total_seconds())
        failing.labels(account.handle, account.network).set(account.failing_since is not None)
    return registry
