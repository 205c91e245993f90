"""How an account comes to its token, and where its connector keeps what it renews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from helpdesk.clock import Clock
from helpdesk.connections import Connections
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.networks import connect
from helpdesk.networks.errors import WrongSettings
from helpdesk.networks.protocol import Access, Author, Network, Page
from helpdesk.outbox.sender import Sender
from helpdesk.polling import Polling
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.conversations import Conversation
from helpdesk.records.replies import Reply
from helpdesk.records.safe import Safe, session_of, token_of
from helpdesk.sealing import KEYS, new_key
from helpdesk.secret_files import Secrets
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.intake.scripted import Scripted, post
from tests.networks.misbehaving import Misbehaving, answer


class Shown:
    """A connector that only shows how it was connected."""

    def __init__(self, access: Access, clock: Clock, timeout_seconds: float = 10) -> None:
        self.access = access

    def close(self) -> None: ...


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    monkeypatch.setitem(connect.CONNECTORS, "shown", lambda *given: cast(Network, Shown(*given)))
    return Secrets(tmp_path)


def access(office: Office, secrets: Secrets, **account: object) -> Access:
    with office.database.writing() as connection:
        connection.execute(update(Account).values(network="shown", **account))
    connections = Connections(office.database, office.clock, secrets)
    return cast(Shown, connections.network_of(office.account)).access


def test_a_token_from_a_file_or_the_environment_works_as_ever(office: Office, secrets: Secrets) -> None:
    made = secrets.read_or_make("practice")
    assert access(office, secrets).token == made


def test_an_account_without_a_named_secret_has_its_token_in_the_safe(office: Office, secrets: Secrets) -> None:
    Safe(office.database, secrets).write(token_of(office.account), "from the safe")
    assert access(office, secrets, secret=None).token == "from the safe"


def test_what_a_connector_keeps_is_there_for_the_next_process(office: Office, secrets: Secrets) -> None:
    secrets.read_or_make("practice")
    kept = access(office, secrets).kept
    assert kept is not None
    assert kept.read() is None
    kept.write('{"access": "1"}')
    kept.write('{"access": "2"}')
    again = access(office, secrets).kept
    assert again is not None
    assert again.read() == '{"access": "2"}'


def test_a_kept_session_alone_is_enough(office: Office, secrets: Secrets) -> None:
    Safe(office.database, secrets).write(session_of(office.account), "{}")
    assert access(office, secrets, secret=None).token == ""


def test_without_either_the_account_says_how_to_connect_it(office: Office, secrets: Secrets) -> None:
    with pytest.raises(WrongSettings, match="set its secret 'practice'"):
        access(office, secrets)
    with pytest.raises(WrongSettings, match="run helpdesk account add"):
        access(office, secrets, secret=None)


def test_a_safe_that_does_not_open_is_a_sentence_at_the_account(
    office: Office, secrets: Secrets, tmp_path: Path
) -> None:
    secrets.read_or_make("practice")
    kept = access(office, secrets).kept
    assert kept is not None
    kept.write("kept")
    (tmp_path / "secrets" / KEYS).write_text(new_key())
    with pytest.raises(WrongSettings, match="put that key back from a backup"):
        kept.read()
    (tmp_path / "secrets" / KEYS).write_text("no key")
    with pytest.raises(WrongSettings, match="no key"):
        kept.write("more")


def test_the_token_is_not_shown_by_accident(office: Office, secrets: Secrets) -> None:
    Safe(office.database, secrets).write(token_of(office.account), "carls-mustache")
    assert "mustache" not in repr(access(office, secrets, secret=None))


def test_a_connection_that_is_made_anew_does_not_end_the_request_of_another_thread(
    office: Office, secrets: Secrets
) -> None:
    """The poller forgets a connection whose network would not say who we are, while the sender holds it."""
    secrets.read_or_make("practice")
    connections = Connections(office.database, office.clock, secrets)
    with Misbehaving(answer("[]")) as server:
        with office.database.writing() as connection:
            connection.execute(update(Account).values(base_url=server.base_url))
        senders = connections.network_of(office.account)
        connections.forget(office.account)
        assert senders.mentions(None).items == ()
        assert connections.network_of(office.account) is not senders
    connections.close()


OURS = Author("our-own-id", "brightbyte", "Brightbyte", None)
OTHERS = Author("others-id", "elsewhere", "Elsewhere", None)


@pytest.fixture
def let_in(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Author], Connections]:
    """The desk after a start with a token that is this account's."""
    secrets = Secrets(tmp_path)
    secrets.read_or_make("practice")

    def start(me: Author) -> Connections:
        monkeypatch.setitem(connect.CONNECTORS, "shown", lambda *_given: cast(Network, As([a_post()], me=me)))
        with office.database.writing() as connection:
            connection.execute(update(Account).values(network="shown", base_url="http://127.0.0.1:9"))
        return Connections(office.database, office.clock, secrets)

    return start


@dataclass
class As(Scripted):
    """A network that knows us as somebody."""

    me: Author = OTHERS

    def whoami(self) -> Author:
        return self.me


def a_post() -> Page:
    return Page((post("1"),), "1", more=False)


def hears(office: Office, connections: Connections) -> None:
    Polling(office.database, office.clock, connections, timedelta(0)).round_of(office.account, "shown")()


def ada_answers(office: Office) -> None:
    Sorter(office.database, office.clock).sort_batch()
    ada = Person(office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
    with office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        form = Answer(head.id, "We look into it.", str(uuid4()), head.version)
        accept(connection, form, acting=ada, at=office.clock.now(), limit=140)


def known_as(office: Office) -> str | None:
    with office.database.reading() as connection:
        return connection.execute(select(Account.remote_id).where(Account.id == office.account)).scalar_one()


def test_with_the_token_of_another_account_nothing_is_read_and_nothing_posted(
    office: Office, let_in: Callable[[Author], Connections]
) -> None:
    """Somebody swapped two secrets while the desk was down."""
    hears(office, let_in(OURS))
    ada_answers(office)
    connections = let_in(OTHERS)
    hears(office, connections)
    Sender(office.database, office.clock, connections.voice_of).send_next()
    said = "The token of @brightbyte is that of @elsewhere"
    with office.database.reading() as connection:
        assert connection.execute(select(Listener.problem)).scalar_one().startswith(said)
        state, reason = connection.execute(select(Reply.state, Reply.reason)).one()
    assert (state, reason[: len(said)]) == ("failed", said)
    assert known_as(office) == "our-own-id"


@pytest.mark.parametrize(
    "me",
    [
        Author("our-own-id", "brightbytehelps", "Brightbyte", None),  # renamed there
        Author("a-new-id", "BrightByte", "Brightbyte", None),  # its server was set up anew
    ],
)
def test_an_account_stays_ours_under_a_new_name_or_a_new_number(
    me: Author, office: Office, let_in: Callable[[Author], Connections]
) -> None:
    let_in(OURS).introduce(office.account)
    let_in(me).voice_of(office.account)
    assert known_as(office) == me.remote_id


def test_whoever_posts_first_after_a_start_says_who_we_are_once(
    office: Office, let_in: Callable[[Author], Connections]
) -> None:
    connections = let_in(OURS)
    assert connections.voice_of(office.account) is connections.voice_of(office.account)
    assert known_as(office) == "our-own-id"
