"""A list that nothing touched is not read again, and yet a page shows at each moment what a fresh one would."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select

from helpdesk.desk import (
    claiming,
    classing,
    closing,
    drafting,
    following,
    merging,
    noting,
    owning,
    signing_in,
    snoozing,
    staffing,
    stopping,
    teaming,
    together,
    undoing,
)
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.outbox import outcomes
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.conversations import ChangedMeanwhile, Conversation
from helpdesk.records.events import Event
from helpdesk.records.stops import ALL
from helpdesk.triage.handing_out import hand_out_queues
from helpdesk.triage.returning import return_due
from tests.cast import Office
from tests.web.browser import Browser, desk_app
from tests.web.customers import writes

POLL = {"X-Requested-With": "fetch"}
ABOUT_TIME = re.compile(r'<span class="row-due.*?\n', re.DOTALL)  # "due in 59 min" is drawn anew twice a minute
OWN_KEYS = re.compile(r'(?<=name="csrf_token" value=)"[^"]*"')
PART = re.compile(r'<(nav|div) data-part="(\w+)">.*?(?=<(?:nav|div) data-part=|\Z)', re.DOTALL)


class Watcher:
    """Somebody's open page: it asks, and puts in what it gets."""

    def __init__(self, office: Office, staff_id: int, view: str, app: Flask, forgetful: Flask) -> None:
        self.path, self.forgetful, self.other = f"/inbox/rows?view={view}", forgetful, Browser(forgetful)
        self.browser = Browser(app)
        self.browser.follow_link(office, staff_id)
        cookie = self.browser.client.get_cookie("helpdesk", "127.0.0.1")
        assert cookie is not None
        self.other.client.set_cookie("helpdesk", cookie.value, domain="127.0.0.1")
        self.mark = ""
        self.parts: dict[str, str] = {}

    def polls(self) -> None:
        got = self.browser.open(self.path, **POLL, **({"If-None-Match": self.mark} if self.mark else {}))
        assert got.status_code in (200, 304), got.text
        self.mark = got.headers["ETag"]
        self.parts |= _parts(got.text) if got.status_code == 200 else {}

    def fresh(self) -> dict[str, str]:
        """What a process shows that remembers nothing."""
        for memory in ("remembered", "sign_ins"):
            self.forgetful.extensions[memory].clear()
        return _parts(self.other.open(self.path, **POLL).text)


def _parts(page: str) -> dict[str, str]:
    return {found[2]: ABOUT_TIME.sub("\n", found[0]).strip() for found in PART.finditer(page)}


class Shift:
    """What happens at a desk, drawn at random."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.luck = office, random.Random(seed)  # noqa: S311 - a draw that can be repeated

    def acts(self) -> str:
        """One of them does something; gives what."""
        what = self.luck.choice([name for name in dir(self) if name.startswith("does_")])
        try:
            getattr(self, what)()
        except (Refused, ChangedMeanwhile) as refused:
            return f"{what}: {refused}"
        return what

    def _does(self, verb: Callable[..., object], *args: object, by: int | None = None, **named: object) -> None:
        with self.office.database.writing() as connection:
            verb(connection, *args, acting=by or self.person, at=self.office.clock.now(), **named)

    @property
    def person(self) -> int:
        return self.luck.choice((self.office.ada, self.office.ben, self.office.mona))

    @property
    def agent(self) -> int:
        return self.luck.choice((self.office.ada, self.office.ben))

    @property
    def conversation(self) -> int:
        with self.office.database.reading() as connection:
            numbers = list(connection.execute(select(Conversation.id)).scalars())
        return self.luck.choice(numbers) if numbers else writes(self.office, "@brightbyte hello")

    def does_a_customer_write(self) -> None:
        words = self.luck.choice(("refund?", "where is my parcel", "broken screen", "hello"))
        writes(self.office, f"@brightbyte {words}", handle=self.luck.choice(("carl", "dora")))

    def does_a_customer_write_again(self) -> None:
        writes(self.office, "and now?", again=self.conversation)

    def does_take(self) -> None:
        self._does(owning.take, self.conversation)

    def does_assign(self) -> None:
        self._does(owning.assign, self.conversation, self.agent)

    def does_put_back(self) -> None:
        self._does(owning.put_back, self.conversation)

    def does_give_to_team(self) -> None:
        self._does(owning.give_to_team, self.conversation, self.luck.choice([*self.office.teams.values()]))

    def does_close(self) -> None:
        self._does(closing.close, self.conversation, "no_reply_needed")

    def does_reopen(self) -> None:
        self._does(closing.reopen, self.conversation)

    def does_put_off(self) -> None:
        self._does(snoozing.snooze, self.conversation, self.office.clock.now() + timedelta(minutes=5))

    def does_set_priority(self) -> None:
        self._does(classing.set_priority, self.conversation, self.luck.choice(("urgent", "low")))

    def does_set_topic(self) -> None:
        self._does(classing.set_topic, self.conversation, self.luck.choice(("refunds", "repairs")))

    def does_follow(self) -> None:
        self._does(following.follow, self.conversation)

    def does_unfollow(self) -> None:
        self._does(following.unfollow, self.conversation)

    def does_note(self) -> None:
        self._does(noting.note, self.conversation, self.luck.choice(("@ada look", "@ben look", "I called")))

    def does_look(self) -> None:
        self._does(together.here, self.conversation, writes=self.luck.random() < 0.5)

    def does_draft(self) -> None:
        number, by = self.conversation, self.person
        with self.office.database.writing() as connection:  # beside another's claim one's own draft is seen later
            if claiming.claim(connection, number, acting=by, at=self.office.clock.now()):
                key, now = str(self.luck.random()), self.office.clock.now()
                drafting.keep(connection, number, "We", submit_key=key, revision=None, acting=by, at=now)

    def does_let_the_draft_go(self) -> None:
        number = self.conversation
        with self.office.database.writing() as connection:
            who = claiming.holder(connection, number, self.office.clock.now())
            if who is not None:
                drafting.discard(connection, number, acting=who.staff_id)

    def does_merge(self) -> None:
        self._does(merging.merge, self.conversation, self.conversation)

    def does_undo(self) -> None:
        with self.office.database.reading() as connection:
            found = connection.execute(
                select(Event.id, Event.staff_id).where(Event.staff_id.is_not(None)).order_by(Event.id.desc()).limit(3)
            ).all()
        if found:
            number, by = self.luck.choice(found)
            self._does(undoing.undo, number, by=by)

    def does_answer(self) -> None:
        number, now = self.conversation, self.office.clock.now()
        ada = Person(self.agent, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
        with self.office.database.writing() as connection:
            version = connection.execute(select(Conversation.version).where(Conversation.id == number)).scalar_one()
            form = Answer(number, "We look into it.", str(uuid4()), version)
            accept(connection, form, acting=ada, at=now, limit=140)

    def does_the_outbox(self) -> None:
        now = self.office.clock.now()
        with self.office.database.writing() as connection:
            claimed = claim_next(connection, now + timedelta(minutes=1))
            if isinstance(claimed, Claimed):
                outcomes.failed(connection, claimed.id, "No.", now)

    def does_the_worker(self) -> None:
        hand_out_queues(self.office.database, self.office.clock)
        return_due(self.office.database, self.office.clock)
        snoozing.wake(self.office.database, self.office.clock)

    def does_go_on_and_off_duty(self) -> None:
        with self.office.database.writing() as connection:
            who, on = self.agent, self.luck.random() < 0.7
            staffing.set_on_duty(connection, who, on, self.office.clock.now(), acting=who)

    def does_change_teams(self) -> None:
        with self.office.database.writing() as connection:
            teams = self.luck.choice((("orders",), ("orders", "technicians")))
            teaming.set_teams(connection, self.agent, teams, self.office.clock.now())

    def does_stop_posting(self) -> None:
        self._does(stopping.stop, [ALL], "A leak", by=self.office.mona)

    def does_resume_posting(self) -> None:
        self._does(stopping.resume, [ALL], by=self.office.mona)

    def does_time_pass(self) -> None:
        self.office.clock.forward(seconds=self.luck.choice((1, 14, 29, 61, 400)))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_an_open_page_shows_what_a_fresh_one_would(office: Office, app: Flask, seed: int) -> None:
    shift, forgetful = Shift(office, seed), desk_app(office.database, office.clock)
    views = [(who, view) for who in (office.ada, office.ben) for view in ("mine", "following", "team")]
    watchers = [Watcher(office, who, view, app, forgetful) for who, view in views]
    done = []
    for _ in range(4):
        done.append(shift.acts())
        for watcher in watchers:
            watcher.polls()
            assert watcher.parts == watcher.fresh(), (watcher.path, done[-3:])


def test_a_list_that_nothing_touched_is_not_read_again(office: Office, app: Flask) -> None:
    adas, bens = writes(office, "@brightbyte refund?"), writes(office, "@brightbyte parcel?", handle="dora")
    with office.database.writing() as connection:
        owning.assign(connection, adas, office.ada, acting=office.mona, at=office.clock.now())
    watcher = Watcher(office, office.ada, "mine", app, app)
    watcher.polls()
    read: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *asked: read.append(asked[2]))
    with office.database.writing() as connection:
        owning.assign(connection, bens, office.ben, acting=office.mona, at=office.clock.now())
    watcher.polls()
    assert not [statement for statement in read if "JOIN mentions" in statement or "sign_ins" in statement]
    with office.database.writing() as connection:
        owning.put_back(connection, adas, acting=office.mona, at=office.clock.now())
    watcher.polls()
    assert [statement for statement in read if "JOIN mentions" in statement]
    assert "refund?" not in watcher.parts["rows"]


def test_whoever_is_signed_out_elsewhere_gets_nothing_more(office: Office, app: Flask) -> None:
    watcher = Watcher(office, office.ada, "mine", app, app)
    watcher.polls()
    with office.database.writing() as connection:
        signing_in.end_all(connection, office.ada, office.clock.now())
        staffing.deactivate(connection, office.ada, office.clock.now())
    assert watcher.browser.open(watcher.path, **POLL).status_code == 401


def test_a_conversation_in_front_of_somebody_shows_what_a_fresh_page_would(office: Office, app: Flask) -> None:
    """The same, beside a list: what its customer writes elsewhere belongs to it as well."""
    carls = writes(office, "@brightbyte refund?")
    for seed in range(3):
        shift, forgetful = Shift(office, seed), desk_app(office.database, office.clock)
        watcher = Watcher(office, office.ada, "mine", app, forgetful)
        watcher.path = f"/conversations/{carls}/parts?view=mine"
        for _ in range(40):
            done = shift.acts()
            watcher.polls()
            fresh = watcher.fresh()
            for part in ("banner", "views", "rows", "thread", "together"):
                assert OWN_KEYS.sub("", watcher.parts[part]) == OWN_KEYS.sub("", fresh[part]), done
