"""What a network refuses, and when it asks for patience."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.networks.errors import Missing, OutOfCredit, RefusedByNetwork, SignedOut, TryLater
from tests.cast import SetClock
from tests.networks.asking import METHODS, ending
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, drip

SLOWLY_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 9999\r\n\r\n"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("status", "error"),
    [("400", RefusedByNetwork), ("403", RefusedByNetwork), ("404", Missing), ("410", Missing), 
     ("413", RefusedByNetwork), ("422", RefusedByNetwork), ("451", RefusedByNetwork)],
)  # fmt: skip
def test_a_refusal_is_final_and_keeps_the_networks_words(
    status: str, error: type[RefusedByNetwork], method: str, clock: SetClock
) -> None:
    said = '{"error": "Validation failed:\\n  too   long\\u0000"}'
    with Misbehaving(answer(said, f"{status} No")) as server:
        refused = ending(server.base_url, clock, method)
    assert type(refused) is error
    assert isinstance(refused, RefusedByNetwork)
    assert refused.status == int(status)
    assert refused.sentence.endswith(f'({status}). It says: "Validation failed: too long"')


@pytest.mark.parametrize("method", METHODS)
def test_a_network_that_wants_to_be_paid_is_neither_asked_again_nor_doubted(method: str, clock: SetClock) -> None:
    with Misbehaving(answer('{"title": "CreditsDepleted"}', "402 Payment Required")) as server:
        refused = ending(server.base_url, clock, method)
    assert type(refused) is OutOfCredit
    assert refused.sentence.endswith('see to the account\'s plan there. It says: "CreditsDepleted"')


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(answer("<h1>Not here</h1>", "404 Not Found"), id="HTML"),
        pytest.param(answer("x" * 10_000_000, "404 Not Found"), id="ten megabytes"),
        pytest.param(answer('{"error": 7}', "404 Not Found"), id="a number"),
        pytest.param(answer("", "404 Not Found", length=100), id="less than announced"),
        pytest.param(answer("no gzip", "404 Not Found", ("Content-Encoding: gzip",)), id="no gzip"),
        pytest.param(drip(SLOWLY_MISSING, b" "), id="a slow drip"),
    ],
)
def test_a_refusal_whose_words_are_unreadable_is_still_a_refusal(behaviour: Behaviour, clock: SetClock) -> None:
    with Misbehaving(behaviour) as server:
        refused = ending(server.base_url, clock, patience=1)
    assert (type(refused), refused.sentence) == (Missing, "The network does not have it, or not any more (404).")


def test_a_networks_words_are_bounded(clock: SetClock) -> None:
    with Misbehaving(answer('{"error": "' + "a" * 5000 + '"}', "422 No")) as server:
        assert len(ending(server.base_url, clock).sentence) < 350


def test_a_token_that_is_no_longer_accepted_means_signed_out(clock: SetClock) -> None:
    with Misbehaving(answer('{"error": "The access token was revoked"}', "401 Unauthorized")) as server:
        signed_out = ending(server.base_url, clock)
    assert isinstance(signed_out, SignedOut)
    assert "revoked" in signed_out.sentence


@pytest.mark.parametrize(
    ("status", "header", "minutes"),
    [
        ("429 Too Many", "Retry-After: 300", 5),
        ("429 Too Many", "X-RateLimit-Reset: 2026-03-02T12:05:00.940463Z", 5),
        ("429 Too Many", "x-rate-limit-reset: {unix}", 5),
        ("429 Too Many", "Retry-After: Mon, 02 Mar 2026 12:05:00 GMT", 5),
        ("429 Too Many", "Retry-After: 9999999", 24 * 60),
        ("429 Too Many", "Retry-After: when it suits us", None),
        ("429 Too Many", "X: y", None),
        ("503 Closed", "Retry-After: 300", 5),
    ],
)
def test_a_network_that_asks_for_patience_gets_it(
    status: str, header: str, minutes: int | None, clock: SetClock
) -> None:
    unix = int((clock.now() + timedelta(minutes=5)).timestamp())
    with Misbehaving(answer("", status, (header.format(unix=unix),))) as server:
        later = ending(server.base_url, clock)
    assert isinstance(later, TryLater)
    until = later.until.replace(microsecond=0) if later.until is not None else None
    assert until == (None if minutes is None else clock.now() + timedelta(minutes=minutes))
