"""Mona's mornings, over real SMTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alarms.receivers import Received, mail_server
from tests.cast import Office
from tests.reports.mornings import Morning


@pytest.fixture
def mails() -> Iterator[Received]:
    """A mail server of our own."""
    with mail_server() as received:
        yield received


@pytest.fixture
def morning(office: Office, tmp_path: Path, mails: Received) -> Morning:
    """Mona, and a desk that sends mails."""
    return Morning(office, tmp_path, mails)
