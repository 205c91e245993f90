"""A day of bad weather on X: whatever it answers, nobody is lost, nobody answered twice, and no state is a lie."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import FAILED, HELD, SENT, UNKNOWN, Reply
from tests.cast import Office
from tests.simulator.faults import Faults
from tests.simulator.x_faults import BAD_DAY
from tests.x_town import Place, x_town

CUSTOMERS = 10
KINDS = [kind for kind in BAD_DAY if kind != "429 day"]  # that one would only make everybody wait till the evening


def everybody_is_answered(place: Place) -> None:
    """Ada answers whoever waits and can be answered."""
    ada = Person(place.office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    with place.office.database.reading() as connection:
        heads = select(Conversation.id, Conversation.version).where(Conversation.status == OPEN)
        waiting = connection.execute(heads).all()
    for number, version in waiting:
        try:
            with place.office.database.writing() as connection:
                form = Answer(number, f"Sorry for the wait, no {number}.{version}!", str(uuid4()), version)
                accept(connection, form, acting=ada, at=place.office.clock.now(), limit=140)
        except Refused:
            continue  # an answer is on its way


@pytest.mark.parametrize("seed", [2, 3])
def test_bad_weather_loses_nobody_and_answers_nobody_twice(seed: int, office: Office) -> None:
    with x_town(office) as place:
        x = place.x
        x.faults = Faults(seed, 0.3, KINDS)
        for number in range(CUSTOMERS):
            x.truth.publish(f"customer{number}", f"@brightbyte where is my parcel {number}?")
            x.later(minutes=4)
            place.poll()
            place.sort()
            everybody_is_answered(place)
            place.outbox()
        x.faults.clear()
        for _ in range(6):
            x.later(minutes=11)
            place.poll()
            place.sort()
            place.outbox()
        published = {each.id for each in x.truth.versions.values() if each.author.username != "brightbyte"}
        with office.database.reading() as connection:
            heard = connection.execute(select(Mention.remote_id)).scalars().all()
            replies = connection.execute(select(Reply.state, Reply.text, Reply.parent_remote_id, Reply.remote_id)).all()
        assert sorted(heard) == sorted(published)
        ours = Counter((post.text, post.parent) for post in x.truth.by("brightbyte"))
        assert set(ours.values()) <= {1}
        for reply in replies:
            there = ours[(reply.text, reply.parent_remote_id)]
            assert reply.state in (SENT, UNKNOWN) or (reply.state in (FAILED, HELD) and not there)
            assert reply.state != SENT or (there == 1 and x.truth.is_there(reply.remote_id or ""))
        assert sum(reply.state == SENT for reply in replies) >= CUSTOMERS / 2
        assert any("fault" in line for line in x.truth.log)
