"""A dialect that is a WSGI app, on a free port of loopback, behind faults, with a list of what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected
from werkzeug.serving import WSGIRequestHandler, make_server

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


class Handler(WSGIRequestHandler):
    """Says nothing on the terminal, and drops a connection when told to."""

    def log(self, type: str, message: str, *args: object) -> None:
        """A test prints nothing."""

    def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:
        """Leaves without a word."""
        self.close_connection = True


@contextmanager
def served(app: WSGIApplication, *, seed: int | None = None) -> Iterator[Served]:
    """Serves `app`; with a `seed` 22% of the calls meet a fault that it draws."""
    asked: list[str] = []

    def listening(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        try:
            return faults(environ, start)
        except ClientDisconnected:  # how the faults say it
            raise ConnectionResetError from None

    faults = Faults(app) if seed is None else Weather(app, seed)
    server = make_server("127.0.0.1", 0, listening, threaded=True, request_handler=Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.port}", faults, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
