"""The whole of one request in so many seconds, however slowly the other side drips.

A client's timeouts begin anew with every byte that arrives; this one does not. It also knows whether a byte of the
request can have left, which decides between "not sent" and "uncertain".
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx2


class Deadline:
    """`with Deadline(seconds) as deadline:` and `deadline.trace` as the request's `trace` extension."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self.first_byte_left = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None

    def trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Follows the request. Raises ConnectTimeout if time is up before its first byte."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._socket = details["return_value"].get_extra_info("socket")
        elif event == "http11.send_request_headers.started":
            with self._lock:
                if self.passed:
                    raise httpx2.ConnectTimeout("time was up before the connection stood")
                self.first_byte_left = True

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._socket is not None:
                # Wakes whoever waits for this socket; shutting down what is closed already is no error.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
