"""What a customer does between our answer and its leaving, on each network; and our own answers, which come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.records.conversations import WAITING, Conversation
from helpdesk.records.mentions import SET_ASIDE, Mention
from helpdesk.records.replies import HELD, HELD_CHANGED, HELD_GONE, HELD_UNSEEN, SENT, Reply
from tests.cast import Office
from tests.networks.between import altered
from tests.networks.street import LISTS, READ_BACK, Street, street
from tests.outbox.rounds import everybody_is_answered, one_round

NETWORKS = ("bluesky", "mastodon", "x")


def states(place: Street) -> dict[str, tuple[str, str | None]]:
    """What became of each shop's answer, and for what it is held."""
    with place.office.database.reading() as connection:
        rows = connection.execute(select(Reply.account_id, Reply.state, Reply.held_for)).all()
    names = {shop.account_id: name for name, shop in place.shops.items()}
    return {names[row.account_id]: (row.state, row.held_for) for row in rows}


@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_that_was_changed_or_taken_back_holds_its_answer_alone(
    network: str, office: Office, tmp_path: Path
) -> None:
    with street(office, tmp_path, network, ("changed", "gone")) as place:
        everybody_is_answered(place)
        city, shops = place.city, place.shops
        office.clock.forward(minutes=1)
        city.carl_changes(shops["changed"].carls, f"{city.handle('changed')} I want NO refund")
        city.carl_takes_back(shops["gone"].carls)
        one_round(place)
        assert states(place) == {"changed": (HELD, HELD_CHANGED), "gone": (HELD, HELD_GONE), "well": (SENT, None)}
        assert {name: city.said(name) for name in shops} == {
            "changed": [], "gone": [], "well": [shops["well"].carls],
        }  # fmt: skip


@pytest.mark.parametrize(("network", "why"), [("bluesky", HELD_GONE), ("x", HELD_UNSEEN)])
def test_whoever_is_not_to_be_seen_any_more_is_not_answered(
    network: str, why: str, office: Office, tmp_path: Path
) -> None:
    with street(office, tmp_path, network, ()) as place:
        everybody_is_answered(place)
        assert place.city.carl_hides is not None
        place.city.carl_hides()
        one_round(place)
        assert states(place) == {"well": (HELD, why)}
        assert place.city.said("well") == []


@pytest.mark.parametrize("network", NETWORKS)
def test_our_own_answer_that_comes_back_is_nobodys_question(network: str, office: Office, tmp_path: Path) -> None:
    with street(office, tmp_path, network, ()) as place:
        well, shown = place.shops["well"], []
        everybody_is_answered(place)
        well.front.strikes(READ_BACK[network], altered(lambda body: shown.append(body) or body))
        one_round(place)
        office.clock.forward(minutes=20)
        well.front.strikes(LISTS[network], altered(lambda body: _with(network, body, shown[-1])))
        assert place.poll(well)
        with office.database.reading() as connection:
            states = dict(connection.execute(select(Mention.remote_id, Mention.state)).all())
            posted = connection.execute(select(Reply.remote_id)).scalar_one()
            status = connection.execute(select(Conversation.status)).scalar_one()
        assert (states.pop(posted), status) == (SET_ASIDE, WAITING)
        assert list(states) == [well.carls]


def _with(network: str, page: Any, post: Any) -> Any:
    """A page of mentions on which our own post stands as well."""
    if network == "x":
        return {**page, "data": [post["data"], *page.get("data", [])]}
    if network == "mastodon":
        return [{"id": "9" * 18, "type": "mention", "created_at": post["created_at"], "status": post}, *page]
    author = {"did": post["uri"].split("/")[2], "handle": "well.example"}
    told = {"uri": post["uri"], "cid": post["cid"], "author": author, "reason": "reply", "record": post["value"]}
    return {
        **page, "notifications": [{**told, "indexedAt": post["value"]["createdAt"]}, *page["notifications"]],
    }  # fmt: skip
