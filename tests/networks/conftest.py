"""Each network in turn, and our connector there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.networks.protocol import Network
from tests.cast import SetClock
from tests.networks.worlds import WORLDS, World


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    with WORLDS[request.param](clock, tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(world: World) -> Iterator[Network]:
    with world.connector() as connector:
        yield connector
