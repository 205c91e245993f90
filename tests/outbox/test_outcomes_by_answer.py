"""Every bad answer that a network can give to an answer of ours, and the one state of the reply that it leads to.

Each reply is of another account of the same desk, and all are sent in one round: none keeps another waiting. Bluesky
lets us choose a post's id, so there a doubt is ended by posting the very same again, which finds the first or makes it.
Mastodon knows a key for an hour: there a look comes first. On X only a look ends a doubt, or a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.outbox.telling import KIND
from helpdesk.records.alarms import Alarm
from helpdesk.records.clocks import MET, RUNNING, Clock
from helpdesk.records.conversations import OPEN, WAITING, Conversation
from helpdesk.records.replies import FAILED, QUEUED, SENT, UNKNOWN, Reply
from helpdesk.records.stops import Stop
from tests.cast import Office
from tests.networks import bad_answers
from tests.networks.between import Late, Strike, altered
from tests.networks.misbehaving import Misbehaving, answer
from tests.networks.street import LAST_LOOK, PATIENCE, POSTS, READ_BACK, SHORT, Shop, Street, street
from tests.outbox.outcome_table import UNPAID, Row, rows
from tests.outbox.rounds import everybody_is_answered, hours_pass, one_round

NETWORKS = ("bluesky", "mastodon", "x")


def answered_badly(place: Street, names: dict[str, Shop], table: dict[str, Row]) -> None:
    """Ada answers Carl in every shop, and from then on each network does its worst."""
    network = place.city.network
    everybody_is_answered(place)
    for name, row in table.items():
        front = names[name].front
        if row.strike is None:
            front.leaves_after(LAST_LOOK[network])
        elif row.in_answer:
            front.strikes(POSTS[network], row.strike)
        else:
            front.strikes(READ_BACK[network], _once_posted(front.times, network, row.strike))


def _once_posted(times: Callable[..., int], network: str, strike: Strike) -> Strike:
    """The look at what we answer is shown as it is; the look at what we said is not."""
    untouched = altered(lambda body: body)
    return lambda *given: (strike if times(POSTS[network]) else untouched)(*given)


def replies(place: Street) -> dict[int, Any]:
    query = (
        select(Reply, Conversation.status, Clock.state.label("clock"), Stop.id.label("stop"))
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .join(Clock, Clock.conversation_id == Conversation.id)
        .outerjoin(Stop, Stop.account_id == Reply.account_id)
    )
    with place.office.database.reading() as connection:
        return {row.account_id: row for row in connection.execute(query).all()}


def authors_told(place: Street) -> set[int]:
    """The replies of which Ada was told that they are in trouble."""
    with place.office.database.reading() as connection:
        keys = connection.execute(select(Alarm.key).where(Alarm.kind == KIND, Alarm.staff_id == place.office.ada))
        return {int(key.split()[1]) for key in keys.scalars()}


@pytest.mark.parametrize("slow", [False, True], ids=["it answers", "it does not answer"])
@pytest.mark.parametrize("network", NETWORKS)
def test_each_bad_answer_leads_to_its_own_state_and_keeps_nobody_else_waiting(
    network: str, slow: bool, office: Office, tmp_path: Path
) -> None:
    with Misbehaving(answer('{"id": "1"}')) as elsewhere:
        table = rows(office.clock.now() + timedelta(minutes=1), network, elsewhere.base_url)
        table = {name: row for name, row in table.items() if any(each in name for each in bad_answers.SLOW) == slow}
        shops = {f"s{number:02}": name for number, name in enumerate(table)}
        with street(office, tmp_path, network, shops, patience=SHORT if slow else PATIENCE) as place:
            names = {name: place.shops[shop] for shop, name in shops.items()}
            answered_badly(place, names, table)
            one_round(place)
            _are_as_the_table_says(place, names, table)
            assert all(row.strike.did.wait(10) for row in table.values() if isinstance(row.strike, Late))
            place.calm()
            hours_pass(place)
            _have_ended_as_the_table_says(place, names, table)
        assert elsewhere.requests == []


def _are_as_the_table_says(place: Street, names: dict[str, Shop], table: dict[str, Row]) -> None:
    now, found = place.office.clock.now(), replies(place)
    waits = {UNKNOWN, QUEUED}
    told = {
        name: (
            reply.state,
            row.says if re.search(row.says, reply.reason or "") else reply.reason,
            reply.not_before - now if reply.state in waits else None,
            (reply.status, reply.clock),
            "stopped" if reply.stop else "",
        )
        for name, row in table.items()
        for reply in [found[names[name].account_id]]
    }
    assert told == {
        name: (row.state, row.says, row.waits, (OPEN, RUNNING), "stopped" if name == UNPAID else "")
        for name, row in table.items()
    }
    well = found[place.shops["well"].account_id]
    assert (well.state, well.status, well.clock) == (SENT, WAITING, MET)


def _have_ended_as_the_table_says(place: Street, names: dict[str, Shop], table: dict[str, Row]) -> None:
    found, network = replies(place), place.city.network
    told = {
        name: (found[shop.account_id].state, place.city.said(shop.name), found[shop.account_id].status)
        for name, shop in names.items()
    }
    assert told == {
        name: (row.ends, [names[name].carls] * row.arrived, WAITING if row.ends == SENT else OPEN)
        for name, row in table.items()
    }
    again = {name for name, shop in names.items() if shop.front.times(POSTS[network]) > 1}
    told, states = authors_told(place), (FAILED, UNKNOWN)
    assert {name for name, shop in names.items() if found[shop.account_id].id in told} == {
        name for name, row in table.items() if row.ends in states
    }
    harmless = {name for name, row in table.items() if row.again}
    harmless |= {"401"} if network == "bluesky" else set()  # the same request, with a session that was renewed
    assert again <= harmless, "posted again by itself, after a doubt"
