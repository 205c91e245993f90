"""Starting the practice network: its own store, its own server, and somebody who plays the customers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpdesk.clock import Clock
from helpdesk.commands.serving import InBackground, address, bind
from helpdesk.commands.setup import Stop
from helpdesk.config import Account, Config
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.player import Player
from helpdesk.sandbox.replay import UnreadableLine, replay_accounts, replay_posts
from helpdesk.sandbox.scenario import scenario_posts
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store, StoreUnusable
from helpdesk.secret_files import Secrets

THREADS = 16  # as many as the worker polls accounts at once


@dataclass
class Practice:
    """A practice network that holds its port. `accounts` are those of the company on it, as the desk knows them."""

    url: str
    accounts: tuple[Account, ...]
    server: Any
    store: Store
    player: Player
    stopping: threading.Event
    _serving: InBackground = field(init=False)

    def serve(self) -> None:
        """Serves, without customers who write by themselves."""
        self._serving = InBackground(self.server, "practice-network")

    def start(self) -> None:
        """Serves, and lets the customers write."""
        self.serve()
        threading.Thread(target=self.player.run, args=(self.stopping,), name="player", daemon=True).start()

    def stop(self) -> None:
        """Closes the server and sends the customers home."""
        self.stopping.set()
        self._serving.stop()
        self.store.close()


def practice(config: Config, clock: Clock, secrets: Secrets, replay: Path | None, speed: float | None) -> Practice:
    """Prepares the network for the configured accounts, or for those of the file to `replay`."""
    accounts = tuple(account for account in config.accounts if account.network == "practice")
    posts = scenario_posts()
    if replay is not None:
        try:
            posts = replay_posts(replay)
        except (UnreadableLine, OSError) as error:
            raise Stop(f"{replay} can't be replayed: {error}") from None
        accounts = tuple(_account(brand.handle) for brand in replay_accounts(posts, lambda _: ""))
    try:
        store = Store(config.desk.data / ("replay.db" if replay else "practice.db"), clock)
        app = create_app(store, accounts=_brands(accounts, config.desk.name, secrets.read_or_make), clock=clock)
    except (StoreUnusable, ValueError) as error:
        raise Stop(f"The practice network can't start: {error}") from None
    server = bind(app, config.server.host, config.sandbox.port, THREADS, choose="HELPDESK_SANDBOX__PORT")
    player = Player(store, posts, clock, speed or config.sandbox.speed)
    return Practice(address(server, config.server.host), accounts, server, store, player, threading.Event())


def _brands(accounts: tuple[Account, ...], name: str, secret: Callable[[str], str]) -> list[BrandAccount]:
    shown = {"service": name, "offers": f"{name} offers"}
    return [BrandAccount(each.handle.removeprefix("@"), shown[each.purpose], secret(each.secret)) for each in accounts]


def _account(handle: str) -> Account:
    plain = handle.removeprefix("@")
    name = hashlib.sha256(plain.lower().encode()).hexdigest()[:24]  # a handle may hold what a secret's name may not
    return Account(network="practice", handle=f"@{plain}", secret=f"replay-{name}")
