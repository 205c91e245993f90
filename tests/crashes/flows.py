"""The stories that are told again and again, with a death at each boundary of their last step."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from helpdesk.desk.refused import Refused
from helpdesk.outbox.claiming import claim_next
from helpdesk.policy.alarms import Alarms, ChainStep
from helpdesk.policy.revisions import Policy, publish
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import UNKNOWN, Reply
from helpdesk.records.staff import Staff
from helpdesk.records.stops import Stop
from tests.cast import TOPICS
from tests.crashes.desk import Desk
from tests.crashes.network import PracticeNetwork
from tests.sla.hours import weekly


@dataclass(frozen=True)
class Flow:
    """`prepare` leads to the moment before `run`, in which the process dies.

    `again` is what the person does when the page never answered. `done` counts what `run` is to leave behind: never
    less after a later death than after an earlier one.
    """

    prepare: Callable[[Desk, PracticeNetwork], None]
    run: Callable[[Desk], object]
    again: Callable[[Desk], object] = lambda _: None
    done: Any = None
    trouble: Callable[[PracticeNetwork], None] = lambda _: None  # how the network fails during `run`


def _carl_wrote(desk: Desk, network: PracticeNetwork) -> None:
    network.carl_writes("@brightbyte I want a refund")
    desk.work("poll", "sort")


def _ada_answered(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    desk.answers()
    desk.clock.forward(minutes=7)


def _carl_wrote_again(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    network.carl_writes("@brightbyte and my parcel?", answers=_of_carl(network))
    desk.work("poll", "sort")


def _of_carl(network: PracticeNetwork) -> str:
    return str(next(post["id"] for post in network.truth() if post["author"] == "carl"))


def _carl_took_it_back(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    network.disappears(_of_carl(network))


def _carl_changed_it(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    network.changes(_of_carl(network), "@brightbyte I want no refund")


def _somebody_else_answered(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    network.carl_writes("@carl We are on it.", handle="brightbyte", answers=_of_carl(network))


def _answered_at_length(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    desk.answers_at_length()
    desk.clock.forward(minutes=7)


def _taken_back_unseen(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    network.carl_writes("@brightbyte the screen is broken", handle="erik")
    desk.work("poll", "sort")
    network.disappears(_of_carl(network))
    desk.clock.forward(minutes=6)


def _missing_once(desk: Desk, network: PracticeNetwork) -> None:
    _taken_back_unseen(desk, network)
    desk.work("recheck")
    desk.clock.forward(minutes=6)


def _silent(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    desk.clock.forward(minutes=6)


def _back(desk: Desk, network: PracticeNetwork) -> None:
    _silent(desk, network)
    desk.work("sources", "poll")


def _changed_unseen(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    network.changes(_of_carl(network), "@brightbyte I want two refunds")
    network.carl_writes("@brightbyte my parcel is late", handle="dora")


def _thanks_became_a_question(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    desk.work("send")
    thanks = network.carl_writes("@brightbyte thank you!", answers=_of_carl(network))
    desk.work("poll", "sort")
    network.changes(thanks, "@brightbyte thank you! But where is my parcel?")
    network.carl_writes("@brightbyte my parcel is late", handle="dora")


def _held(desk: Desk, network: PracticeNetwork) -> None:
    _carl_changed_it(desk, network)
    desk.work("send")
    desk.clock.forward(minutes=1)


def _stopped(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    desk.stops()


def _again(verb: str) -> Callable[[Desk], None]:
    def again(desk: Desk) -> None:
        with contextlib.suppress(Refused):  # done already, before the page could say so
            getattr(desk, verb)()

    return again


def _nobody_knows(effect: str) -> Callable[[Desk, PracticeNetwork], None]:
    def prepare(desk: Desk, network: PracticeNetwork) -> None:
        _ada_answered(desk, network)
        network.fails(effect)
        desk.work("send")
        desk.clock.forward(minutes=6)

    return prepare


def _sender_died(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    with desk.database.writing() as connection:
        claim_next(connection, desk.clock.now())
    desk.clock.forward(minutes=6)


def _many_wrote(desk: Desk, network: PracticeNetwork) -> None:
    for number in range(42):
        network.carl_writes(f"@brightbyte parcel {number}?", handle=f"customer{number % 5}")
    desk.work("poll", "sort")
    desk.clock.forward(minutes=1)
    for number in range(50):
        network.carl_writes(f"@brightbyte screen {number}?", handle=f"customer{number % 7}")


def _some_wait(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    desk.work("send")
    carls = _of_carl(network)
    network.carl_writes("@brightbyte thanks, which card?", answers=carls)
    first = network.carl_writes("@brightbyte my parcel is late", handle="dora")
    network.carl_writes("@brightbyte still late", handle="dora", answers=first)
    network.carl_writes("@brightbyte the screen is broken", handle="erik")
    desk.work("poll")


def _too_late(desk: Desk, network: PracticeNetwork) -> None:
    for handle in ("carl", "dora"):
        network.carl_writes("@brightbyte I want a refund", handle=handle)
    desk.work("poll", "sort")
    desk.clock.forward(minutes=31)


def _answered_too_late(desk: Desk, network: PracticeNetwork) -> None:
    _ada_answered(desk, network)
    desk.clock.forward(minutes=40)  # nobody has watched meanwhile


def _nobody_watched(desk: Desk, network: PracticeNetwork) -> None:
    _carl_wrote(desk, network)
    desk.clock.forward(minutes=40)


def _in_the_queue(desk: Desk, network: PracticeNetwork) -> None:
    with desk.database.writing() as connection:
        connection.execute(update(Staff).values(on_duty=False))
    _carl_wrote(desk, network)


def _publishes(desk: Desk, **decided: Any) -> None:
    with desk.database.writing() as connection:
        publish(connection, Policy(TOPICS, **decided), at=desk.clock.now(), staff_id=None)


def _late_for_everybody(desk: Desk, network: PracticeNetwork) -> None:
    _publishes(desk, alarms=Alarms((50,), (ChainStep(5, "colleague", reassign=True), ChainStep(5, "manager"))))
    _too_late(desk, network)
    desk.work("watch")
    desk.clock.forward(minutes=6)


def _other_hours(desk: Desk, network: PracticeNetwork) -> None:
    _too_late(desk, network)
    network.carl_writes("@brightbyte my parcel?", handle="erik")
    desk.work("poll", "sort", "move", "watch")
    _publishes(desk, calendars=(weekly("Europe/London", "15:00-20:00"),), calendar="office")


def _settles_again(*, there: bool) -> Callable[[Desk], None]:
    def again(desk: Desk) -> None:
        with contextlib.suppress(Refused):  # settled already, before the page could say so
            desk.settles(there=there)

    return again


def _events(kind: str) -> Any:
    return select(func.count()).select_from(Event).where(Event.kind == kind)


REPLIES = select(func.count()).select_from(Reply)
STOPPED = select(func.count()).select_from(Stop).where(Stop.ended_at.is_(None))
CLOSED_ONES = select(func.count()).select_from(Conversation).where(Conversation.status == CLOSED)
OWNED_ONES = select(func.count()).select_from(Conversation).where(Conversation.staff_id.is_not(None))
SETTLED_ONES = select(func.count()).select_from(Reply).where(Reply.state != UNKNOWN)

FLOWS: dict[str, Flow] = {
    "poll": Flow(_many_wrote, lambda desk: desk.work("poll")),
    "triage": Flow(_some_wait, lambda desk: desk.work("sort")),
    "accept": Flow(_carl_wrote, lambda desk: desk.answers(), again=lambda desk: desk.answers(), done=REPLIES),
    "send": Flow(_ada_answered, lambda desk: desk.work("send")),
    "send_while_carl_writes": Flow(_carl_wrote_again, lambda desk: desk.work("send")),
    "send_late": Flow(_answered_too_late, lambda desk: desk.work("send"), done=_events("reply_sent")),
    "send_unanswered": Flow(
        _ada_answered, lambda desk: desk.work("send"), trouble=lambda network: network.fails("drop_after")
    ),
    "send_unseen": Flow(
        _ada_answered,
        lambda desk: desk.work("send"),
        trouble=lambda network: network.fails("status", method="GET", path="/api/v1/statuses/*", after=1),
    ),
    "send_not_looked": Flow(
        _ada_answered,
        lambda desk: desk.work("send"),
        trouble=lambda network: network.fails("status", method="GET", path="/api/v1/statuses/*"),
    ),
    "send_gone": Flow(_carl_took_it_back, lambda desk: desk.work("send"), done=_events("reply_held")),
    "send_changed": Flow(_carl_changed_it, lambda desk: desk.work("send"), done=_events("reply_held")),
    "send_answered_elsewhere": Flow(
        _somebody_else_answered, lambda desk: desk.work("send"), done=_events("reply_held")
    ),
    "send_anyway": Flow(
        _held, lambda desk: desk.sends_anyway(), again=_again("sends_anyway"), done=_events("reply_insisted")
    ),
    "let_go": Flow(_held, lambda desk: desk.lets_go(), again=_again("lets_go"), done=_events("reply_discarded")),
    "accept_parts": Flow(
        _carl_wrote,
        lambda desk: desk.answers_at_length(),
        again=lambda desk: desk.answers_at_length(),
        done=REPLIES,
    ),
    "send_parts": Flow(_answered_at_length, lambda desk: desk.work("send"), done=_events("reply_sent")),
    "poll_changed": Flow(_changed_unseen, lambda desk: desk.work("poll"), done=_events("mention_edited")),
    "poll_question": Flow(_thanks_became_a_question, lambda desk: desk.work("poll"), done=_events("reopened")),
    "recheck_again": Flow(_missing_once, lambda desk: desk.work("recheck"), done=_events("closed")),
    "recheck": Flow(_taken_back_unseen, lambda desk: desk.work("recheck"), done=_events("mention_deleted")),
    "source_stalls": Flow(
        _silent,
        lambda desk: desk.work("sources"),
        again=lambda desk: desk.work("sources"),
        done=_events("source_stalled"),
    ),
    "source_is_back": Flow(
        _back, lambda desk: desk.work("sources"), again=lambda desk: desk.work("sources"), done=_events("source_back")
    ),
    "stop": Flow(_ada_answered, lambda desk: desk.stops(), again=lambda desk: desk.stops(), done=STOPPED),
    "resume": Flow(
        _stopped, lambda desk: desk.resumes(), again=lambda desk: desk.resumes(), done=_events("posting_resumed")
    ),
    "send_refused": Flow(
        _ada_answered,
        lambda desk: desk.work("send"),
        done=_events("reply_failed"),
        trouble=lambda network: network.fails("status", status=422),
    ),
    "send_later": Flow(
        _ada_answered,
        lambda desk: desk.work("send"),
        trouble=lambda network: network.fails("status", status=429, headers={"Retry-After": "30"}),
    ),
    "reconcile_found": Flow(_nobody_knows("drop_after"), lambda desk: desk.work("reconcile")),
    "reconcile_not_found": Flow(_nobody_knows("drop_before"), lambda desk: desk.work("reconcile")),
    "reconcile_abandoned": Flow(_sender_died, lambda desk: desk.work("reconcile")),
    "watch": Flow(_too_late, lambda desk: desk.work("watch"), done=_events("breached")),
    "escalate": Flow(_late_for_everybody, lambda desk: desk.work("watch"), done=_events("escalated")),
    "move": Flow(_other_hours, lambda desk: desk.work("move"), done=_events("due_moved")),
    "take": Flow(_in_the_queue, lambda desk: desk.takes(), again=lambda desk: desk.takes(), done=OWNED_ONES),
    "close": Flow(_carl_wrote, lambda desk: desk.closes(), again=lambda desk: desk.closes(), done=CLOSED_ONES),
    "close_late": Flow(_nobody_watched, lambda desk: desk.closes(), again=lambda desk: desk.closes(), done=CLOSED_ONES),
    "settle_there": Flow(
        _nobody_knows("drop_after"),
        lambda desk: desk.settles(there=True),
        again=_settles_again(there=True),
        done=SETTLED_ONES,
    ),
    "settle_not_there": Flow(
        _nobody_knows("drop_before"),
        lambda desk: desk.settles(there=False),
        again=_settles_again(there=False),
        done=SETTLED_ONES,
    ),
}
