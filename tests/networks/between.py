"""A server in front of a network: it passes everything on, but for the calls that a test wants answered otherwise."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.networks.misbehaving import Behaviour, answer, whole_request

Strike = Callable[[socket.socket, threading.Event, Callable[[], bytes]], None]
"""What becomes of a call: told the connection, the end of the test, and how to get the network's own answer."""


def instead(behaviour: Behaviour) -> Strike:
    """The network never hears of the call."""
    return lambda connection, over, passed_on: behaviour(connection, over)


def done(behaviour: Behaviour) -> Strike:
    """The network does it, and its answer is lost: this comes instead."""

    def strike(connection: socket.socket, over: threading.Event, passed_on: Callable[[], bytes]) -> None:
        passed_on()
        behaviour(connection, over)

    return strike


def altered(change: Callable[[Any], Any]) -> Strike:
    """The network's own answer, with other JSON in it."""

    def strike(connection: socket.socket, over: threading.Event, passed_on: Callable[[], bytes]) -> None:
        body = json.loads(passed_on().partition(b"\r\n\r\n")[2])
        answer(json.dumps(change(body)))(connection, over)

    return strike


class Late:
    """The network does it so many seconds later, when whoever asked has given up; `did` tells when."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.did = threading.Event()

    def __call__(self, connection: socket.socket, over: threading.Event, passed_on: Callable[[], bytes]) -> None:
        over.wait(self._seconds)
        passed_on()
        self.did.set()


@dataclass(frozen=True)
class Call:
    """Which calls: a method, and a path in which `*` stands for anything."""

    method: str
    path: str

    def is_of(self, asked: str) -> bool:
        """Whether "GET /path" is one."""
        method, _, path = asked.partition(" ")
        return method == self.method and fnmatchcase(path, self.path)


class Between:
    """`with Between(network) as front:` and `front.base_url` is where the desk is to ask. Each call has its thread."""

    def __init__(self, network: str) -> None:
        self._network = urlsplit(network)
        self._over = threading.Event()
        self._strikes: list[tuple[Call, Strike]] = []
        self._last: Call | None = None
        self._threads = ThreadPoolExecutor(8)
        self.asked: list[str] = []
        self._listen(0)
        self._port = self._listening.getsockname()[1]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def strikes(self, call: Call, strike: Strike) -> None:
        """From now on such calls meet this."""
        self._strikes.append((call, strike))

    def leaves_after(self, call: Call) -> None:
        """Once such a call is answered nobody is there any more: whoever comes finds the door shut."""
        self._last = call

    def calm(self) -> None:
        """From now on all is passed on, and the door is open."""
        self._strikes, self._last = [], None
        if self._listening.fileno() < 0:
            self._listen(self._port)

    def times(self, call: Call) -> int:
        """How many such calls came."""
        return sum(call.is_of(each) for each in self.asked)

    def __enter__(self) -> Between:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.leave()
        self._threads.shutdown()

    def _listen(self, port: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self._threads.submit(self._serve, self._listening)

    def leave(self) -> None:
        """Nobody is there any more, until it is calm again."""
        with contextlib.suppress(OSError):  # it has left already
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for the next visitor
        self._listening.close()

    def _serve(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                self._threads.submit(self._one, connection)

    def _one(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            request = whole_request(connection)
            method, target = request.split(b" ", 2)[:2]
            asked = f"{method.decode()} {urlsplit(target.decode()).path}"
            self.asked.append(asked)
            strike = next((strike for call, strike in self._strikes if call.is_of(asked)), None)
            if self._last is not None and self._last.is_of(asked):
                self.leave()
            if strike is None:
                connection.sendall(self._passed_on(request))
            else:
                strike(connection, self._over, lambda: self._passed_on(request))

    def _passed_on(self, request: bytes) -> bytes:
        """The network's whole answer to a request."""
        head, _, body = request.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        assert self._network.hostname is not None
        with socket.create_connection((self._network.hostname, self._network.port or 80), timeout=10) as network:
            network.sendall(b"\r\n".join([*kept, b"Connection: close", b"", body]))
            answered = b""
            while piece := network.recv(65536):
                answered += piece
            return answered
