"""One conversation: the thread, what can be done with it, and the composer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from helpdesk.desk.answering import Disclosing
from helpdesk.desk.approving import may_approve
from helpdesk.desk.closing import REASONS
from helpdesk.desk.colleagues import colleagues, other_teams
from helpdesk.desk.conversation import conversation_page, told
from helpdesk.desk.drafting import draft, keep
from helpdesk.desk.posted_text import Preview, parts_needed, room
from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.desk.same_customer import Other, customer_of, others
from helpdesk.desk.saved_replies import saved_replies
from helpdesk.desk.snooze_times import choices
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.desk.tagging import used
from helpdesk.desk.together import NOBODY, together
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import ChangedMeanwhile
from helpdesk.records.events import Event
from helpdesk.sla.receipt import clocks_of
from helpdesk.web.banner import banner, banner_of_all
from helpdesk.web.context import desk_of_request, reading
from helpdesk.web.fetch import is_poll
from helpdesk.web.frame import moment
from helpdesk.web.listing import Listing, asked, conversation_address, listing
from helpdesk.web.mark import Mark, happened, mark, mark_again, news, not_modified, nothing_since
from helpdesk.web.notices import tell
from helpdesk.web.person import requires, the_person
from helpdesk.web.polled import may_be_repeated
from helpdesk.web.remembered import remember, remembered
from helpdesk.web.zone import zone_of_reader

pages = Blueprint("conversation", __name__)

CHANGED = N_("Somebody changed this conversation at the same moment. Look at it as it is now, then do it again.")
_NEWEST = select(func.max(Event.id)).where(Event.conversation_id == bindparam("conversation"))
ON_ITS_WAY = N_("An answer to this customer is on its way already. Your text is kept.")


@dataclass(frozen=True)
class Composer:
    """What the composer shows besides the conversation: the text, and why it was not taken."""

    body: str
    refusal: str | None = None
    answering: bool = False  # an answer was refused, rather than something else
    seen_event: int | None = None  # the newest event the person knew; what came later is pointed out
    note: str = ""  # to colleagues, when it was refused
    words: str | None = None  # of an approval that was refused
    why: str = ""  # the note of an answer that was to be given back
    disclosing: bool = False  # it holds something private: the person is asked whether they mean it
    preview: Preview | None = None  # how the customer will see it, when somebody asked
    holding: bool = False  # it only asks the customer to wait


@pages.get("/conversations/<number:conversation_id>")
@requires()
def page(conversation_id: int) -> ResponseReturnValue:
    """The whole page."""
    return render_template("conversation/conversation.html", **_shown(conversation_id, None))


@pages.get("/conversations/<number:conversation_id>/parts")
@requires()
def parts(conversation_id: int) -> ResponseReturnValue:
    """The parts of the page that change, for it to refresh itself; 304 when nothing did."""
    person, wanted = the_person(), asked(the_person())
    may_be_repeated(wanted, conversation_id)
    since = happened(moment(), person, wanted, conversation_id)
    if nothing_since(since):
        return not_modified()
    same = remembered(person, wanted, conversation=conversation_id)
    if same is not None:
        return news(mark_again(since, same.views), "conversation/parts.html", same)
    with reading() as connection:
        beside = listing(connection, person, wanted, moment(), refreshes=True, beside=True)
        same_customer = others(connection, conversation_id)
        made = _mark(connection, conversation_id, since, beside, same_customer)
        customer = customer_of(connection, conversation_id)
    remember(person, beside, made.rest, conversation=conversation_id, customer=customer)
    shown = partial(_parts, conversation_id, None, beside, same_customer)
    return news(made, "conversation/parts.html", beside, lambda: shown() | {"mark": made})


def carried_out(
    conversation_id: int, verb: Callable[[Connection], int | str | None], *, to: int | None = None
) -> ResponseReturnValue:
    """Carries out `verb` in one transaction and goes back to the conversation, or `to` another one.

    A verb gives the place on the page to look at, or the number of its event, which can be taken back there. A
    refusal is told on its page; the text in the composer, if the form brought one, is kept.
    """
    try:
        with desk_of_request().database.writing() as connection:
            done = verb(connection)
            if isinstance(done, int):
                tell(told(connection, done, who=_("You"), zone=zone_of_reader()), done)
    except Refused as refused:
        if refused.status in (FORBIDDEN, NOT_FOUND):
            raise
        return _again(conversation_id, refused)
    except ChangedMeanwhile:
        return _again(conversation_id, Refused(_(CHANGED)))
    except IntegrityError:
        return _again(conversation_id, Refused(_(ON_ITS_WAY)))  # two people, one instant: the other one's was first
    return redirect(
        conversation_address(to or conversation_id, asked(the_person()), done if isinstance(done, str) else None), 303
    )


def previewed(conversation_id: int, preview: Preview) -> ResponseReturnValue:
    """The page with the text of the form in its composer, and how the customer will see it."""
    body, seen_event = request.form["body"], request.form.get("seen_event", type=int)
    holding = request.form.get("holding") == "yes"
    _keep(conversation_id, body, the_person().id)
    return page_with(conversation_id, Composer(body, seen_event=seen_event, preview=preview, holding=holding))


def page_with(conversation_id: int, composer: Composer) -> str:
    """The page with what somebody asked for, or wrote, in its composer."""
    return render_template("conversation/conversation.html", **_shown(conversation_id, composer))


def _again(conversation_id: int, refused: Refused) -> ResponseReturnValue:
    form, person = request.form, the_person()
    if form.get("body"):
        _keep(conversation_id, form["body"], person.id)
    seen_event, note = form.get("seen_event", type=int), form.get("note", "")
    asked_for = isinstance(refused, Disclosing)
    composer = Composer(
        form.get("body", ""),
        refused.sentence,
        "body" in form,
        seen_event,
        note,
        form.get("words"),
        form.get("why", ""),
        asked_for,
        holding=form.get("holding") == "yes",
    )
    return page_with(conversation_id, composer), refused.status


def _keep(conversation_id: int, body: str, acting: int) -> None:
    """Keeps a refused text as the draft, should the browser close now. One too long for that is on the page alone."""
    key, holding = request.form.get("submit_key", ""), request.form.get("holding") == "yes"
    try:
        with desk_of_request().database.writing() as connection:
            keep(
                connection,
                conversation_id,
                body,
                submit_key=key,
                revision=None,
                acting=acting,
                at=moment(),
                holding=holding,
            )
    except Refused:
        return


def _shown(conversation_id: int, composer: Composer | None) -> dict[str, object]:
    """What the templates of a conversation need."""
    person = the_person()
    with reading() as connection:
        since = happened(moment(), person, asked(person), conversation_id)
        beside = listing(connection, person, asked(person), moment(), beside=True)
        same_customer = others(connection, conversation_id)
        made = _mark(connection, conversation_id, since, beside, same_customer)
        return _parts(conversation_id, composer, beside, same_customer) | {"mark": made}


def _parts(
    conversation_id: int, composer: Composer | None, beside: Listing, same_customer: list[Other]
) -> dict[str, object]:
    """The same but for the mark, with the list beside it and the customer's other conversations as they were read."""
    person = the_person()
    with reading() as connection:
        shown = conversation_page(connection, conversation_id, person.id, zone_of_reader())
        written = draft(connection, conversation_id, person.id)
        if composer is None or not (composer.answering or (composer.preview and composer.words is None)):
            composer = replace(
                composer or Composer(""), body=written.text or shown.unsent or "", holding=written.holding
            )
        words, initials = composer.body, person.initials
        if shown.pending is not None:  # it is a colleague's answer, as they sign it, that is read and changed here
            words, initials = composer.words or shown.pending.body or "", shown.pending.sign_off
        return {
            "conversation": shown,
            "clocks": clocks_of(connection, conversation_id),
            "composer": composer,
            "draft": written,
            "together": together(connection, [conversation_id], person.id, moment()).get(conversation_id, NOBODY),
            "budget": room(connection, conversation_id, words, initials=initials, limit=_limit()),
            "parts_needed": parts_needed(
                connection, conversation_id, composer.body, initials=person.initials, limit=_limit()
            )
            if composer.body
            else None,
            "may_approve": shown.pending is not None and may_approve(connection, person.id),
            "submit_key": uuid4().hex,
            "colleagues": colleagues(connection, shown.team_id, moment(), besides=shown.owner_id),
            "teams": other_teams(connection, shown.team_id),
            "same_customer": same_customer,
            "close_reasons": REASONS,
            "snooze_choices": choices(moment(), zone_of_reader()),
            "known_tags": used(connection),
            "saved_replies": saved_replies(connection),
            "listing": beside,
        }


def _limit() -> int:
    return desk_of_request().config.desk.reply_limit


def _mark(
    connection: Connection, conversation_id: int, since: str, beside: Listing, same_customer: list[Other]
) -> Mark:
    """What happened in the conversation, who is at it, and the list beside it."""
    person = the_person()
    newest = connection.execute(_NEWEST, {"conversation": conversation_id}).scalar()
    here = together(connection, [conversation_id], person.id, moment())
    rest = (
        conversation_id,
        newest,
        here,
        same_customer,
        beside.listed,
        banner_of_all() if is_poll() else banner().of_all,
    )
    return mark(since, moment(), person, beside.views, *rest)
