"""A delivery is verified, and the desk dies at any point after that: the sender tries again, and nothing is lost or
doubled."""

from __future__ import annotations

import json
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import func, select
from standardwebhooks import Webhook as Sender

from helpdesk.desk.webhook_doors import open_door
from helpdesk.intake.signatures import new_secret
from helpdesk.intake.webhooks import Received, receive
from helpdesk.records.accounts import Listener
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.records.safe import Safe
from helpdesk.records.webhooks import Delivery
from helpdesk.secret_files import Secrets
from tests.cast import NOON, Office, SetClock
from tests.crashes.boundaries import DIED, Boundaries
from tests.crashes.harness import PROCESSES
from tests.crashes.keeping import keep

POSTS = [
    {"id": f"p{number}", "author": f"carl{number % 2}", "text": "refund?", "created_at": "2026-03-02T11:00:00Z",
     "account": account}
    for number, account in enumerate(["@brightbyte", "@brightbyte", "@elsewhere"])
]  # fmt: skip
BODY = json.dumps(POSTS).encode()


def delivered(database: Database, data: Path, secret: str) -> Received:
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOON.timestamp())),
        "webhook-signature": Sender(secret).sign("msg_1", NOON, BODY.decode()),
    }
    return receive(database, SetClock(), Safe(database, Secrets(data)), "shop", headers, BODY)


def test_a_delivery_during_which_the_desk_dies_is_taken_in_once(
    office: Office, database: Database, tmp_path: Path
) -> None:
    secret = new_secret()
    with database.writing() as connection:
        open_door(connection, Safe(database, Secrets(tmp_path)), "shop", "standard", secret, NOON)
    kept, deaths = keep(database), []
    while (died := _died_at(len(deaths) + 1, kept.put_back(), tmp_path, secret)) is not None:
        deaths.append(died)
        known = _is_kept(database)
        assert delivered(database, tmp_path, secret).again == known, died
        with database.reading() as connection:
            assert sorted(connection.execute(select(Mention.remote_id)).scalars()) == ["p0", "p1", "p2"], died
            counted = connection.execute(select(Listener.fetched, Listener.queued).order_by(Listener.account_id)).all()
        assert [tuple(row) for row in counted] == [(2, 2), (1, 1)], died
    assert sum("COMMIT" in where for where in deaths) >= 1
    assert len(deaths) > 10


def _is_kept(database: Database) -> bool:
    with database.reading() as connection:
        return bool(connection.execute(select(func.count()).select_from(Delivery)).scalar_one())


def _died_at(number: int, database: Database, data: Path, secret: str) -> str | None:
    ours, theirs = PROCESSES.Pipe(duplex=False)
    url = database.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=run, args=(url, data, secret, number, theirs))
    process.start()
    theirs.close()
    process.join(30)
    assert process.exitcode in (0, DIED), f"failed at boundary {number}: exit status {process.exitcode}"
    where: str | None = ours.recv()
    ours.close()
    process.close()
    return where


def run(database_url: str, data: Path, secret: str, number: int, told: Connection) -> None:
    """What the process does that dies."""
    database = Database(database_url)
    Boundaries(number, lambda where, _requests: told.send(where)).watch_database(database)
    delivered(database, data, secret)
    told.send(None)
