"""The same delivery comes many times at once, as from an impatient sender: it is taken in once."""

from __future__ import annotations

import threading
from pathlib import Path

from helpdesk.desk.webhook_doors import open_door
from helpdesk.intake.signatures import new_secret
from helpdesk.records.database import Database
from helpdesk.records.safe import Safe
from helpdesk.secret_files import Secrets
from tests.cast import NOON, Office
from tests.crashes.test_deliveries import POSTS, delivered


def test_of_many_at_once_one_is_taken_in_and_the_others_say_so(
    office: Office, database: Database, tmp_path: Path
) -> None:
    secret = new_secret()
    with database.writing() as connection:
        open_door(connection, Safe(database, Secrets(tmp_path)), "shop", "standard", secret, NOON)
    found: list[tuple[bool, int]] = []

    def send() -> None:
        received = delivered(database, tmp_path, secret)
        found.append((received.again, received.queued))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(False, len(POSTS))] + [(True, 0)] * 7
