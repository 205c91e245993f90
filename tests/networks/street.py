"""A street of shops: one desk with many accounts of one network, so that each can meet a trouble of its own.

Each shop reaches the real thing (the simulator of its network) through a server of its own, which a test tells what to
do with which call. One customer has written to each shop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.mentions import Mention
from tests.cast import Office
from tests.networks.between import Between, Call
from tests.networks.cities import CITIES, City

PATIENCE, SHORT = 10.0, 1.0  # seconds, with a network that answers, and with one that does not

POSTS = {
    "x": Call("POST", "/2/tweets"),
    "mastodon": Call("POST", "/api/v1/statuses"),
    "bluesky": Call("POST", "/xrpc/com.atproto.repo.putRecord"),
}
LISTS = {
    "x": Call("GET", "/2/users/*/mentions"),
    "mastodon": Call("GET", "/api/v1/notifications"),
    "bluesky": Call("GET", "/xrpc/app.bsky.notification.listNotifications"),
}
LAST_LOOK = {  # the last call before a post leaves
    "x": Call("GET", "/2/users/*/tweets"),
    "mastodon": Call("GET", "/api/v1/accounts/*/statuses"),
    "bluesky": Call("GET", "/xrpc/com.atproto.repo.listRecords"),
}
READ_BACK = {
    "x": Call("GET", "/2/tweets/*"),
    "mastodon": Call("GET", "/api/v1/statuses/*"),
    "bluesky": Call("GET", "/xrpc/com.atproto.repo.getRecord"),
}


@dataclass
class Shop:
    """One account: its row, the server in front of its network, its connector, and the post that Carl wrote to it."""

    name: str
    account_id: int
    own_id: str
    front: Between
    connector: Network
    carls: str = ""

    def listening(self, network: str) -> Listening:
        return Listening(self.account_id, network, self.own_id)


@dataclass
class Street:
    """The desk with all its shops."""

    office: Office
    city: City
    shops: dict[str, Shop] = field(default_factory=dict)

    def network_of(self, account_id: int) -> Network:
        return next(shop.connector for shop in self.shops.values() if shop.account_id == account_id)

    def poll(self, shop: Shop) -> bool:
        return poll(self.office.database, self.office.clock, shop.listening(self.city.network), shop.connector)

    def calm(self) -> None:
        """From now on the network answers every shop as it should."""
        for shop in self.shops.values():
            shop.front.calm()

    def heard(self) -> dict[str, list[str]]:
        """The posts that the queue holds, by shop."""
        rows = select(Account.handle, Mention.remote_id).join(Mention, Mention.account_id == Account.id)
        found: dict[str, list[str]] = {name: [] for name in self.shops}
        with self.office.database.reading() as connection:
            for handle, remote_id in connection.execute(rows):
                found[handle.removeprefix("@").partition(".")[0]].append(remote_id)
        return found


@contextmanager
def street(
    office: Office, folder: Path, network: str, shops: Collection[str], *, patience: float = PATIENCE
) -> Iterator[Street]:
    """Opens the shops; all of them know who they are, and Carl has written to each. `well` is one more, untroubled."""
    names = (*shops, "well")
    with ExitStack() as open_things, CITIES[network](office.clock, folder, names) as city:
        opened = Street(office, city)
        for name in names:
            front = open_things.enter_context(Between(city.base_url))
            access = Access(front.base_url, city.handle(name), city.token(name))
            connector = connect(network, access, office.clock, timeout_seconds=patience)
            open_things.callback(connector.close)
            me = connector.whoami()
            opened.shops[name] = Shop(
                name, _account(office, network, access, me.remote_id), me.remote_id, front, connector,
                city.carl_writes(f"{city.handle(name)} I want a refund, says {name}"),
            )  # fmt: skip
            office.clock.forward(microseconds=1)  # Bluesky's ids tell apart what was written at one moment, mostly
        office.clock.forward(minutes=1, microseconds=-len(names))
        yield opened


def _account(office: Office, network: str, access: Access, own_id: str) -> int:
    reached: dict[str, Any] = {"network": network, "handle": access.handle, "base_url": access.base_url}
    with office.database.writing() as connection:
        made = connection.execute(
            insert(Account).values(
                **reached, remote_id=own_id, purpose="service", secret="practice", listen_only=False,
                created_at=office.clock.now(),
            )
        ).inserted_primary_key  # fmt: skip
        assert made is not None
        connection.execute(insert(Listener).values(account_id=made[0]))
        return int(made[0])
