"""Tells a story once for each of its boundaries: die there, start again, compare."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import update

from helpdesk.records.accounts import Account
from helpdesk.records.database import Database
from tests.cast import Office, SetClock
from tests.crashes import wrong
from tests.crashes.boundaries import DIED, Boundaries
from tests.crashes.desk import Desk, Place
from tests.crashes.flows import FLOWS, Flow
from tests.crashes.invariants import always, settled
from tests.crashes.keeping import Kept, contents, keep
from tests.crashes.network import PracticeNetwork, practice_network

MOST = 1_000  # boundaries; a story with more never ends
EVERY = range(1, MOST)

# Children come from a process with one thread and no connection: a fork of this one, with its threads and locks,
# could hang, and would share database connections.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.crashes.warm"])


@dataclass
class Deaths:
    """What was found. `where` says, for each boundary from 1, what had just happened.

    `states` are the different worlds that were left behind. What follows depends on nothing else, so from each of
    them the desk is started again once.
    """

    where: list[str] = field(default_factory=list)
    states: set[tuple[str, ...]] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


@dataclass
class World:
    """A desk and a network at the moment before the story's last step, to return to."""

    network: PracticeNetwork
    clock: SetClock
    kept_network: Any
    kept_desk: Kept
    place: Place
    fault: str | None

    def desk(self, database: Database) -> Desk:
        opened = Desk.opened(database, self.place)
        if self.fault is not None:
            opened.steps.update(wrong.WRONG[self.fault].steps)
        return opened


def die_everywhere(
    flow: str,
    database: Database,
    folder: Path,
    *,
    fault: str | None = None,
    until: str | None = None,
    boundaries: range = EVERY,
) -> Deaths:
    """Runs the last step of a story until a run ends without dying.

    `fault` names a wrong program to use instead; `until` are words of a violation after which it is enough.
    """  # fmt: skip
    deaths, before = Deaths(), 0
    with _world(flow, database, folder, fault) as world:
        for number in boundaries:
            where, before = _once(world, flow, number, deaths, before)
            if where is None or (until is not None and any(until in each for each in deaths.violations)):
                return deaths
            deaths.where.append(where)
    raise AssertionError(f"{flow} did not end within {MOST} boundaries")


@contextmanager
def _world(flow: str, database: Database, folder: Path, fault: str | None) -> Iterator[World]:
    office = Office.opened(database, SetClock())
    with practice_network(folder, office.clock) as network:
        place = Place(network.url, office.account, "", office.ada, office.clock.now())
        desk = Desk.opened(database, place)
        place = replace(place, own_id=desk.network.whoami().remote_id)
        with database.writing() as connection:
            connection.execute(update(Account).values(remote_id=place.own_id, base_url=network.url))
        desk.place, desk.clock = place, office.clock
        FLOWS[flow].prepare(desk, network)
        desk.network.close()
        place = replace(place, moment=office.clock.now())
        yield World(network, office.clock, network.keep(), keep(database), place, fault)


def _once(world: World, flow: str, number: int, deaths: Deaths, before: int) -> tuple[str | None, int]:
    """One death; gives where it was, None when the story ended first, and how much was done."""
    story, network = FLOWS[flow], world.network
    database = world.kept_desk.put_back()
    network.put_back(world.kept_network)
    world.clock.moment = world.place.moment
    story.trouble(network)
    where = _child(world, flow, number, str(database.url.render_as_string(hide_password=False)))
    with database.reading() as connection:
        done = connection.execute(story.done).scalar_one() if story.done is not None else 0
    found = []
    if done < before:
        found.append("what was there is not there any more")
    if where is None and story.done is not None and not done:
        found.append("it ended, and left nothing")
    left_behind = (*contents(database), repr(network.truth()), repr(network.faults.rules))
    if left_behind not in deaths.states:
        deaths.states.add(left_behind)
        found += _start_again(world, story, database)
    deaths.violations += [f"{where or 'not dead'}: {each}" for each in found]
    return where, done


def _start_again(world: World, story: Flow, database: Database) -> list[str]:
    """What is wrong after the death, and after everything was taken up again."""
    found = always(database, world.network)
    desk = world.desk(database)
    desk.clock = world.clock
    story.again(desk)
    desk.finish()
    desk.network.close()
    return found + always(database, world.network) + settled(database, world.network, desk.clock.now())


def _child(world: World, flow: str, number: int, database_url: str) -> str | None:
    handled = world.network.door.handled
    ours, theirs = PROCESSES.Pipe(duplex=False)
    order = (database_url, world.place, flow, number, world.fault, theirs)
    process = PROCESSES.Process(target=run, args=order)
    process.start()
    theirs.close()
    process.join(30)
    assert process.exitcode in (0, DIED), f"{flow} failed at boundary {number}: exit status {process.exitcode}"
    where, requests = ours.recv()
    assert world.network.door.wait_for(handled + requests), "a request that had left never arrived"
    ours.close()
    process.close()
    return str(where) if where is not None else None


def run(database_url: str, place: Place, flow: str, number: int, fault: str | None, told: Connection) -> None:
    """What the process does that dies."""
    database = Database(database_url)
    desk = Desk.opened(database, place)
    boundaries = Boundaries(number, lambda where, requests: told.send((where, requests)))
    boundaries.watch_database(database)
    boundaries.watch_network()
    act = FLOWS[flow].run
    if fault is not None:
        desk.steps.update(wrong.WRONG[fault].steps)
        act = wrong.WRONG[fault].run or act
    act(desk)
    told.send((None, boundaries.requests))
    sys.stderr.flush()
