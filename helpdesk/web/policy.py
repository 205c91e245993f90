"""The policy as managers see it: a draft to change, check and try, the revisions before it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import policy_drafting, publishing, seats
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import LONGEST, Draft
from helpdesk.policy.history import difference, history
from helpdesk.policy.holidays_end import running_out
from helpdesk.policy.revisions import NoPolicy, Policy, newest_number, numbered
from helpdesk.reports.names import PRIORITIES
from helpdesk.triage.dry_run import DryRun, compare
from helpdesk.triage.who_gets_it import ASSUMED
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person
from helpdesk.web.policy_draft import before_it, keep, read, to_change

NEWEST = 100_000  # promises that a page compares: a few seconds; `helpdesk policy dry-run` takes them all
LISTED = 50  # numbers of posts of a move; `helpdesk policy dry-run` lists a thousand
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
    """This person's draft with what is known of it, else the policy in force to begin one from; and the revisions."""
    draft = to_change()
    return _shown(draft.text, draft.base, _looked_at(read(draft.text)) if draft.saved_at else None)


@pages.post("")
@requires(*publishing.MAY_PUBLISH)
def draft() -> ResponseReturnValue:
    """Keeps a draft, checks it and, as the button says, tries it on the last 30 days or publishes it."""
    text, base, wanted = _text(), form_number("base"), request.form.get("do", "check")
    if len(text) <= LONGEST:
        keep(text, base)
    written = read(text)
    if written.policy is None:
        return _shown(text, base, Tried(written, [])), UNPROCESSABLE
    if wanted == "publish":
        return _publish(written, written.policy, base)
    before, run, desk = before_it(), None, desk_of_request()
    if wanted == "try" and before:
        triage = desk.config.triage
        run = compare(
            desk.database, before, written.policy, moment(), score=triage.misspelling_score,
            shortest=triage.misspelling_shortest, newest=NEWEST,
        )  # fmt: skip
    return _shown(text, base, _looked_at(written, run))


@pages.post("/draft/end")
@requires(*publishing.MAY_PUBLISH)
def let_go() -> ResponseReturnValue:
    """Forgets the draft."""
    with desk_of_request().database.writing() as connection:
        policy_drafting.let_go(connection, acting=the_person().id)
    tell(_("Your draft is gone. This is the policy in force."))
    return redirect(url_for("policy.page"), 303)


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
        policy = before_it()
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
            policy_drafting.let_go(connection, acting=me)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        return _shown(written.text, _newest(), _looked_at(written), refusal=refused.sentence), refused.status
    tell(_("Revision %(number)s is in force. Clocks that run keep the promise they were started with.", number=number))
    return redirect(url_for("policy.page"), 303)


def _looked_at(written: Draft, run: DryRun | None = None) -> Tried:
    before = before_it()
    return Tried(written, difference(before, written.policy) if before and written.policy else [], run)


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")


def _newest() -> int:
    with desk_of_request().database.reading() as connection:
        return newest_number(connection)


def _shown(text: str, base: int, tried: Tried | None = None, *, refusal: str | None = None) -> str:
    me = the_person().id
    with desk_of_request().database.reading() as connection:
        revisions, kept = history(connection), policy_drafting.kept(connection, me)
        teams = dict(seats.all_teams(connection))
        others = policy_drafting.others(connection, me)
    policy, lines = before_it(), text.split("\n")
    shown = (tried.draft.policy if tried else None) or policy
    topics = {topic.key: topic.name for each in (policy, shown) if each for topic in each.topics}
    return render_template(
        "policy/policy.html", text=text, base=base, tried=tried, refusal=refusal, revisions=revisions, shown=shown,
        note=request.form.get("note", ""), NEWEST=NEWEST, LISTED=LISTED, kept=kept, others=others,
        teams=teams, topics=topics, priorities=PRIORITIES, assumed=_(ASSUMED),
        holidays_end=running_out(policy.calendars, moment().date()) if policy else [],
        line=lambda number: lines[number - 1].strip()[:LINE_SHOWN] if 0 < number <= len(lines) else "",
    )  # fmt: skip
