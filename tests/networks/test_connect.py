"""From an account's settings to its connector."""

from __future__ import annotations

import pytest

from helpdesk.clock import SystemClock
from helpdesk.networks.connect import connect
from helpdesk.networks.errors import WrongSettings
from helpdesk.networks.protocol import Access, Author


@pytest.mark.parametrize("network", ["mastodon", "practice"])
def test_a_known_network_is_connected_without_being_asked(network: str) -> None:
    connector = connect(network, Access("http://127.0.0.1:1", "@brightbyte", "token"), SystemClock())
    assert connector.opening(Author("77", "carl@example.org", "Carl", None)) == "@carl@example.org "
    connector.close()


def test_an_unknown_network_is_refused_in_a_sentence() -> None:
    with pytest.raises(WrongSettings) as refused:
        connect("myspace", Access("http://127.0.0.1:1", "@brightbyte", "token"), SystemClock())
    assert refused.value.sentence.startswith('There is no network "myspace". The desk can speak to: ')
    assert "mastodon, practice" in refused.value.sentence


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "ftp://example.org", "file:///etc/passwd", "https://", "https://a:b@example.org", "https://x/?y=1",
     "https://x:99999", "http://[::1", "https://\x00"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(WrongSettings, match="address"):
        connect("mastodon", Access(address, "@brightbyte", "token"), SystemClock())


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\r\nX-Evil: 1", "tök"])
def test_a_token_that_cannot_be_used_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(WrongSettings, match="token") as refused:
        connect("mastodon", Access("https://example.org", "@brightbyte", token), SystemClock())
    assert "Evil" not in refused.value.sentence
