"""What the worker does for a whole street, and Ada before it."""

from __future__ import annotations

import threading
from uuid import uuid4

from sqlalchemy import func, select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.outbox.claiming import accounts_due
from helpdesk.outbox.dispatch import Dispatch
from helpdesk.outbox.reconcile import Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.records.conversations import Conversation
from helpdesk.records.replies import SENDING, Reply
from helpdesk.triage.sorter import Sorter
from tests.networks.street import Street


def everybody_is_answered(place: Street) -> None:
    """What Carl wrote to each shop comes in, and Ada answers all of it."""
    office = place.office
    ada = Person(office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    for shop in place.shops.values():
        assert place.poll(shop)
    sorter = Sorter(office.database, office.clock)
    while sorter.sort_batch():
        pass
    with office.database.writing() as connection:
        heads = select(Conversation.id, Conversation.version, Conversation.account_id)
        for head in connection.execute(heads).all():
            form = Answer(head.id, f"Here it comes, {head.id}.", str(uuid4()), head.version)
            accept(connection, form, acting=ada, at=office.clock.now(), limit=140)


def one_round(place: Street) -> None:
    """The worker's round: whatever is due, each account in its own thread."""
    office, waiting = place.office, threading.Event()
    dispatch = Dispatch(office.database, office.clock, Sender(office.database, office.clock, place.network_of))
    dispatch.round()
    for _ in range(1_500):
        with office.database.reading() as connection:
            sending = connection.execute(select(func.count()).where(Reply.state == SENDING)).scalar_one()
            if not sending and not accounts_due(connection, office.clock.now()):
                break
        waiting.wait(0.02)
    dispatch.stop()


def reconciler(place: Street) -> Reconciler:
    """Looks for what is unconfirmed."""
    return Reconciler(place.office.database, place.office.clock, place.network_of)


def hours_pass(place: Street) -> None:
    """The desk goes on by itself."""
    office = place.office
    sender = Sender(office.database, office.clock, place.network_of)
    for _ in range(5):
        office.clock.forward(minutes=6)
        while sender.send_next() or reconciler(place).settle_next():
            pass
