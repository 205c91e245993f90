"""A worker that is killed (-9) at random moments, again and again, at work on a network in bad weather.

Customers write, change what they wrote and take it back; Ada answers.

A kill proves nothing about a power cut: what the process wrote, the system still holds.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, exists, func, select, update

from helpdesk.clock import SystemClock
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import LIVE, UNKNOWN, Attempt, Reply
from tests.cast import Office, SetClock
from tests.crashes.desk import Desk, Place
from tests.crashes.dialects import NETWORKS, WITH_KEYS, Opening, Simulated
from tests.crashes.harness import PROCESSES
from tests.crashes.invariants import always, settled
from tests.crashes.network import BRAND
from tests.crashes.replies_honest import doubts_with_a_post
from tests.crashes.working import work

MOST_CALLS = 14  # a worker is killed after so many of its calls to the network at the latest …
LATEST = 0.15  # … and so many seconds more; a busy machine gets as far as an idle one
WORDS = ("refund", "parcel", "screen", "thanks")
SHARE_CHANGED, SHARE_TAKEN_BACK = 0.2, 0.1  # of the rounds in which a customer does that to an earlier post


@dataclass
class Killed:
    """What came of it. `violations` must be empty.

    An unknown reply is left to a person, who finds no post, or one that is `out_of_sight`: there, but too many posts
    back for a network to show it to who looks.
    """

    rounds: int = 0
    published: int = 0
    changed: int = 0
    taken_back: int = 0
    stored: int = 0
    accepted: int = 0
    posts: int = 0
    replies: dict[str, int] = field(default_factory=dict)
    out_of_sight: int = 0
    doubts: dict[str, int] = field(default_factory=dict)  # how the last try of each unknown reply ended
    calls: int = 0
    struck: int = 0
    tracebacks: list[str] = field(default_factory=list)  # in the workers' log, each with its error
    violations: list[str] = field(default_factory=list)


def kill_again_and_again(
    database: Database, folder: Path, *, rounds: int, seed: int, network: str = "mastodon", minutes: float = math.inf,
    tell: Callable[[int], None] = lambda _rounds: None,
) -> Killed:  # fmt: skip
    """Kills a worker `rounds` times, or for so many minutes, lets the desk finish in good weather, and compares.

    `tell` hears after each round how many there have been.
    """
    end = time.monotonic() + 60 * minutes
    dice, killed = random.Random(seed), Killed()  # noqa: S311 - to be repeated, not to be secret
    written: list[str] = []  # what customers wrote and have not taken back
    with _town(database, folder, seed, (NETWORKS | WITH_KEYS)[network]) as (there, office):
        for number in range(rounds):
            if time.monotonic() > end:
                break
            _one_round(database, there, office, folder, dice, number, written)
            killed.rounds += 1
            tell(killed.rounds)
        _finish(database, there, office, killed)
    killed.tracebacks = _tracebacks(folder / "workers.log")
    return killed


def _tracebacks(log: Path) -> list[str]:
    """Every traceback in a log, from its first line to the error in the last."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return re.findall(r"^Traceback \(most.*?^\S[^\n]*", text, re.MULTILINE | re.DOTALL)


@contextmanager
def _town(database: Database, folder: Path, seed: int, opening: Opening) -> Iterator[tuple[Simulated, Office]]:
    (folder / "secrets").mkdir()
    office = Office.opened(database, SetClock(SystemClock().now()))
    with opening(folder, SystemClock(), seed=seed) as network:
        (folder / "secrets" / "practice").write_text(network.token)
        reached = {"network": network.network, "handle": network.handle, "base_url": network.url}
        with database.writing() as connection:
            connection.execute(update(Account).values(remote_id=None, **reached))
        yield network, office


def _one_round(
    database: Database, network: Simulated, office: Office, folder: Path, dice: random.Random, number: int,
    written: list[str],
) -> None:  # fmt: skip
    url = database.url.render_as_string(hide_password=False)
    worker = PROCESSES.Process(target=work, args=(url, folder))
    worker.start()
    for person in range(2):
        words = f"{network.handle} {dice.choice(WORDS)}, round {number}"
        written.append(network.carl_writes(words, handle=f"customer{number}_{person}"))
    _second_thoughts(network, dice, number, written)
    _answer_one(database, office, number)
    network.door.wait_for(network.door.handled + dice.randrange(MOST_CALLS + 1), seconds=30)
    worker.join(dice.uniform(0, LATEST))
    assert worker.exitcode is None, f"the worker ended by itself: {worker.exitcode}"
    worker.kill()
    worker.join()
    worker.close()


def _second_thoughts(network: Simulated, dice: random.Random, number: int, written: list[str]) -> None:
    """Customers change what they wrote, or take it back: mostly what is new, and still to be read or answered."""
    recent = written[-6:]
    if dice.random() < SHARE_CHANGED:
        network.changes(dice.choice(recent), f"{network.handle} {dice.choice(WORDS)}, changed in round {number}")
    if dice.random() < SHARE_TAKEN_BACK:
        gone = dice.choice(recent)
        written.remove(gone)
        network.disappears(gone)


def _answer_one(database: Database, office: Office, number: int) -> None:
    """Ada answers a customer who waits and has no answer on its way."""
    live = exists().where(Reply.conversation_id == Conversation.id, Reply.state.in_(LIVE))
    waits = select(Conversation.id, Conversation.version).where(Conversation.status == OPEN, ~live)
    ada = Person(office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    with database.writing() as connection:
        seen = connection.execute(waits.order_by(Conversation.id.desc()).limit(1)).first()
        if seen is not None:
            form = Answer(seen.id, f"On our way, {number}.", f"form-{number}", seen.version)
            accept(connection, form, acting=ada, at=SystemClock().now(), limit=140)


def _doubts(connection: Connection) -> dict[str, int]:
    tries = select(Attempt.reply_id, Attempt.detail).join(Reply, Reply.id == Attempt.reply_id)
    last = connection.execute(tries.where(Reply.state == UNKNOWN).order_by(Attempt.number)).all()
    return dict(Counter({row.reply_id: str(row.detail) for row in last}.values()))


def _finish(database: Database, network: Simulated, office: Office, killed: Killed) -> None:
    network.calm()
    with database.reading() as connection:
        own_id = connection.execute(select(Account.remote_id)).scalar_one()
    assert own_id is not None, "no worker ever came as far as asking who we are"
    reached = (network.network, network.handle, network.token)
    place = Place(network.url, office.account, own_id, office.ada, SystemClock().now(), *reached)
    desk = Desk.opened(database, place)
    desk.network.whoami()
    desk.clock.forward(hours=1)  # past every pause that the weather made the desk take
    desk.finish()
    desk.network.close()
    killed.violations = always(database, network) + settled(database, network, desk.clock.now())
    truth = network.truth()
    killed.posts = sum(post["author"] == BRAND for post in truth)
    customers = [post for post in truth if post["author"] != BRAND]
    killed.published = len(customers)
    killed.changed = sum(bool(post["former_texts"]) for post in customers)
    killed.taken_back = sum(post["deleted"] for post in customers)
    killed.calls, killed.struck = network.weather_report()
    with database.reading() as connection:
        killed.out_of_sight = len(doubts_with_a_post(connection, truth)[False])
        killed.doubts = _doubts(connection)
        killed.replies = dict(Counter(connection.execute(select(Reply.state)).scalars()))
        killed.stored = connection.execute(select(func.count()).select_from(Mention)).scalar_one()
    killed.accepted = sum(killed.replies.values())
