"""Every bad answer that a network can give to who listens: what the source then says, and when it is asked again.

Each answer meets another account of the same desk, and all are asked in one round. Whatever comes, nobody moves on from
where they stood, nothing is lost or doubled, and no account keeps another waiting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.intake.poller import PAUSE_FOR_A_PERSON
from helpdesk.records.accounts import Listener
from helpdesk.records.stops import Stop
from tests.cast import Office
from tests.networks import bad_answers
from tests.networks.between import instead
from tests.networks.misbehaving import Behaviour, Misbehaving, answer
from tests.networks.street import LISTS, PATIENCE, SHORT, Street, street

AT_ONCE = timedelta(0)  # with the next round
OTHER = ("wrong types", "missing fields", "errors in a 200")  # JSON, but not what was asked for


@dataclass(frozen=True)
class Row:
    """What is answered (None: nobody is there), what the source says of it, and how long it is left alone."""

    behaviour: Behaviour | None
    says: str
    waits: timedelta = AT_ONCE


def rows(now: datetime, elsewhere: str) -> dict[str, Row]:
    """The table: one row an answer."""
    table = {name: Row(each, says) for name, (each, says) in bad_answers.unsure(elsewhere).items()}
    for name in OTHER:
        table[name] = Row(table[name].behaviour, "something else than a list|not with what it promises")
    for name, (behaviour, wait) in bad_answers.patience_asked(now).items():
        table[name] = Row(behaviour, "fewer requests|closed for a moment", wait or AT_ONCE)
    table |= {name: Row(behaviour, says) for name, (behaviour, says) in bad_answers.refused().items()}
    table["401"] = Row(table["401"].behaviour, table["401"].says, PAUSE_FOR_A_PERSON)
    table["402"] = Row(bad_answers.PAYMENT, "wants to be paid", PAUSE_FOR_A_PERSON)
    table["connection refused"] = Row(None, "cannot be reached")
    return table


def one_round(place: Street) -> dict[str, bool]:
    """Asks for every shop, each in a thread of its own; whether all that there was is fetched."""
    with ThreadPoolExecutor(len(place.shops)) as threads:
        return dict(zip(place.shops, threads.map(place.poll, place.shops.values()), strict=True))


def listeners(place: Street) -> dict[str, Any]:
    by_account = {shop.account_id: name for name, shop in place.shops.items()}
    with place.office.database.reading() as connection:
        rows = connection.execute(
            select(Listener, Stop.id.label("stop")).outerjoin(Stop, Stop.account_id == Listener.account_id)
        ).all()
    return {by_account[row.account_id]: row for row in rows if row.account_id in by_account}


@pytest.mark.parametrize("slow", [False, True], ids=["it answers", "it does not answer"])
@pytest.mark.parametrize("network", ["bluesky", "mastodon", "x"])
def test_each_bad_answer_is_told_at_its_source_and_keeps_no_other_account_waiting(
    network: str, slow: bool, office: Office, tmp_path: Path
) -> None:
    with Misbehaving(answer("[]")) as elsewhere:
        table = rows(office.clock.now() + timedelta(minutes=2), elsewhere.base_url)
        table = {name: row for name, row in table.items() if (name in bad_answers.SLOW) == slow}
        shops = {f"s{number:02}": name for number, name in enumerate(table)}
        with street(office, tmp_path, network, shops, patience=SHORT if slow else PATIENCE) as place:
            assert all(one_round(place).values())
            before = listeners(place)
            written = _carl_writes_again(place)
            for shop, name in shops.items():
                _from_now_on(place, shop, table[name].behaviour)
            assert one_round(place) == {**dict.fromkeys(shops, False), "well": True}
            _say_what_the_table_says(place, shops, table, before)
            assert place.heard()["well"] == written["well"]
            place.calm()
            office.clock.forward(minutes=6)
            assert all(one_round(place).values())
            assert place.heard() == written
            healed = listeners(place).values()
            assert {(each.problem, each.failing_since, each.not_before, each.polled_at) for each in healed} == {
                (None, None, None, office.clock.now())
            }
        assert elsewhere.requests == []


def _carl_writes_again(place: Street) -> dict[str, list[str]]:
    """To each shop; gives both of his posts to it."""
    second = {name: place.city.carl_writes(f"{place.city.handle(name)} hello?") for name in place.shops}
    place.office.clock.forward(minutes=1)
    return {name: [shop.carls, second[name]] for name, shop in place.shops.items()}


def _from_now_on(place: Street, shop: str, behaviour: Behaviour | None) -> None:
    front = place.shops[shop].front
    if behaviour is None:
        front.leave()
    else:
        front.strikes(LISTS[place.city.network], instead(behaviour))


def _say_what_the_table_says(
    place: Street, shops: Mapping[str, str], table: Mapping[str, Row], before: Mapping[str, Any]
) -> None:
    now, found = place.office.clock.now(), listeners(place)
    told = {
        name: (
            table[name].says if re.search(table[name].says, found[shop].problem or "") else found[shop].problem,
            found[shop].not_before - now,
            found[shop].failing_since,
            (found[shop].cursor, found[shop].polled_at),
            found[shop].stop is not None,
        )
        for shop, name in shops.items()
    }
    assert told == {
        name: (table[name].says, table[name].waits, now, (before[shop].cursor, before[shop].polled_at), name == "402")
        for shop, name in shops.items()
    }
    well = found["well"]
    assert (well.problem, well.failing_since, well.polled_at) == (None, None, now)
