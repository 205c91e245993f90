"""Keys are changed while the worker keeps renewing tokens: nothing is ever sealed with a key that is gone."""

from __future__ import annotations

import threading
from pathlib import Path

from helpdesk.records.database import Database
from helpdesk.records.rotation import rotate
from helpdesk.records.safe import Safe, session_of
from helpdesk.sealing import KEYS, split
from helpdesk.secret_files import Secrets
from tests.cast import NOON

ROTATIONS, RENEWALS = 12, 40


def test_tokens_are_renewed_and_read_while_two_people_change_the_keys(database: Database, tmp_path: Path) -> None:
    wrong: list[str] = []

    def renew(account: int) -> None:
        safe = Safe(database, Secrets(tmp_path))
        for number in range(RENEWALS):
            safe.write(session_of(account), f"{account}-{number}")
            if safe.read(session_of(account)) != f"{account}-{number}":
                wrong.append(f"account {account} lost {number}")

    def change_keys() -> None:
        for _ in range(ROTATIONS):
            rotate(Safe(database, Secrets(tmp_path)), NOON)

    work = [threading.Thread(target=_noting, args=(wrong, renew, account)) for account in (1, 2)]
    work += [threading.Thread(target=_noting, args=(wrong, change_keys)) for _ in range(2)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert wrong == []
    safe = Safe(database, Secrets(tmp_path))
    rotate(safe, NOON)
    assert [safe.read(session_of(account)) for account in (1, 2)] == [f"{each}-{RENEWALS - 1}" for each in (1, 2)]
    assert len(split((tmp_path / "secrets" / KEYS).read_text())) == 1


def _noting(wrong: list[str], act, *given) -> None:  # type: ignore[no-untyped-def]
    try:
        act(*given)
    except Exception as error:  # a failure in a thread must fail the test
        wrong.append(repr(error))
