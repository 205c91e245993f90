"""Builds the web process: pages over a database. There is no app at import; `create_app` is the only way to one."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from helpdesk.clock import Clock
from helpdesk.config import Config
from helpdesk.folders import PACKAGE, templates_folder
from helpdesk.records.database import Database
from helpdesk.web import (
    account,
    again,
    alarms,
    approvals,
    assignments,
    banner,
    bearer,
    bulk,
    closures,
    context,
    conversation,
    counts,
    doors,
    drafts,
    enrolment,
    errors,
    filters,
    frame,
    handover,
    headers,
    health,
    inbox,
    kept,
    labels,
    language,
    lately,
    mentions,
    merges,
    metrics,
    noise,
    notes,
    notices,
    numbers,
    patterns,
    person,
    policy,
    polled,
    posting,
    presence,
    promise,
    receipts,
    releases,
    remembered,
    replies,
    reports,
    reports_behind,
    reports_people,
    reports_saved,
    reports_today,
    reports_volume,
    reviews,
    saved_replies,
    saved_views,
    search,
    settlements,
    sign_in_pages,
    signin,
    snoozes,
    sources,
    staff,
    static_files,
    throttle,
    topics,
    undos,
    unsubscribe,
    views,
    webhooks,
)

PAGES: tuple[Blueprint, ...] = (
    sign_in_pages.pages,
    account.pages,
    inbox.pages,
    merges.pages,
    mentions.pages,
    bulk.pages,
    saved_views.pages,
    saved_replies.pages,
    staff.pages,
    enrolment.pages,
    noise.pages,
    reviews.pages,
    search.pages,
    conversation.pages,
    replies.pages,
    receipts.pages,
    alarms.pages,
    approvals.pages,
    drafts.pages,
    counts.pages,
    presence.pages,
    snoozes.pages,
    handover.pages,
    labels.pages,
    notes.pages,
    undos.pages,
    assignments.pages,
    closures.pages,
    settlements.pages,
    releases.pages,
    reports.pages,
    reports_behind.pages,
    reports_people.pages,
    reports_saved.pages,
    reports_today.pages,
    reports_volume.pages,
    unsubscribe.pages,
    promise.pages,
    health.pages,
    sources.pages,
    posting.pages,
    policy.pages,
    topics.pages,
    patterns.pages,
    doors.pages,
    metrics.pages,
    webhooks.pages,
)
LARGEST_REQUEST = 256 * 1024  # bytes; an answer has 140 characters


def create_app(
    config: Config, database: Database, clock: Clock, *, secret_key: str, metrics_secret: str | None = None,
    kept_seconds: float = kept.SECONDS,
) -> Flask:  # fmt: skip
    """The pages of one desk. `secret_key` signs the cookies: changing it signs everybody out.

    `metrics_secret` opens /metrics to whoever has it; without it there is no such page. `kept_seconds`: for how long
    pages that refresh themselves share what is the same for many people.
    """
    app = Flask(
        "helpdesk",
        root_path=str(PACKAGE),
        static_folder=str(PACKAGE / "static"),
        template_folder=str(templates_folder()),
    )
    app.config.update(_settings(config, secret_key))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = lambda name: name is None or name.endswith(".html")
    app.jinja_env.globals["desk_name"] = config.desk.name
    desk = context.Desk(config, database, clock)
    context.put(app, desk)
    language.set_up(app)
    app.extensions["metrics_secret"] = metrics_secret
    polled.set_up(app, desk)
    forms = CSRFProtect(app)
    for signed in (webhooks.pages, unsubscribe.pages):
        forms.exempt(signed)  # a signature, and no cookie, says who it is
    signin.set_up(app, desk)
    for each in (person, static_files, numbers, notices, frame, banner, views, again, remembered, bearer):
        each.set_up(app)
    filters.set_up(app, config.desk.zone)
    kept.set_up(app, clock, kept_seconds)
    lately.set_up(app, lately.Lately(database, clock, kept_seconds))
    headers.set_up(app, https=config.server.https)
    errors.set_up(app)
    throttle.set_up(app, sign_in_pages.pages, enrolment.pages, webhooks.pages)
    for pages in PAGES:
        app.register_blueprint(pages)
    return app


def _settings(config: Config, secret_key: str) -> dict[str, object]:
    https = config.server.https
    return {
        "SECRET_KEY": secret_key,
        "TRUSTED_HOSTS": list(config.server.trusted_hosts),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        # The prefix makes browsers refuse the cookie from anywhere but this host, over https (OWASP ASVS 5.0 3.3.3).
        "SESSION_COOKIE_NAME": "__Host-helpdesk" if https else "helpdesk",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the sign-in: an agent keeps a page open all shift
    }
