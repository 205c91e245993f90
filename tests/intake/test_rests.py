"""Looks that can wait leave a network alone for as long as it asks, and for a minute when it does not answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from helpdesk.intake.parents import Parents
from helpdesk.intake.queue import Listening
from helpdesk.intake.recheck import Recheck
from helpdesk.networks.errors import NetworkError, NotSent, TryLater, Uncertain
from helpdesk.networks.protocol import Network
from tests.cast import Office
from tests.intake.test_parents import asking, takes_in

Step = Callable[[Network], object]


def fetches(office: Office) -> Step:
    parents = Parents(office.database, office.clock, a_day=200)
    return lambda network: parents.step(Listening(office.account, "practice", "our-own-id"), network)


def looks_again(office: Office) -> Step:
    recheck = Recheck(office.database, office.clock, timedelta(minutes=15))
    return lambda network: recheck.step(office.account, network)


@pytest.mark.parametrize(
    ("trouble", "minutes"),
    [
        (lambda now: TryLater("Too many.", now + timedelta(minutes=14)), 14),
        (lambda now: TryLater("Too many.", None), 1),
        (lambda now: Uncertain("It gave no answer."), 1),
        (lambda now: NotSent("It cannot be reached."), 1),
    ],
    ids=["until a moment", "without a moment", "silence", "nobody there"],
)
@pytest.mark.parametrize("steps", [fetches, looks_again])
def test_a_network_that_wants_patience_is_asked_once_and_not_again_before_that(
    steps: Callable[[Office], Step], trouble: Callable[[datetime], NetworkError], minutes: int, office: Office
) -> None:
    network = asking("p1", "p2", "p3")
    takes_in(office, network)
    office.clock.forward(minutes=15)
    network.asked.clear()
    network.errors.append(trouble(office.clock.now()))
    step = steps(office)
    for _ in range(minutes):
        step(network)
        office.clock.forward(seconds=59)
        step(network)
        assert len(network.asked) == 1
        office.clock.forward(seconds=1)
    step(network)
    assert len(network.asked) > 1
