"""Networks for the benchmarks of intake: the practice network over HTTP, well or ill, and one that never answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import waitress

from helpdesk.clock import Clock
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.faults import Faults, Rule
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store

THREADS = 16


@contextmanager
def practice(folder: Path, name: str, brands: list[BrandAccount], clock: Clock, *, ill: bool = False) -> Iterator[
    tuple[str, Store]
]:  # fmt: skip
    """Its address and its store; an `ill` one answers every call with 503."""
    store = Store(folder / f"{name}.db", clock)
    app = create_app(store, accounts=brands, clock=clock, faults=ill)
    if ill:
        faults: Faults = app.extensions["faults"]
        faults.add(Rule("status", status=503))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}", store
    finally:
        server.close()
        store.close()


@contextmanager
def silence() -> Iterator[str]:
    """The address of a network that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


def closed() -> str:
    """The address of a network that refuses every connection."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"http://127.0.0.1:{door.getsockname()[1]}"
