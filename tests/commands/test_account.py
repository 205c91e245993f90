"""`helpdesk account`, against the practice network, a feed and the fake X over real HTTP."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import insert, select, update

from helpdesk.clock import SystemClock
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.safe import Safe, Sealed, forget, session_of, token_of
from helpdesk.secret_files import Secrets
from tests.cast import SetClock
from tests.commands.shell import HELPDESK, Shell
from tests.crashes.network import TOKEN, PracticeNetwork, practice_network
from tests.networks.bluesky.place import OURS, Place, opened
from tests.networks.feeds import RSS
from tests.networks.misbehaving import Misbehaving, answer
from tests.simulator.bluesky.sky import PASSWORD
from tests.simulator.x import FakeX


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    with practice_network(tmp_path, SetClock(SystemClock().now())) as practice:
        yield practice


@pytest.fixture
def bare(each_shell: Shell) -> Shell:
    """A desk whose configuration names no account."""
    each_shell.config = each_shell.folder / "config.toml"
    each_shell.config.write_text("[desk]\nname = 'Brightbyte'\n[sandbox]\nenabled = false\n")
    return each_shell


def added(shell: Shell, network: PracticeNetwork) -> str:
    """Connects @brightbyte; gives its handle."""
    said = shell.run("account", "add", "mastodon", "--url", network.url, given=f"{TOKEN}\n")
    assert said.exit_code == 0, said.output
    return f"@brightbyte@{urlsplit(network.url).netloc}"


def look(shell: Shell, question: object) -> list[object]:
    database = shell.database()
    try:
        with database.reading() as connection:
            return list(connection.execute(question).all())  # type: ignore[call-overload]
    finally:
        database.close()


def test_an_account_is_connected_by_its_token_which_lies_sealed(bare: Shell, network: PracticeNetwork) -> None:
    said = bare.run("account", "add", "mastodon", given=f"{network.url}\n{TOKEN}\n")
    assert said.exit_code == 0, said.output
    assert "read:accounts, read:notifications, read:statuses and write:statuses" in said.stdout
    assert "is connected. A desk that runs listens within seconds." in said.stdout
    assert TOKEN not in said.output
    ((account_id, secret, base_url, remote_id),) = look(
        bare, select(Account.id, Account.secret, Account.base_url, Account.remote_id)
    )
    assert (secret, base_url) == (None, network.url)
    assert remote_id is not None
    assert TOKEN not in repr(look(bare, select(Sealed.text)))
    database = bare.database()
    assert Safe(database, Secrets(bare.data)).read(token_of(account_id)) == TOKEN
    database.close()
    assert [kind for (kind,) in look(bare, select(Event.kind).where(Event.kind == "account_connected"))]


def test_it_is_listed_and_checked_for_reading_and_writing_and_leaves_nothing_behind(
    bare: Shell, network: PracticeNetwork
) -> None:
    handle = added(bare, network)
    assert "not asked yet" in bare.run("account", "list").stdout
    reading = bare.run("account", "check", handle)
    assert (reading.exit_code, "Reading works" in reading.stdout) == (0, True)
    nothing_of_ours = bare.run("account", "check", handle, "--post")
    assert (nothing_of_ours.exit_code, "no post of ours to answer" in nothing_of_ours.stderr) == (1, True)
    network.carl_writes("Hello, this is us", handle="brightbyte")
    before = [post["id"] for post in network.truth() if not post["deleted"]]
    writing = bare.run("account", "check", handle.removeprefix("@"), "--post")
    assert writing.exit_code == 0, writing.output
    assert "Writing works: a test post was sent, read back and removed." in writing.stdout
    assert _there(network) == before


def _there(network: PracticeNetwork) -> list[object]:
    return [post["id"] for post in network.truth() if not post["deleted"]]


def test_a_test_post_whose_answer_is_lost_is_found_and_removed(bare: Shell, network: PracticeNetwork) -> None:
    handle = added(bare, network)
    network.carl_writes("Hello, this is us", handle="brightbyte")
    before = _there(network)
    network.fails("drop_after")
    said = bare.run("account", "check", handle, "--post")
    assert (said.exit_code, "had arrived all the same, and was removed" in said.stderr) == (1, True)
    assert _there(network) == before


def test_a_test_post_that_cannot_be_removed_says_where_it_is(bare: Shell, network: PracticeNetwork) -> None:
    handle = added(bare, network)
    network.carl_writes("Hello, this is us", handle="brightbyte")
    network.fails("status", method="DELETE", path="/api/v1/statuses/*", status=500)
    said = bare.run("account", "check", handle, "--post")
    assert said.exit_code == 1
    assert "Remove it by hand: http" in said.stderr


@pytest.mark.parametrize(
    ("status", "way_out"),
    [
        (401, "Make a new token there, then run helpdesk account add mastodon."),
        (403, "The desk needs these permissions: read:accounts"),
        (429, "Try again"),
        (500, "try again later"),
        (402, "Then check again"),
    ],
)
def test_each_failure_says_the_way_out(bare: Shell, network: PracticeNetwork, status: int, way_out: str) -> None:
    handle = added(bare, network)
    network.fails("status", method="GET", path="/api/v1/notifications", status=status)
    said = bare.run("account", "check", handle)
    assert (said.exit_code, way_out in said.stderr) == (1, True), said.stderr
    assert TOKEN not in said.output


def test_a_wrong_token_or_address_connects_nothing(bare: Shell, network: PracticeNetwork) -> None:
    for url, token, sentence in (
        (network.url, "wrong", "Make a new token"),
        ("http://127.0.0.1:1", TOKEN, "Check the address"),
        ("nowhere", TOKEN, "must begin with https://"),
        (network.url, "w r o n g", "holds a character that no token has"),
    ):
        said = bare.run("account", "add", "mastodon", "--url", url, given=f"{token}\n")
        assert (said.exit_code, sentence in said.stderr) == (1, True), said.stderr
    assert look(bare, select(Account.id)) == []
    assert look(bare, select(Sealed.name)) == []


def test_connecting_anew_keeps_the_history_and_takes_the_new_token(bare: Shell, network: PracticeNetwork) -> None:
    added(bare, network)
    database = bare.database()
    with database.writing() as connection:
        connection.execute(update(Listener).values(cursor="here", problem="No.", failing_since=SystemClock().now()))
    database.close()
    said = bare.run("account", "add", "mastodon", "--url", network.url, "--purpose", "offers", given=f"{TOKEN}\n")
    assert "is connected anew" in said.stdout
    assert look(bare, select(Account.purpose, Listener.cursor, Listener.problem).join(Listener)) == [
        ("offers", "here", None)
    ]


def test_a_removed_account_is_listened_to_no_more_and_its_token_is_gone(bare: Shell, network: PracticeNetwork) -> None:
    handle = added(bare, network)
    said = bare.run("account", "remove", handle)
    assert (said.exit_code, "its history stays" in said.stdout) == (0, True)
    assert bare.run("account", "list").stdout.split()[-1] == "removed"
    assert look(bare, select(Sealed.name)) == []
    assert "There is no account" in bare.run("account", "check", handle).stderr
    added(bare, network)  # and comes back, the same row
    assert look(bare, select(Account.handle, Account.removed_at)) == [(handle, None)]


def test_an_account_of_the_configuration_is_changed_there(shell: Shell) -> None:
    assert shell.run("migrate").exit_code == 0
    database = shell.database()
    with database.writing() as connection:
        connection.execute(
            insert(Account).values(network="practice", handle="@brightbyte", purpose="service", listen_only=False,
                                   created_at=SystemClock().now())
        )  # fmt: skip
    database.close()
    said = shell.run("account", "remove", "@brightbyte")
    assert (said.exit_code, "stands in config.toml" in said.stderr) == (1, True)


def test_a_feed_needs_its_address_alone(bare: Shell) -> None:
    with Misbehaving(answer(RSS)) as server:
        said = bare.run("account", "add", "feed", "--url", f"{server.base_url}/rss?a=1", "--handle", "talk")
        assert said.exit_code == 0, said.output
        assert bare.run("account", "check", "talk").exit_code == 0
        assert "only listened to" in bare.run("account", "check", "talk", "--post").stderr
    assert look(bare, select(Account.handle, Account.network, Account.listen_only)) == [("@talk", "feed", True)]
    with Misbehaving(answer("<html>")) as server:
        said = bare.run("account", "add", "feed", "--url", server.base_url)
        assert (said.exit_code, "no RSS or Atom" in said.stderr) == (1, True)
    with Misbehaving(answer(RSS)) as server:
        elsewhere = ("account", "add", "feed", "--url", server.base_url, "--handle", "talk")
        said = bare.run(*elsewhere)
        assert (said.exit_code, "another account of that name" in said.stderr) == (1, True)
        assert bare.run("account", "remove", "talk").exit_code == 0
        assert bare.run(*elsewhere).exit_code == 0


@pytest.fixture
def x() -> Iterator[FakeX]:
    with FakeX(SetClock(SystemClock().now())) as fake:
        fake.truth.person("brightbyte", "Brightbyte")
        yield fake


def test_x_is_connected_by_a_token_that_is_there_already(bare: Shell, x: FakeX) -> None:
    said = bare.run("account", "add", "x", "--url", x.base_url, "--token", given=f"{x.token_of('brightbyte')}\n")
    assert said.exit_code == 0, said.output
    assert "tweet.read, tweet.write, users.read, offline.access" in said.stdout
    assert look(bare, select(Account.handle, Account.network)) == [("@brightbyte", "x")]
    assert "Reading works" in bare.run("account", "check", "brightbyte").stdout


def test_x_is_connected_by_its_owners_consent_in_a_script_of_lines(bare: Shell, x: FakeX) -> None:
    back = "https://desk.example/callback"
    words = ("account", "add", "x", "--url", x.base_url, "--client-id", "client-1", "--callback", back)
    status, out, err = _consents(bare, x, words, back)
    assert status == 0, err
    assert "@brightbyte is connected" in out
    assert "code-0" not in err
    ((name,),) = look(bare, select(Sealed.name))
    assert name in (token_of(1), session_of(1))


def _consents(bare: Shell, x: FakeX, words: tuple[str, ...], back: str) -> tuple[int, str, str]:
    """Runs the command, agrees in a browser and pastes where that led; gives the exit status and what was said."""
    elsewhere = ["--database", bare.database_url] if bare.database_url else []
    process = subprocess.Popen(
        [HELPDESK, *words, "--config", str(bare.config), *elsewhere],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | bare.environment, cwd=bare.folder, start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    link = next(line for line in process.stdout if line.startswith("https://"))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link.strip()).query).items()}
    code = x.agrees("brightbyte", asked["code_challenge"], back)
    out, err = process.communicate(f"{back}?state={asked['state']}&code={code}\n", timeout=60)
    return process.returncode, out, err


def test_a_desk_that_runs_listens_to_a_new_account_within_seconds(bare: Shell) -> None:
    with Misbehaving(answer(RSS)) as server, bare.serving() as serving:
        said = bare.run("account", "add", "feed", "--url", server.base_url, "--handle", "talk")
        assert said.exit_code == 0, said.output
        serving.until(lambda: len(look(bare, select(Mention.id))) == 2, seconds=60)
        assert "listening" in bare.run("account", "list").stdout
        assert bare.run("account", "remove", "talk").exit_code == 0
    assert len(look(bare, select(Mention.id))) == 2


def test_an_account_without_its_token_is_told_by_doctor(bare: Shell, network: PracticeNetwork) -> None:
    handle = added(bare, network)
    assert f"account {handle}: It is not connected" not in bare.run("doctor").stdout
    database = bare.database()
    with database.writing() as connection:
        forget(connection, token_of(1))
    database.close()
    assert f"account {handle}: It is not connected: run helpdesk account add mastodon." in bare.run("doctor").stdout


def test_x_gave_less_than_the_desk_needs(bare: Shell, x: FakeX) -> None:
    x.door.scopes = "tweet.read users.read"
    back = "https://desk.example/callback"
    words = ("account", "add", "x", "--url", x.base_url, "--client-id", "client-1", "--callback", back)
    status, _, err = _consents(bare, x, words, back)
    assert status == 1
    assert "tweet.write, offline.access is missing" in err
    assert look(bare, select(Account.id)) == []


def test_a_wrong_token_for_x_connects_nothing_and_is_not_repeated(bare: Shell, x: FakeX) -> None:
    said = bare.run("account", "add", "x", "--url", x.base_url, "--token", given="not-a-token-of-x\n")
    assert (said.exit_code, "then run helpdesk account add x." in said.stderr) == (1, True), said.stderr
    assert "not-a-token-of-x" not in said.output
    assert look(bare, select(Account.id)) == []


def test_x_is_checked_for_writing_and_nothing_stays(bare: Shell, x: FakeX) -> None:
    bare.run("account", "add", "x", "--url", x.base_url, "--token", given=f"{x.token_of('brightbyte')}\n")
    x.truth.publish("brightbyte", "Hello, this is us")
    said = bare.run("account", "check", "brightbyte", "--post")
    assert said.exit_code == 0, said.output
    assert "Writing works: a test post was sent, read back and removed." in said.stdout
    written = [request for request in x.requests if request.method in ("POST", "DELETE")]
    assert [(request.method, request.path.startswith("/2/tweets")) for request in written] == [
        ("POST", True), ("DELETE", True),
    ]  # fmt: skip


@pytest.fixture
def sky() -> Iterator[Place]:
    with opened(SetClock(SystemClock().now())) as place:
        yield place


def test_bluesky_is_connected_by_an_app_password_checked_and_left_as_it_was(bare: Shell, sky: Place) -> None:
    address = sky.server.base_url
    said = bare.run("account", "add", "bluesky", "--url", address, given=f"{PASSWORD}\n{OURS}\n")
    assert said.exit_code == 0, said.output
    assert "App passwords, Add App Password" in said.stdout
    assert f"@{OURS} is connected" in said.stdout
    assert PASSWORD not in said.output
    assert look(bare, select(Account.handle, Account.network)) == [(f"@{OURS}", "bluesky")]
    assert PASSWORD not in repr(look(bare, select(Sealed.text)))
    assert "Reading works" in bare.run("account", "check", OURS).stdout
    sky.sky.writes(sky.us, "Hello, this is us")
    before = [kept.uri for kept in sky.sky.visible()]
    writing = bare.run("account", "check", OURS, "--post")
    assert writing.exit_code == 0, writing.output
    assert "Writing works: a test post was sent, read back and removed." in writing.stdout
    assert [kept.uri for kept in sky.sky.visible()] == before


def test_a_wrong_app_password_or_handle_connects_nothing(bare: Shell, sky: Place) -> None:
    for password, handle in (("wrong-pass-word-0000", OURS), (PASSWORD, "nobody.example")):
        said = bare.run("account", "add", "bluesky", "--url", sky.server.base_url, given=f"{password}\n{handle}\n")
        assert said.exit_code == 1, said.output
        assert "then run helpdesk account add bluesky." in said.stderr
        assert password not in said.output
    assert look(bare, select(Account.id)) == []
    assert look(bare, select(Sealed.name)) == []
