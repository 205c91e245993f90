"""A mail server and a web address of our own, on loopback, that keep what they get."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


@dataclass
class Received:
    """What came, in order; `answers` are given one after the other, then everything is taken."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def answer(self, usual: int) -> int:
        return self.answers.pop(0) if self.answers else usual


@contextmanager
def mail_server() -> Iterator[Received]:
    """Speaks as much SMTP as a client needs to hand over a mail."""
    received = Received()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while command := self.rfile.readline():
                word = command.split()[0].upper() if command.split() else b""
                if word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                if word == b"DATA":
                    self._data()
                else:
                    self.wfile.write(b"250 fine\r\n")

        def _data(self) -> None:
            self.wfile.write(b"354 go on\r\n")
            lines = []
            while (each := self.rfile.readline()) != b".\r\n":
                lines.append(each.removeprefix(b".") if each.startswith(b"..") else each)
            status = received.answer(250)
            if status == 250:
                received.mails.append(cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default)))
            self.wfile.write(f"{status} so\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session), received):
        yield received


@contextmanager
def web_address() -> Iterator[Received]:
    """Takes POSTs."""
    received = Received()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            status = received.answer(204)
            if status < 300:
                received.posts.append(({name.lower(): value for name, value in self.headers.items()}, content))
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("location", f"http://127.0.0.1:{received.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Door), received):
        yield received


@contextmanager
def _serving(server: socketserver.TCPServer, received: Received) -> Iterator[None]:
    received.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
