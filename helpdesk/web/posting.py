"""The kill switch as a page: what may be posted as, what is stopped and why, and who stopped what before."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from helpdesk.desk import stopping
from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.records.accounts import Account
from helpdesk.records.stops import ALL
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

EVERY = "all"
NOBODY = -1

pages = Blueprint("posting", __name__, url_prefix="/posting")


@pages.get("")
@requires(*stopping.MAY_STOP)
def page() -> ResponseReturnValue:
    """Every account with its switch, and one for all."""
    return _shown()


@pages.post("/stop")
@requires(*stopping.MAY_STOP)
def stop() -> ResponseReturnValue:
    """Stops posting as one `account`, or as all of them, for the `reason` given."""
    me, at, reason = the_person().id, moment(), request.form.get("reason", "")
    try:
        with desk_of_request().database.writing() as connection:
            stopping.stop(connection, [_account()], reason, acting=me, at=at)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        return _shown(refused.sentence), refused.status
    return redirect(url_for("posting.page"), 303)


@pages.post("/resume")
@requires(*stopping.MAY_STOP)
def resume() -> ResponseReturnValue:
    """Lets an `account`, or all, post again."""
    me, at = the_person().id, moment()
    with desk_of_request().database.writing() as connection:
        stopping.resume(connection, [_account()], acting=me, at=at)
    return redirect(url_for("posting.page"), 303)


def _account() -> int:
    """The account that the form names; one that nobody has when it names none, so that a broken form does nothing."""
    return ALL if request.form.get("account") == EVERY else form_number("account") or NOBODY


def _shown(refusal: str | None = None) -> str:
    accounts = select(Account.id, Account.handle, Account.network).where(
        Account.listen_only.is_(False), Account.removed_at.is_(None)
    )
    with desk_of_request().database.reading() as connection:
        return render_template(
            "health/posting.html",
            accounts=connection.execute(accounts.order_by(Account.network, Account.handle)).all(),
            stopped={each.account_id: each for each in stopping.in_force(connection)},
            ended=stopping.ended(connection),
            ALL=ALL,
            EVERY=EVERY,
            refusal=refusal,
            reason=request.form.get("reason", ""),
            chosen=_account(),
        )
