"""Every way in which a server can misbehave, and the one error that each is."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from helpdesk import __version__
from helpdesk.networks.door import Door
from helpdesk.networks.errors import (
    NotSent,
    RefusedByNetwork,
    TooLarge,
    Uncertain,
)
from tests.cast import SetClock
from tests.networks.asking import LONG, METHODS, SHORT, ask, ending
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, bomb, drip, reset, say, silence


def test_a_good_answer_comes_through_and_the_request_says_who_we_are(clock: SetClock) -> None:
    with Misbehaving(answer('{"id": "1"}')) as server:
        assert ask(server.base_url, clock) == {"id": "1"}
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert b"authorization: bearer s3cret" in head.lower()
    assert f"user-agent: helpdesk/{__version__}".encode() in head.lower()
    assert body == b"status=Sorry%21"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(answer("<html>maintenance</html>"), id="HTML for JSON"),
        pytest.param(answer('{"id": "1'), id="JSON cut short"),
        pytest.param(answer(""), id="an empty body"),
        pytest.param(answer('{"id": "1"}', length=500), id="less than announced"),
        pytest.param(answer("[" * 100_000), id="JSON without a floor"),
        pytest.param(answer("1" * 5000), id="a number without end"),
        pytest.param(answer("{}", headers=("Content-Encoding: gzip",)), id="no gzip after all"),
        pytest.param(answer("{}", headers=("Content-Encoding: " + "gzip, " * 50 + "gzip",)), id="fifty times packed"),
        pytest.param(answer("x" * 10_000_000), id="ten megabytes"),
        pytest.param(bomb(50), id="a gzip bomb"),
        pytest.param(bomb(50, layers=2), id="a bomb in a bomb"),
        pytest.param(answer("", "302 Found", ("Location: /elsewhere",)), id="a redirect"),
        pytest.param(answer("", "304 Not Modified"), id="not modified"),
        pytest.param(answer("", "101 Switching Protocols"), id="another protocol"),
        pytest.param(answer("oops", "500 Internal Server Error"), id="500"),
        pytest.param(answer("oops", "502 Bad Gateway"), id="502"),
        pytest.param(answer("oops", "503 Service Unavailable"), id="503 without a word"),
        pytest.param(answer("oops", "504 Gateway Timeout"), id="504"),
        pytest.param(answer("oops", "408 Request Timeout"), id="408"),
        pytest.param(answer("oops", "409 Conflict"), id="409"),
        pytest.param(answer("oops", "999 What"), id="999"),
        pytest.param(say(b""), id="closed without a word"),
        pytest.param(say(b"SMTP ready\r\n\r\n"), id="no HTTP"),
        pytest.param(say(b"HTTP/1.1 200 OK\r\nContent-Len"), id="cut in the headers"),
        pytest.param(say(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000 + b"\r\n\r\n"), id="headers without end"),
        pytest.param(say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"), id="broken chunks"),
        pytest.param(reset, id="broken off"),
    ],
)
def test_what_may_have_happened_is_uncertain(behaviour: Behaviour, method: str, clock: SetClock) -> None:
    with Misbehaving(behaviour) as server:
        assert isinstance(ending(server.base_url, clock, method), Uncertain)
    assert len(server.requests) == 1  # never again by itself, and nowhere else


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(silence, id="silence"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), id="header after header"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "), id="blank after blank"),
        pytest.param(drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="continue and continue"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1", b"0"), id="a chunk's size"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n{}", b" "), id="whole, but without a length"),
    ],
)
def test_silence_and_a_slow_drip_end_in_time(behaviour: Behaviour, clock: SetClock) -> None:
    began = time.monotonic()
    with Misbehaving(behaviour) as server:
        assert isinstance(ending(server.base_url, clock, patience=SHORT), Uncertain)
    assert time.monotonic() - began < SHORT + 10
    assert len(server.requests) == 1


def test_a_body_too_large_says_so_that_less_can_be_asked_for(clock: SetClock) -> None:
    with Misbehaving(answer(b" " * 3_000_000)) as server:
        assert isinstance(ending(server.base_url, clock, "GET"), TooLarge)


def test_what_never_left_this_machine_is_not_sent(clock: SetClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert isinstance(ending(f"http://127.0.0.1:{port}", clock), NotSent)
    assert isinstance(ending("http://no-such-host.invalid", clock), NotSent)
    assert isinstance(ending(f"http://{'a' * 70}.invalid", clock), NotSent)


def test_a_server_that_speaks_no_tls_was_sent_nothing(clock: SetClock) -> None:
    with Misbehaving(answer()) as server:
        assert isinstance(ending(server.base_url.replace("http", "https"), clock, patience=SHORT), NotSent)
    assert b"Sorry" not in b"".join(server.requests)


def test_a_server_that_never_takes_the_connection_was_sent_nothing(clock: SetClock) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:  # fill the queue of those who wait to be let in
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        assert isinstance(ending(f"http://127.0.0.1:{full.getsockname()[1]}", clock, patience=SHORT), NotSent)
        for each in waiting:
            each.close()


def test_half_a_character_is_refused_before_anything_is_sent(clock: SetClock) -> None:
    with Misbehaving(answer()) as server:
        door = Door(server.base_url, "s3cret", clock=clock, timeout_seconds=LONG)
        with pytest.raises(RefusedByNetwork, match="half a character"):
            door.request("POST", "/api/v1/statuses", form={"status": "\ud800"})
        door.close()
    assert server.requests == []


def test_no_connection_is_kept_for_a_second_request_to_be_lost_in(clock: SetClock) -> None:
    left_at_once: list[bool] = []

    def stay(connection: socket.socket, over: threading.Event) -> None:
        answer('{"id": "1"}')(connection, over)
        left_at_once.append(connection.recv(1) == b"")

    with Misbehaving(stay) as server:
        door = Door(server.base_url, "s3cret", clock=clock, timeout_seconds=LONG)
        for _ in range(2):
            door.request("GET", "/")
        door.close()
    assert left_at_once == [True, True]


def test_one_broken_byte_and_a_bare_newline_do_not_spoil_the_rest(clock: SetClock) -> None:
    with Misbehaving(answer(b'\xef\xbb\xbf["caf\xe9", "a\nb", "\\ud800"]')) as server:
        assert ask(server.base_url, clock, "GET") == ["caf\ufffd", "a\nb", "\ud800"]


def test_the_machines_proxy_settings_are_not_ours(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Misbehaving(answer('{"id": "1"}')) as server:
        assert ask(server.base_url, clock) == {"id": "1"}
