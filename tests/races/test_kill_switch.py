"""The kill switch against real workers that post as fast as they can: within two seconds nothing leaves any more."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update

from helpdesk.clock import SystemClock
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import QUEUED, SENT, Reply
from helpdesk.records.stops import ALL, resume, stop
from tests.cast import Office, SetClock
from tests.crashes.desk import Desk, Place
from tests.crashes.network import TOKEN, PracticeNetwork, practice_network
from tests.crashes.working import work
from tests.races.crowd import PROCESSES, address

PEOPLE = 60
WITHIN = timedelta(seconds=2)


def test_nothing_leaves_two_seconds_after_the_stop_nor_after_a_restart(database: Database, tmp_path: Path) -> None:
    everything = database.is_sqlite  # all accounts on one of the databases, one account on the other
    clock = SystemClock()
    office = Office.opened(database, SetClock(clock.now()))
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "practice").write_text(TOKEN)
    with practice_network(tmp_path, clock) as network, ExitStack() as ends:
        _all_answered(database, office, network)
        worker = _starts(database, tmp_path, ends)
        _until(lambda: 3 <= _posts(network) < PEOPLE)
        with database.writing() as connection:
            stopped_at = clock.now()
            stop(connection, ALL if everything else office.account, "Drill.", stopped_at)
        _wait(WITHIN.total_seconds() + 0.5)
        assert worker.exitcode is None, (tmp_path / "workers.log").read_text()
        still = _posts(network)
        worker.kill()
        worker.join()
        _starts(database, tmp_path, ends)
        _wait(2)
        assert (_posts(network), _newest(network) < stopped_at + WITHIN) == (still, True)
        assert still < PEOPLE
        with database.writing() as connection:
            resume(connection, ALL if everything else office.account, clock.now())
        _until(lambda: _states(database).get(SENT) == PEOPLE)
        assert _posts(network) == PEOPLE


def _all_answered(database: Database, office: Office, network: PracticeNetwork) -> None:
    """Every customer has an answer that waits in the outbox. Its rows are made here: only the sending is watched."""
    network.fails("delay", count=10_000, seconds=0.05)  # a network that takes its time
    unknown = Place(network.url, office.account, "", office.ada, office.clock.now())
    desk = Desk.opened(database, unknown)
    with database.writing() as connection:
        own_id = desk.network.whoami().remote_id
        connection.execute(update(Account).values(remote_id=own_id, base_url=network.url))
    for number in range(PEOPLE):
        network.carl_writes(f"@brightbyte parcel {number}?", handle=f"customer{number}")
    desk.place = Place(network.url, office.account, own_id, office.ada, office.clock.now())
    desk.work("poll", "sort")
    desk.network.close()
    now = office.clock.now()
    with database.writing() as connection:
        for post in connection.execute(select(Mention)).all():
            connection.execute(
                insert(Reply).values(
                    submit_key=f"form-{post.id}", conversation_id=post.conversation_id, mention_id=post.id,
                    account_id=post.account_id, staff_id=office.ada, parent_remote_id=post.remote_id, state=QUEUED,
                    not_before=now, text=f"@customer{post.id} On its way. ^AL", accepted_at=now,
                )
            )  # fmt: skip


def _starts(database: Database, folder: Path, ends: ExitStack):  # type: ignore[no-untyped-def]  # a process of this context
    """A worker, which ends with the test in any case: else it would go on in the desks of the next tests."""
    worker = PROCESSES.Process(target=work, args=(address(database), folder))
    worker.start()
    ends.callback(worker.join)
    ends.callback(worker.kill)
    return worker


def _posts(network: PracticeNetwork) -> int:
    return sum(post["author"] == "brightbyte" for post in network.truth())


def _newest(network: PracticeNetwork) -> datetime:
    return max(datetime.fromisoformat(p["created_at"]) for p in network.truth() if p["author"] == "brightbyte")


def _states(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return dict(connection.execute(select(Reply.state, func.count()).group_by(Reply.state)).all())


def _until(come_true, seconds: float = 120) -> None:  # type: ignore[no-untyped-def]  # a question without arguments
    for _ in range(int(seconds * 20)):
        if come_true():
            return
        _wait(0.05)
    raise AssertionError("it never came true")


def _wait(seconds: float) -> None:
    """Real processes work in real time; nothing here is decided by how long it takes, only that it is over."""
    threading.Event().wait(seconds)
