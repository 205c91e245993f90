"""Wrong programs, each with a mistake that a desk out there has made. The harness must catch every one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from helpdesk.intake.queue import take_in
from helpdesk.networks.protocol import Outgoing
from helpdesk.outbox import outcomes
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.accounts import Listener
from helpdesk.records.clocks import RUNNING, Clock
from helpdesk.records.conversations import WAITING, Conversation, Standing
from helpdesk.records.events import record
from helpdesk.records.mentions import NEW, SORTED, Mention
from helpdesk.records.replies import QUEUED, SENDING, SENT, Attempt, Reply
from helpdesk.records.staff import Staff
from helpdesk.sla.answered import answered
from tests.crashes.desk import FORM, Desk, Step


@dataclass(frozen=True)
class Wrong:
    """The flow in which the mistake shows, and what is done in place of the right thing."""

    flow: str
    steps: Mapping[str, Step] = field(default_factory=dict)
    run: Callable[[Desk], object] | None = None


def _claimed(desk: Desk) -> Claimed | None:
    with desk.database.writing() as connection:
        found = claim_next(connection, desk.clock.now())
    return found if isinstance(found, Claimed) else None


def _mark_then_post(desk: Desk) -> bool:
    """Calls it sent before it is."""
    reply = _claimed(desk)
    if reply is None:
        return False
    now = desk.clock.now()
    with desk.database.writing() as connection:
        connection.execute(update(Reply).where(Reply.id == reply.id).values(state=SENT, sent_at=now))
        connection.execute(update(Attempt).values(ended_at=now, outcome="sent"))
        answered(connection, _standing(connection), reply.id, answered_at=now, seen_at=now)
    desk.network.post(Outgoing(reply.text, reply.parent_remote_id, reply.key, reply.accepted_at, reply.visibility))
    return True


def _post_then_mark(desk: Desk) -> bool:
    """Posts what is queued, and only then writes down that it did."""
    queued = select(Reply).where(Reply.state == QUEUED, Reply.not_before <= desk.clock.now())
    with desk.database.reading() as connection:
        reply = connection.execute(queued).first()
    if reply is None:
        return False
    posted = desk.network.post(Outgoing(reply.text, reply.parent_remote_id, reply.submit_key, reply.accepted_at))
    claimed = _claimed(desk)
    assert claimed is not None
    with desk.database.writing() as connection:
        outcomes.sent(connection, reply.id, posted, desk.clock.now())
    return True


def _requeue_abandoned(desk: Desk) -> bool:
    """Takes a lease that ran out for a reply that was not posted."""
    abandoned = select(Reply.id).where(Reply.state == SENDING)
    with desk.database.writing() as connection:
        reply_id = connection.execute(abandoned).scalar()
        if reply_id is not None:
            outcomes.later(connection, reply_id, "The lease ran out.", desk.clock.now(), desk.clock.now())
    return reply_id is not None


def _cursor_before_rows(desk: Desk) -> bool:
    """Moves on in the list before what it read is kept."""
    with desk.database.reading() as connection:
        cursor = connection.execute(select(Listener.cursor)).scalar_one()
    page = desk.network.mentions(cursor)
    with desk.database.writing() as connection:
        connection.execute(update(Listener).values(cursor=page.cursor))
    with desk.database.writing() as connection:
        take_in(connection, desk.listening, page.items, desk.clock.now())
    return page.more


def _two_commit_alarm(desk: Desk) -> bool:
    """Ticks the clock off in one transaction and tells of it in another."""
    overdue = select(Clock).where(
        Clock.state == RUNNING, Clock.breach_seen_at.is_(None), Clock.due_at < desk.clock.now()
    )
    with desk.database.writing() as connection:
        clock = connection.execute(overdue.limit(1)).first()
        if clock is None:
            return False
        connection.execute(update(Clock).where(Clock.id == clock.id).values(breach_seen_at=desk.clock.now()))
    with desk.database.writing() as connection:
        record(
            connection, "breached", desk.clock.now(), conversation_id=clock.conversation_id, clock=clock.kind,
            due=clock.due_at.isoformat(),
        )  # fmt: skip
    return True


def _told_before_ticked_off(desk: Desk) -> bool:
    """The same the other way round: tells, and then notes that it told."""
    overdue = select(Clock).where(
        Clock.state == RUNNING, Clock.breach_seen_at.is_(None), Clock.due_at < desk.clock.now()
    )
    with desk.database.writing() as connection:
        clock = connection.execute(overdue.limit(1)).first()
        if clock is None:
            return False
        record(
            connection, "breached", desk.clock.now(), conversation_id=clock.conversation_id, clock=clock.kind,
            due=clock.due_at.isoformat(),
        )  # fmt: skip
    with desk.database.writing() as connection:
        connection.execute(update(Clock).where(Clock.id == clock.id).values(breach_seen_at=desk.clock.now()))
    return True


def _sorted_in_two_commits(desk: Desk) -> bool:
    """Opens the conversation, and ticks the mention off afterwards."""
    with desk.database.writing() as connection:
        mention = connection.execute(select(Mention).where(Mention.state == NEW).order_by(Mention.id)).first()
        if mention is None:
            return False
        opened = connection.execute(
            insert(Conversation).values(
                account_id=mention.account_id,
                author_id=mention.author_id,
                status=WAITING,
                topic="other",
                priority="normal",
                team_id=1,
                last_mention_id=mention.id,
                opened_at=desk.clock.now(),
                last_activity_at=mention.published_at,
            )
        ).inserted_primary_key
        assert opened is not None
        record(connection, "opened", desk.clock.now(), conversation_id=opened[0], mention=mention.id)
    with desk.database.writing() as connection:
        ticked_off = update(Mention).where(Mention.id == mention.id)
        connection.execute(ticked_off.values(state=SORTED, conversation_id=opened[0]))
    return True


def _taken_then_counted(desk: Desk) -> None:
    """Gives the conversation in one transaction, and counts it for its owner in another."""
    with desk.database.writing() as connection:
        connection.execute(update(Conversation).values(staff_id=desk.place.ada, version=Conversation.version + 1))
    with desk.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == desk.place.ada).values(holding=Staff.holding + 1))


def _accepted_then_told(desk: Desk) -> None:
    """Takes the answer, and writes into the ledger afterwards."""
    now = desk.clock.now()
    with desk.database.writing() as connection:
        mention = connection.execute(select(Mention)).one()
        connection.execute(
            insert(Reply).values(
                submit_key=FORM, conversation_id=1, mention_id=mention.id, account_id=mention.account_id,
                staff_id=desk.place.ada, parent_remote_id=mention.remote_id, state=QUEUED, not_before=now,
                text="@carl Of course, here it comes. ^AL", body="Of course, here it comes.", accepted_at=now,
            )
        )  # fmt: skip
    with desk.database.writing() as connection:
        record(connection, "reply_accepted", now, conversation_id=1, staff_id=desk.place.ada, reply=1)


def _standing(connection: Connection) -> Standing:
    row = connection.execute(
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
    ).one()
    return Standing(*row)


WRONG: dict[str, Wrong] = {
    "mark, then post": Wrong("send", {"send": _mark_then_post}),
    "post, then mark": Wrong("send", {"send": _post_then_mark}),
    "a lease that ran out goes back into the queue": Wrong("send", {"reconcile": _requeue_abandoned}),
    "the cursor before the rows": Wrong("poll", {"poll": _cursor_before_rows}),
    "an alarm in two commits": Wrong("watch", {"watch": _two_commit_alarm}),
    "an alarm told before it is ticked off": Wrong("watch", {"watch": _told_before_ticked_off}),
    "triage in two commits": Wrong("triage", {"sort": _sorted_in_two_commits}),
    "a count in a commit of its own": Wrong("take", run=_taken_then_counted),
    "the ledger in a commit of its own": Wrong("accept", run=_accepted_then_told),
}
