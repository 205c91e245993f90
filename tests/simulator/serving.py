"""A real HTTP server on loopback around one function. It can answer in every way that a network can."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_SILENCE = 20.0  # seconds; a test has ended before


@dataclass(frozen=True)
class Request:
    """What somebody asked. Header names are in small letters; a parameter given twice has its last value."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode(errors="replace")))

    def bearer(self) -> str | None:
        """The token it was signed with."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind == "Bearer" else None


@dataclass(frozen=True)
class Reply:
    """What is answered: `body` is sent as it is if bytes or text, else as JSON.

    `ends`: "whole", "cut" (less than announced), "reset" (nothing, and the connection breaks), or "silent".
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    ends: str = "whole"
    after: float = 0.0  # seconds of waiting before it is sent

    def raw(self) -> bytes:
        """The body as it goes over the wire."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class Serving:
    """`with Serving(answer) as server:` every request goes to `answer`, which may be called by several threads."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self._over = threading.Event()
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer), "over": self._over})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Serving:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: Callable[[Request], Reply]
    over: threading.Event

    def handle_any(self) -> None:
        asked = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        params = dict(parse_qsl(asked.query, keep_blank_values=True))
        reply = self.answer(Request(self.command, unquote(asked.path), params, headers, body))
        if reply.ends == "silent":
            self.over.wait(LONGEST_SILENCE)
        if reply.after:
            self.over.wait(reply.after)
        if reply.ends in ("reset", "silent"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        raw = reply.raw()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if reply.ends == "cut" else raw)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - the names that http.server calls

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True  # whoever asked has given up: part of the game

    def log_message(self, format: str, *args: object) -> None:
        """A test prints nothing."""
