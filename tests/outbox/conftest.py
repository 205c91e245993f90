"""Where the outbox is tried: Carl has written, and nobody has answered yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Office
from tests.town import Town, town


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Town]:
    with town(office, tmp_path, timeout_seconds=2) as opened:
        opened.carl_writes("@brightbyte I want a refund")
        opened.poll()
        opened.sort()
        yield opened
