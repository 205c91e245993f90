"""Twenty colleagues at one desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.races.crowded import Crowded, crowded_desk


@pytest.fixture
def crowded(database: Database, tmp_path: Path) -> Iterator[Crowded]:
    with crowded_desk(database, tmp_path, 20) as opened:
        yield opened
