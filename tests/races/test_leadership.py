"""Of several workers one leads; when it is killed another takes over."""

from __future__ import annotations

import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

from sqlalchemy import event, text

from helpdesk.leadership import WORKER, Leadership
from helpdesk.records.database import Database
from tests.races.crowd import PROCESSES, SECONDS, address

ROUNDS = 20


def _tries_to_lead(url: str, told: Connection) -> None:
    leadership = Leadership(Database(url))
    told.send(leadership.take())
    told.poll(SECONDS)  # until it is killed, or the test ends


def _starts(database: Database) -> tuple[int, Connection]:
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=_tries_to_lead, args=(address(database), theirs), daemon=True)
    process.start()
    theirs.close()
    assert process.pid is not None
    return process.pid, ours


def _takes_over(leadership: Leadership) -> bool:
    """Whether it leads within a few seconds: the operating system needs a moment to notice a death."""
    waited = threading.Event()
    return any(leadership.take() or waited.wait(0.1) for _ in range(50))


def test_one_of_two_leads_and_when_it_is_killed_the_other_takes_over(database: Database) -> None:
    first, first_said = _starts(database)
    assert first_said.recv() is True
    second, second_said = _starts(database)
    assert second_said.recv() is False
    mine = Leadership(database)
    assert not mine.take()
    os.kill(first, signal.SIGKILL)
    assert _takes_over(mine)
    assert mine.held()
    mine.release()
    os.kill(second, signal.SIGKILL)
    first_said.close()
    second_said.close()


def test_jobs_that_ask_at_once_whether_they_still_lead_take_turns(postgres: Database) -> None:
    leader = Leadership(postgres)
    assert _takes_over(leader)
    inside: list[int] = []
    together_inside: list[int] = []

    def enters(*_details: object) -> None:
        inside.append(1)
        together_inside.append(len(inside))
        threading.Event().wait(0.02)

    def leaves(*_details: object) -> None:
        inside.pop()

    event.listen(postgres.engine, "before_cursor_execute", enters)
    event.listen(postgres.engine, "after_cursor_execute", leaves)
    threads = [threading.Thread(target=leader.held) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    event.remove(postgres.engine, "before_cursor_execute", enters)
    event.remove(postgres.engine, "after_cursor_execute", leaves)
    assert together_inside == [1] * 8
    leader.release()


def test_who_loses_the_connection_stops_leading_in_all_threads_without_an_error(postgres: Database) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(ROUNDS):
            leader = Leadership(postgres)
            assert _takes_over(leader)
            assert _asked_while_cut_off(leader, postgres) == [False] * 8
    finally:
        sys.setswitchinterval(usual)


def _asked_while_cut_off(leader: Leadership, postgres: Database) -> list[bool]:
    """What eight threads that keep asking hear last, when the server ends the leader's session."""
    answers: list[bool] = []
    together = threading.Barrier(9)

    def asks() -> None:
        together.wait()
        while leader.held():
            pass
        answers.append(False)

    threads = [threading.Thread(target=asks) for _ in range(8)]
    for thread in threads:
        thread.start()
    together.wait()
    ends = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock"
    with postgres.writing() as connection:
        connection.execute(text(ends), {"lock": WORKER})
    for thread in threads:
        thread.join()
    return answers
