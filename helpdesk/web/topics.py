"""A topic of the draft policy as a form, for managers who would rather not write TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import publishing, seats
from helpdesk.desk.refused import UNPROCESSABLE
from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.changed_topic import new_key, with_topic, without_topic
from helpdesk.policy.draft import LONGEST
from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import PRIORITIES, Topic
from helpdesk.reports.names import PRIORITIES as PRIORITY_WORDS
from helpdesk.web.context import desk_of_request
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires
from helpdesk.web.policy_draft import keep, read, to_change

NEW = Topic("", "", "", "normal", None, None)
MINUTES = {
    "first_response_minutes": N_("First response"),
    "next_response_minutes": N_("Next response"),
    "resolution_minutes": N_("Resolution"),
}

pages = Blueprint("topics", __name__, url_prefix="/policy/topics")


@pages.get("/new", defaults={"key": None})
@pages.get("/<key>")
@requires(*publishing.MAY_PUBLISH)
def page(key: str | None) -> ResponseReturnValue:
    """The form of a topic, or of a new one."""
    policy = _draft()
    if policy is None:
        return _mend_first()
    topic = NEW if key is None else policy.topic(key)
    if topic is None:
        abort(404)
    return _form(policy, key, topic, [])


@pages.post("/new", defaults={"key": None})
@pages.post("/<key>")
@requires(*publishing.MAY_PUBLISH)
def change(key: str | None) -> ResponseReturnValue:
    """Puts the topic into the draft, unless something is wrong with it; the form keeps its words."""
    policy = _draft()
    if policy is None:
        return _mend_first()
    if key is not None and policy.topic(key) is None:
        abort(404)
    written, mistakes = _written(policy, key)
    text = as_toml(with_topic(policy, written, key))
    mistakes = mistakes or [each.sentence for each in read(text).mistakes]
    if mistakes:
        return _form(policy, key, written, mistakes), UNPROCESSABLE
    told = _("%(topic)s is so in your draft. Nothing changes until you publish it.", topic=written.name)
    return _kept(text, told)


@pages.post("/<key>/end")
@requires(*publishing.MAY_PUBLISH)
def remove(key: str) -> ResponseReturnValue:
    """Takes a topic out of the draft; the one that takes everything else stays."""
    policy = _draft()
    if policy is None:
        return _mend_first()
    topic = policy.topic(key)
    if topic is None or topic.catch_all:
        abort(404)
    return _kept(as_toml(without_topic(policy, key)), _("%(topic)s is not in your draft any more.", topic=topic.name))


def _draft() -> Policy | None:
    """The policy that a change begins with; None while the draft's text has mistakes."""
    return read(to_change().text).policy


def _mend_first() -> ResponseReturnValue:
    tell(_("Your draft has mistakes: mend them in its text first, or let it go."))
    return redirect(url_for("policy.page"), 303)


def _kept(text: str, told: str) -> ResponseReturnValue:
    keep(text, to_change().base)
    tell(told)
    return redirect(url_for("policy.page"), 303)


def _written(policy: Policy, key: str | None) -> tuple[Topic, list[str]]:
    """The topic as the form has it, and what could not even be written down."""
    form, mistakes = request.form, []
    minutes: dict[str, int | None] = {}
    for field, title in MINUTES.items():
        given = form.get(field, "").strip()
        minutes[field] = number_of(given)
        if given and minutes[field] is None:
            told = _(
                "%(field)s: minutes are a whole number; leave it empty for what its priority says.", field=_(title)
            )
            mistakes.append(told)
    priority, name = form.get("priority", ""), " ".join(form.get("name", "").split())
    if priority not in PRIORITIES:
        mistakes.append(_("Choose a priority."))
        priority = NEW.priority
    if sum(len(value) for value in form.values()) > LONGEST:
        longest = in_digits(LONGEST)
        told = _("It is too much for one topic: a whole policy has at most %(longest)s characters.", longest=longest)
        mistakes.append(told)
    before = policy.topic(key) if key else None
    topic = replace(
        before or NEW, name=name, team=form.get("team", ""), priority=priority,
        keywords=_lines("keywords"), exclusions=_lines("exclusions"), misspellings=form.get("misspellings") == "yes",
        catch_all=form.get("catch_all") == "yes" or bool(before and before.catch_all),
        calendar=form.get("calendar") or None, first_response_minutes=minutes["first_response_minutes"],
        next_response_minutes=minutes["next_response_minutes"], resolution_minutes=minutes["resolution_minutes"],
    )  # fmt: skip
    return topic if key else replace(topic, key=new_key(name, {each.key for each in policy.topics})), mistakes


def _lines(name: str) -> tuple[str, ...]:
    lines = request.form.get(name, "").replace("\0", "\ufffd").splitlines()
    return tuple(words for words in (" ".join(line.split()) for line in lines) if words)


def _form(policy: Policy, key: str | None, topic: Topic, mistakes: list[str]) -> str:
    with desk_of_request().database.reading() as connection:
        teams = seats.all_teams(connection)
    usual: Mapping[str, Mapping[str, int | None]] = {
        priority: {each.name: getattr(targets, each.name) for each in fields(targets)}
        for priority, targets in policy.targets
    }
    return render_template(
        "policy/topic.html", key=key, topic=topic, mistakes=mistakes, teams=teams, policy=policy, usual=usual,
        MINUTES=MINUTES, PRIORITIES=PRIORITIES, priorities=PRIORITY_WORDS,
    )  # fmt: skip
