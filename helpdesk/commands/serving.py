"""Web servers in this process: bound before anything else starts, run in threads, closed together."""

from __future__ import annotations

import errno
import select
import signal
import socket
import threading
from typing import Any

import waitress.server
from flask import Flask

from helpdesk.commands.setup import Stop
from helpdesk.secret_files import Secrets

BROWSERS = 1_000  # whose connections are kept open at once; more of them want a proxy in front
LARGEST_REQUEST = 2_000_000  # bytes that are taken from anybody before a page decides


def bind(app: Flask, host: str, port: int, threads: int, *, choose: str = "--port") -> Any:
    """A web server that holds its port already; `choose` is how to give it another.

    Raises Stop with a sentence when the port can't be had.
    """
    try:
        return waitress.server.create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            connection_limit=BROWSERS,
            asyncore_use_poll=True,  # select() knows no more than 1,024 files
            clear_untrusted_proxy_headers=True,
            max_request_body_size=LARGEST_REQUEST,
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(f"Port {port} on {host} is taken by another program; choose one with {choose}.") from None
        if error.errno in (errno.EACCES, errno.EADDRNOTAVAIL):
            raise Stop(f"This machine does not let us listen on {host}, port {port}: {error.strerror}.") from None
        raise


def address(server: Any, host: str) -> str:
    """Where a bound server is reached."""
    return f"http://{host}:{server.effective_port}"


class InBackground:
    """A bound server that runs in a thread of its own, until `stop`.

    Its loop ends between two rounds and only then closes the sockets: waitress's own `close`, called from another
    thread, takes them away while they are waited for, which now and then ends in a traceback.
    """

    def __init__(self, server: Any, name: str) -> None:
        self._server, self._stopping = server, threading.Event()
        self._closing = threading.Lock()  # whoever wakes the loop must find its pipe open: the number may be another's
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Lets running requests end, a few seconds at most, and closes every connection."""
        with self._closing:
            self._stopping.set()
            self._server.pull_trigger()  # wakes the loop
        self._thread.join()

    def _run(self) -> None:
        server = self._server
        while not self._stopping.is_set():
            server.asyncore.loop(timeout=server.adj.asyncore_loop_timeout, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        with self._closing:
            server.asyncore.close_all(server._map)


class Stopping:
    """Set by SIGTERM and Ctrl-C, for good; the same signal once more ends the process at once.

    The system itself writes to a socket when the signal comes. A `threading.Event` that a handler sets can be missed
    by the thread that is just about to wait for it, and its lock can be held by the very thread the handler runs in.
    """

    def __init__(self) -> None:
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda again, _frame: signal.signal(again, signal.SIG_DFL))

    def is_set(self) -> bool:
        """Whether we were asked to stop."""
        return self.wait(0)

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until we are asked to stop, at most so long; true when we were."""
        return bool(select.select([self._ear], [], [], seconds)[0])


def pages_secrets(secrets: Secrets) -> dict[str, Any]:
    """What the pages need to keep to themselves: the key of the cookies, made when there is none, and of /metrics."""
    return {"secret_key": secrets.read_or_make("session_key"), "metrics_secret": secrets.read("metrics")}
