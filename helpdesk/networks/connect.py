"""From the name of a network to its connector: the one table of the networks that the desk can speak to."""

from __future__ import annotations

from collections.abc import Callable

from helpdesk.clock import Clock
from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.errors import WrongSettings
from helpdesk.networks.feed import Feed
from helpdesk.networks.mastodon import Mastodon
from helpdesk.networks.practice import Practice
from helpdesk.networks.protocol import Access, Network
from helpdesk.networks.x.authorisation import BASE_URL
from helpdesk.networks.x.connector import X

CONNECTORS: dict[str, Callable[[Access, Clock, float], Network]] = {
    "bluesky": Bluesky,
    "feed": Feed,
    "mastodon": Mastodon,
    "practice": Practice,
    "x": X,
}
ONLY_LISTENED_TO = frozenset({"feed"})  # nothing can be posted there, and no token is needed
USUAL_ADDRESS = {"bluesky": "https://bsky.social", "x": BASE_URL}  # of the networks that have one address for everybody


def connect(network: str, access: Access, clock: Clock, *, timeout_seconds: float = 10) -> Network:
    """The connector of one account, which gives each request `timeout_seconds`. Asks the network nothing yet.

    Raises WrongSettings, a sentence for whoever keeps the settings, when there is no such network or the address or
    token cannot be used.
    """
    connector = CONNECTORS.get(network)
    if connector is None:
        known = ", ".join(sorted(CONNECTORS))
        raise WrongSettings(f'There is no network "{network}". The desk can speak to: {known}.')
    return connector(access, clock, timeout_seconds)
