"""The story once more on Bluesky, from config.toml on: an app password, a session in the safe, an answer said once.

Our own Bluesky is asked over real HTTP by the worker's own pieces, Ada uses the pages, and the clock is set forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from helpdesk.config import Account as AccountSettings
from helpdesk.config import Config, Desk
from helpdesk.connections import Connections
from helpdesk.first_start import prepare
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.outbox.reconcile import Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import Reply
from helpdesk.records.safe import Sealed
from helpdesk.secret_files import Secrets
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.networks.bluesky.place import Place, opened
from tests.simulator.bluesky.sky import PASSWORD
from tests.test_journey import inbox, reply, signed_in

PUT = "/xrpc/com.atproto.repo.putRecord"


@dataclass
class Story:
    """An office that listens to Bluesky, and the connections of its worker, which may die and be made anew."""

    office: Office
    place: Place
    secrets: Secrets
    account: int
    connections: Connections

    def worker_dies(self) -> None:
        """All that is only in memory is gone."""
        self.connections.close()
        self.connections = Connections(self.office.database, self.office.clock, self.secrets, timeout_seconds=5)

    def intake(self) -> None:
        """Introduces us, fetches what is new, and sorts it."""
        own_id = self.connections.introduce(self.account)
        listening = Listening(self.account, "bluesky", own_id)
        database, clock = self.office.database, self.office.clock
        assert poll(database, clock, listening, self.connections.network_of(self.account))
        sorter = Sorter(database, clock)
        while sorter.sort_batch():
            pass

    def outbox(self) -> None:
        """Sends and settles what is due."""
        database, clock, network_of = self.office.database, self.office.clock, self.connections.network_of
        sender, reconciler = Sender(database, clock, network_of), Reconciler(database, clock, network_of)
        while sender.send_next() or reconciler.settle_next():
            pass

    def conversation_of(self, remote_id: str) -> int:
        with self.office.database.reading() as connection:
            found = connection.execute(
                select(Mention.conversation_id).where(Mention.remote_id == remote_id)
            ).scalar_one()
        assert found is not None
        return found


@pytest.fixture
def story(office: Office, tmp_path: Path) -> Iterator[Story]:
    with opened(office.clock) as place:
        secrets = Secrets(tmp_path)
        secrets.read_or_make("bluesky", lambda: PASSWORD)
        account = AccountSettings(
            network="bluesky", handle=f"@{place.us.handle}", base_url=place.server.base_url, secret="bluesky"
        )
        config = Config(accounts=(account,), desk=Desk(data=tmp_path, samples=False))
        prepare(office.database, config, practice_url=None, now=office.clock.now())
        with office.database.reading() as connection:
            number = connection.execute(select(Account.id).where(Account.network == "bluesky")).scalar_one()
        connections = Connections(office.database, office.clock, secrets, timeout_seconds=5)
        yield (story := Story(office, place, secrets, number, connections))
        story.connections.close()


def test_carl_is_answered_once_on_bluesky_although_it_was_silent_and_the_worker_died(story: Story) -> None:
    office, place, clock = story.office, story.place, story.office.clock
    text = f"@{place.us.handle} my refund never came 📦 see example.org/orders/17..."
    start = len(text[: text.index("example.org")].encode())
    real = "https://example.org/orders/1799?late=yes"
    facets = [
        {"index": {"byteStart": 0, "byteEnd": len(place.us.handle) + 1},
         "features": [{"$type": "app.bsky.richtext.facet#mention", "did": place.us.did}]},
        {"index": {"byteStart": start, "byteEnd": len(text.encode())},
         "features": [{"$type": "app.bsky.richtext.facet#link", "uri": real}]},
    ]  # fmt: skip
    asked = place.sky.writes(place.carl, text, facets=facets)
    clock.forward(minutes=2)
    story.intake()
    ada = signed_in(office, office.ada)
    assert "my refund never came 📦" in inbox(ada)
    conversation = story.conversation_of(asked)
    assert real in ada.get(f"/conversations/{conversation}").text

    # Ada answers; Bluesky takes it and says nothing. Saying it again is harmless here, and finds the first.
    assert reply(ada, conversation, "Sorry, Carl! See https://example.org/refunds today.").status_code == 303
    place.server.fault("drop_after", PUT)
    clock.forward(seconds=30)
    story.outbox()
    story.worker_dies()
    for _ in range(3):
        clock.forward(minutes=5)
        story.outbox()
    (ours,) = place.sky.written_by(place.us)
    assert (ours["parent"], ours["text"]) == (asked, "Sorry, Carl! See https://example.org/refunds today. ^AL")
    page = ada.get(f"/conversations/{conversation}").text
    assert f"https://bsky.app/profile/{place.us.did}/post/{ours['uri'].split('/')[-1]}" in page
    with office.database.reading() as connection:
        sent = connection.execute(select(Reply.state, Reply.sent_at, Reply.accepted_at)).one()
    assert sent.state == "sent"
    assert sent.sent_at == place.sky.posts[ours["uri"]].indexed_at  # when it really stood there, not when she pressed

    # Three hours later the token has run out, another worker leads, and Carl writes back: the same conversation.
    clock.forward(hours=3)
    story.worker_dies()
    again = place.sky.writes(place.carl, "which day?", answers=ours["uri"])
    story.intake()
    assert story.conversation_of(again) == conversation
    assert reply(ada, conversation, "On Thursday.").status_code == 303
    clock.forward(seconds=30)
    story.outbox()
    assert [each["parent"] for each in place.sky.written_by(place.us)] == [asked, again]
    root = place.sky.posts[place.sky.written_by(place.us)[-1]["uri"]].record["reply"]["root"]["uri"]
    assert root == asked

    # One sign-in served it all, and neither password nor session lies in the database in clear.
    assert place.server.times_asked("createSession") == 1
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Mention)).scalar_one() == 2
        (sealed,) = connection.execute(select(Sealed.text)).scalars()
        tally = connection.execute(select(Listener).where(Listener.account_id == story.account)).one()
    assert "refresh." not in sealed
    assert PASSWORD not in sealed
    assert tally.fetched == tally.queued + tally.set_aside + tally.seen_before


def test_a_wrong_app_password_pauses_the_account_and_says_what_to_do(story: Story) -> None:
    story.secrets.replace("bluesky", "no-such-pass-word")
    story.worker_dies()
    listening = Listening(story.account, "bluesky", None)
    database, clock = story.office.database, story.office.clock
    for _ in range(20):
        poll(database, clock, listening, story.connections.network_of(story.account))
        clock.forward(seconds=5)
    assert story.place.server.times_asked("createSession") == 1
    with database.reading() as connection:
        problem = connection.execute(select(Listener.problem).where(Listener.account_id == story.account)).scalar_one()
    assert "check the app password" in problem
