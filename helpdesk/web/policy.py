"""The policy as managers see it: a draft to change, check and try, the revisions before it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import publishing
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import Draft
from helpdesk.policy.history import difference, history
from helpdesk.policy.holidays_end import running_out
from helpdesk.policy.revisions import NoPolicy, Policy, in_force, newest_number, numbered
from helpdesk.triage.draft_check import checked
from helpdesk.triage.dry_run import DryRun, compare
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

NEWEST = 100_000  # promises that a page compares: a few seconds; `helpdesk policy dry-run` takes them all
LINE_SHOWN = 120  # characters of a line with a mistake

pages = Blueprint("policy", __name__, url_prefix="/policy")


@dataclass(frozen=True)
class Tried:
    """What is known of a draft: its mistakes, or what it changes, and what it would have done."""

    draft: Draft
    changes: list[str]
    run: DryRun | None = None


@pages.get("")
@requires(*publishing.MAY_PUBLISH)
def page() -> ResponseReturnValue:
    """The policy in force as a draft, and the revisions."""
    policy = _in_force()
    return _shown(as_toml(policy) if policy else "", policy.revision if policy else 0)


@pages.post("")
@requires(*publishing.MAY_PUBLISH)
def draft() -> ResponseReturnValue:
    """Checks a draft and, as the button says, tries it on the last 30 days or publishes it."""
    text, base, wanted = _text(), form_number("base"), request.form.get("do", "check")
    desk = desk_of_request()
    with desk.database.reading() as connection:
        teams, people = publishing.teams(connection), publishing.people(connection)
    written = checked(text, today=moment().date(), teams=teams, people=people)
    if written.policy is None:
        return _shown(text, base, Tried(written, [])), UNPROCESSABLE
    if wanted == "publish":
        return _publish(written, written.policy, base)
    before = _in_force()
    run = None
    if wanted == "try" and before:
        triage = desk.config.triage
        run = compare(
            desk.database, before, written.policy, moment(), score=triage.misspelling_score,
            shortest=triage.misspelling_shortest, newest=NEWEST,
        )  # fmt: skip
    return _shown(text, base, Tried(written, difference(before, written.policy) if before else [], run))


@pages.post("/rollback")
@requires(*publishing.MAY_PUBLISH)
def rollback() -> ResponseReturnValue:
    """Publishes what an earlier revision said, as the next one."""
    number, me, at = form_number("number"), the_person().id, moment()
    try:
        with desk_of_request().database.writing() as connection:
            made = publishing.roll_back(connection, number, base=form_number("base"), acting=me, at=at)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        policy = _in_force()
        return _shown(as_toml(policy) if policy else "", _newest(), refusal=refused.sentence), refused.status
    tell(_("Revision %(made)s is in force: back to %(number)s.", made=made, number=number))
    return redirect(url_for("policy.page"), 303)


@pages.get("/<number:number>")
@requires(*publishing.MAY_PUBLISH)
def revision(number: int) -> ResponseReturnValue:
    """One revision, whole, and what it changed."""
    with desk_of_request().database.reading() as connection:
        try:
            policy = numbered(connection, number)
            before = numbered(connection, number - 1) if number > 1 else None
        except NoPolicy:
            abort(404)
        published = next((each for each in history(connection) if each.number == number), None)
        newest = newest_number(connection)
    changes = difference(before, policy) if before else []
    return render_template(
        "policy/revision.html", number=number, text=as_toml(policy), changes=changes, published=published, newest=newest
    )


def _publish(written: Draft, policy: Policy, base: int) -> ResponseReturnValue:
    me, at, note = the_person().id, moment(), request.form.get("note", "")
    try:
        with desk_of_request().database.writing() as connection:
            number = publishing.publish(connection, policy, base=base, acting=me, at=at, note=note)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        tried = Tried(written, difference(before, policy) if (before := _in_force()) else [])
        return _shown(written.text, _newest(), tried, refusal=refused.sentence), refused.status
    tell(_("Revision %(number)s is in force. Clocks that run keep the promise they were started with.", number=number))
    return redirect(url_for("policy.page"), 303)


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")


def _in_force() -> Policy | None:
    with desk_of_request().database.reading() as connection:
        try:
            return in_force(connection)
        except NoPolicy:
            return None


def _newest() -> int:
    with desk_of_request().database.reading() as connection:
        return newest_number(connection)


def _shown(text: str, base: int, tried: Tried | None = None, *, refusal: str | None = None) -> str:
    with desk_of_request().database.reading() as connection:
        revisions = history(connection)
    policy, lines = _in_force(), text.split("\n")
    return render_template(
        "policy/policy.html", text=text, base=base, tried=tried, refusal=refusal, revisions=revisions,
        note=request.form.get("note", ""), NEWEST=NEWEST,
        holidays_end=running_out(policy.calendars, moment().date()) if policy else [],
        line=lambda number: lines[number - 1].strip()[:LINE_SHOWN] if 0 < number <= len(lines) else "",
    )  # fmt: skip
