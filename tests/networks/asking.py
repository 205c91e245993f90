"""One request through the door, to a server that behaves as a test tells it to."""

from __future__ import annotations

import pytest

from helpdesk.networks.door import Door
from helpdesk.networks.errors import NetworkError
from tests.cast import SetClock

METHODS = ("GET", "POST")
SHORT, LONG = 0.3, 5.0  # seconds: to meet a server that never answers, and one that does


def ask(base_url: str, clock: SetClock, method: str = "POST", patience: float = LONG) -> object:
    """One request; gives its JSON."""
    door = Door(base_url, "s3cret", clock=clock, timeout_seconds=patience)
    try:
        return door.request(method, "/api/v1/statuses", form={"status": "Sorry!"} if method == "POST" else None).json()
    finally:
        door.close()


def ending(base_url: str, clock: SetClock, method: str = "POST", patience: float = LONG) -> NetworkError:
    with pytest.raises(NetworkError) as ended:
        ask(base_url, clock, method, patience)
    assert "s3cret" not in ended.value.sentence
    assert ended.value.sentence.endswith((".", '"'))
    return ended.value
