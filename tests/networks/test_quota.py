"""What the networks tell of their budgets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.networks.mastodon import Mastodon
from helpdesk.networks.protocol import Access, Quota
from helpdesk.networks.quota import quotas_of
from tests.cast import NOON, SetClock
from tests.networks.misbehaving import Misbehaving, answer

SOON = NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    "headers",
    [
        {
            "x-rate-limit-limit": "300",
            "x-rate-limit-remaining": "299",
            "x-rate-limit-reset": str(int(SOON.timestamp())),
        },
        {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "299", "x-ratelimit-reset": "2026-03-02T12:05:00.000Z"},
        {"ratelimit-limit": "300", "ratelimit-remaining": "299", "ratelimit-reset": str(int(SOON.timestamp()))},
    ],
)
def test_each_networks_dialect_tells_the_same(headers: dict[str, str]) -> None:
    assert quotas_of(headers, "reading", NOON) == [Quota("reading", 300, 299, SOON)]


def test_x_tells_of_the_day_as_well() -> None:
    headers = {"x-user-limit-24hour-limit": "100", "x-user-limit-24hour-remaining": "0"}
    assert quotas_of(headers, "posting", NOON) == [Quota("posting in 24 hours", 100, 0, None)]


@pytest.mark.parametrize("limit", ["", "many", "-5", "0", "9" * 40, "\u0663"])
def test_numbers_that_are_none_tell_nothing(limit: str) -> None:
    assert quotas_of({"ratelimit-limit": limit, "ratelimit-remaining": "0"}, "reading", NOON) == []
    assert quotas_of({"ratelimit-limit": "5", "ratelimit-remaining": "6"}, "reading", NOON) == []


def test_the_connector_remembers_what_the_last_answer_told(clock: SetClock) -> None:
    head = ("X-RateLimit-Limit: 300", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 2026-03-02T12:05:00Z")
    with Misbehaving(answer("[]", headers=head)) as server:
        mastodon = Mastodon(Access(server.base_url, "@brightbyte", "s3cret"), clock)
        assert mastodon.quotas() == ()
        mastodon.mentions(None)
        assert mastodon.quotas() == (Quota("reading", 300, 7, SOON),)
        mastodon.close()
