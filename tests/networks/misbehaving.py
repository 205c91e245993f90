"""A server that answers badly, byte for byte as a test tells it to. Loopback only."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Callable
from functools import cache
from types import TracebackType

Behaviour = Callable[[socket.socket, threading.Event], None]


def answer(
    body: bytes | str = b"{}", status: str = "200 OK", headers: tuple[str, ...] = (), *, length: int | None = None
) -> Behaviour:
    """A whole answer; with a `length` that differs from the body's, a broken one."""
    sent = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(sent) if length is None else length}", *headers, "", ""]
    return say("\r\n".join(head).encode() + sent)


def say(raw: bytes) -> Behaviour:
    """Exactly these bytes, then the connection is closed."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(raw)

    return behave


def silence(connection: socket.socket, over: threading.Event) -> None:
    """Reads the request and never says a word."""
    over.wait(20)


def reset(connection: socket.socket, over: threading.Event) -> None:
    """Reads the request and breaks the connection off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(first: bytes, drop: bytes) -> Behaviour:
    """`first` at once, then `drop` again and again, each in time for a timeout that begins anew with every byte."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(first)
        while not over.wait(0.05):
            connection.sendall(drop)

    return behave


@cache
def bomb(megabytes: int, layers: int = 1) -> Behaviour:
    """A small body that unpacks to so many megabytes of blanks."""
    body = b" " * (megabytes * 1_000_000)
    for _ in range(layers):
        body = gzip.compress(body)
    return answer(body, headers=(f"Content-Encoding: {', '.join(['gzip'] * layers)}",))


class Misbehaving:
    """`with Misbehaving(behaviour, ...) as server:` the n-th request meets the n-th behaviour, the last one stays."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours = behaviours
        self.requests: list[bytes] = []
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Misbehaving:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for the next visitor
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(OSError):  # nobody came, or whoever came has left: both are part of the game
                connection, _ = self._listening.accept()
                with connection:
                    connection.settimeout(5)
                    self.requests.append(whole_request(connection))
                    self.behaviours[min(len(self.requests), len(self.behaviours)) - 1](connection, self._over)


def whole_request(connection: socket.socket) -> bytes:
    """One whole request, its body by Content-Length."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return received
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
