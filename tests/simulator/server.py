"""A dialect on a free port of loopback, behind faults, with a list of what it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import waitress

from helpdesk.commands.serving import InBackground
from helpdesk.sandbox.faults import Faults, Rule
from tests.crashes.weather import Weather

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Served:
    """Where it is, what it was asked ("GET /xrpc/..."), and its faults."""

    base_url: str
    faults: Faults
    asked: list[str] = field(default_factory=list)

    def fault(self, effect: str, path: str, *, count: int | None = 1, **more: Any) -> None:
        """Makes the next `count` calls of this path (`*` stands for anything) fail in this way."""
        self.faults.add(Rule(effect, path=path, count=count, **more))

    def calm(self) -> None:
        """From now on everything works."""
        self.faults.clear()
        if isinstance(self.faults, Weather):
            self.faults.calm()

    def times_asked(self, path: str) -> int:
        """How many calls went to paths that end so."""
        return sum(each.endswith(path) for each in self.asked)


@contextmanager
def served(app: WSGIApplication, *, seed: int | None = None) -> Iterator[Served]:
    """Serves `app`; with a `seed` 22% of the calls meet a fault that it draws."""
    asked: list[str] = []

    def listening(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return faults(environ, start)

    faults = Faults(app) if seed is None else Weather(app, seed)
    server = waitress.create_server(listening, host="127.0.0.1", port=0, threads=8)
    serving = InBackground(server, "played network")
    try:
        yield Served(f"http://127.0.0.1:{server.effective_port}", faults, asked)
    finally:
        serving.stop()
