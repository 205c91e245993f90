"""Alarms leave the desk: one digest instead of a storm, each once, over real SMTP and HTTP, also when somebody dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from helpdesk.alarms import outgoing
from helpdesk.alarms.messenger import Messenger
from helpdesk.config import Config
from helpdesk.records.alarm_messages import FAILED, QUEUED, SENDING, SENT, AlarmMessage
from helpdesk.records.staff import Staff
from helpdesk.secret_files import Secrets
from tests.alarms.receivers import Received, mail_server, web_address
from tests.cast import Office
from tests.sla.running import Running
from tests.web.customers import writes

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Died(BaseException):
    """The process ended here."""


class Post:
    """An office whose alarms go out by mail and by a webhook."""

    def __init__(self, office: Office, folder: Path, mails: Received, hook: Received, **alarms: Any) -> None:
        self.desk = Running(office)
        self.desk.works()
        self.clock, self.mails, self.hook = office.clock, mails, hook
        config = Config.model_validate(
            {
                "desk": {"name": "Brightbyte", "data": folder},
                "mail": {"host": "127.0.0.1", "port": mails.port, "security": "none",
                         "sender": "desk@brightbyte.example"},
                "alarms": {
                    "address": "https://desk.brightbyte.example",
                    "hooks": [{"name": "ops", "url": f"http://127.0.0.1:{hook.port}/in"}], **alarms,
                },
            }
        )  # fmt: skip
        self.composer = outgoing.composer(config, office.database, office.clock)
        self.messenger = outgoing.messenger(config, office.database, office.clock, Secrets(folder))

    def goes_out(self, **forward: float) -> None:
        """So much later the worker's steps are taken."""
        self.clock.forward(**forward)
        self.desk.works()
        self.composer.compose()
        while self.messenger.send_next():
            pass

    def messages(self) -> list[Any]:
        with self.desk.database.reading() as connection:
            return list(connection.execute(select(AlarmMessage).order_by(AlarmMessage.id)).all())

    @property
    def subjects(self) -> list[tuple[str, str]]:
        return [(str(mail["To"]), str(mail["Subject"]).strip()) for mail in self.mails.mails]


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Received, Received]]:
    monkeypatch.setenv("HELPDESK_SECRET_OPS", SECRET)
    with mail_server() as mails, web_address() as hook:
        yield mails, hook


@pytest.fixture
def post(office: Office, tmp_path: Path, servers: tuple[Received, Received]) -> Post:
    return Post(office, tmp_path, *servers)


def test_a_breach_reaches_its_owner_by_mail_and_the_hook_signed(post: Post) -> None:
    conversation = post.desk.carl_writes()
    post.goes_out(minutes=31)
    (mail,) = post.mails.mails
    assert str(mail["To"]) == "ada@brightbyte.example"
    assert post.subjects[0][1] == "Brightbyte: The first answer for Carl Customer is late: it was due at 12:30."
    assert f"https://desk.brightbyte.example/conversations/{conversation}" in mail.get_content()
    ((headers, content),) = post.hook.posts
    webhook = Webhook(SECRET)
    at = post.messages()[0].made_at
    assert headers["webhook-signature"] == webhook.sign(headers["webhook-id"], at, content.decode())
    post.goes_out(seconds=5)
    assert (len(post.mails.mails), len(post.hook.posts)) == (1, 1)


def test_a_mail_tells_the_time_by_its_readers_clock_and_a_hook_by_the_offices(post: Post) -> None:
    with post.desk.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.name == "Ada").values(zone="Asia/Tokyo"))
    post.desk.carl_writes()
    post.goes_out(minutes=31)
    assert "it was due at 21:30" in post.subjects[0][1]
    ((_, content),) = post.hook.posts
    assert b"it was due at 12:30" in content


def test_a_storm_is_one_digest(post: Post) -> None:
    post.desk.carl_writes()
    post.goes_out(minutes=31)
    for number in range(40):
        writes(post.desk.office, "refund", handle=f"customer{number}")
    post.clock.forward(minutes=31)
    post.goes_out()
    to_ada = [subject for to, subject in post.subjects if to.startswith("ada")]
    assert len(to_ada) == 2
    assert "alarms" in to_ada[1]
    post.goes_out(minutes=4)
    assert len([to for to, _ in post.subjects if to.startswith("ada")]) == 2, "the next waits its quarter of an hour"


def test_at_night_nothing_leaves_and_in_the_morning_one_digest_says_what_is_settled(
    office: Office, tmp_path: Path, servers: tuple[Received, Received]
) -> None:
    post = Post(office, tmp_path, *servers, quiet_from="12:00", quiet_until="18:00")
    first = post.desk.carl_writes()
    writes(office, "refund", handle="dora")
    post.goes_out(minutes=31)
    assert post.mails.mails == []
    post.desk.ada_answers(first)
    post.goes_out(hours=6)
    to_owner = [mail for mail in post.mails.mails if str(mail["To"]).startswith("ada")]
    assert len(to_owner) == 1
    assert "(settled since)" in to_owner[0].get_content()


def test_a_server_that_refuses_is_asked_again_later_and_at_last_given_up(post: Post) -> None:
    post.mails.answers = [451, 451]
    post.desk.carl_writes()
    post.goes_out(minutes=31)
    mail = post.messages()[0]
    assert (mail.state, mail.reason) == (QUEUED, "The mail server 127.0.0.1 did not take it: it answered 451.")
    post.goes_out(seconds=31)
    post.goes_out(seconds=121)
    assert [str(mail["To"]) for mail in post.mails.mails].count("ada@brightbyte.example") >= 1
    post.mails.answers = [550] * 99
    writes(post.desk.office, "refund", handle="dora")
    post.goes_out(hours=1)
    for _ in range(8):
        post.goes_out(hours=20)
    assert FAILED in {message.state for message in post.messages()}


def test_a_redirect_is_not_followed(post: Post) -> None:
    post.hook.answers = [307]
    post.desk.carl_writes()
    post.goes_out(minutes=31)
    assert post.hook.posts == []
    assert "answered 307" in next(message.reason for message in post.messages() if message.channel == "webhook")


@pytest.mark.parametrize("after", [False, True])
def test_whoever_dies_while_sending_is_followed_by_one_that_sends_it_under_the_same_number(
    post: Post, after: bool
) -> None:
    def dies(channel: str) -> Any:
        def way(*given: Any) -> None:
            if after:
                post.messenger.way_of(channel)(*given)
            raise Died

        return way

    post.desk.carl_writes()
    post.clock.forward(minutes=31)
    post.desk.works()
    post.composer.compose()
    with pytest.raises(Died):
        Messenger(post.desk.database, post.clock, dies).send_next()
    assert SENDING in {message.state for message in post.messages()}
    post.goes_out(minutes=4)
    before = len(post.mails.mails)
    post.goes_out(minutes=6)
    assert len(post.mails.mails) >= before
    of_the_first = {str(mail["Message-ID"]) for mail in post.mails.mails if "is late" in str(mail["Subject"])}
    assert len(of_the_first) == 1
    assert {message.state for message in post.messages()} == {SENT}


def test_alarms_from_before_mails_were_set_up_stay_on_the_page(post: Post) -> None:
    post.desk.carl_writes()
    post.clock.forward(minutes=31)
    post.desk.works()
    post.goes_out(hours=13)
    assert all("first answer for Carl Customer is late" not in subject for _, subject in post.subjects)


def test_whoever_left_gets_no_mail(post: Post) -> None:
    post.desk.carl_writes()
    with post.desk.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == post.desk.office.ada).values(active=False))
    post.goes_out(minutes=31)
    assert all(not to.startswith("ada") for to, _ in post.subjects)
