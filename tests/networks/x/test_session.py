"""Tokens that end after two hours: renewed in time, never lost, whatever dies or comes at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.networks.errors import NetworkError, SignedOut, TryLater, WrongSettings
from helpdesk.networks.x.tokens import REFRESH_LIFE, Tokens, from_secret, newest, renewed, stamp
from tests.cast import NOON, SetClock
from tests.networks.x.desk_and_x import desk_at, reply_to
from tests.simulator.x import FakeX


class Place:
    """Where both processes keep their tokens; it can be full."""

    def __init__(self) -> None:
        self.value: str | None = None
        self.written: list[str] = []
        self.full = False

    def read(self) -> str | None:
        return self.value

    def write(self, value: str) -> None:
        if self.full:
            raise OSError("no space left")
        self.value = value
        self.written.append(value)


@pytest.fixture
def x(clock: SetClock) -> Iterator[FakeX]:
    with FakeX(clock) as opened:
        yield opened


def connected(x: FakeX, **more: Any) -> str:
    """The secret of an account that was connected now."""
    x.truth.person("brightbyte")
    pair = x.door.let_in("brightbyte", x.clock.now())
    until = stamp(x.clock.now().replace(hour=x.clock.now().hour + 2))
    return Tokens(str(pair["access_token"]), str(pair["refresh_token"]), until, "client-1", **more).text()


def renewals(x: FakeX) -> int:
    return sum(request.path == "/2/oauth2/token" for request in x.requests)


def test_a_token_is_renewed_before_it_ends_and_kept_for_the_next_run(x: FakeX) -> None:
    secret, place = connected(x), Place()
    with desk_at(x, secret=secret, kept=place) as desk:
        desk.mentions(None)
        assert renewals(x) == 0
        for _ in range(3):
            x.later(hours=1, minutes=59)
            desk.mentions(None)
        assert (renewals(x), len(place.written)) == (3, 3)
    with desk_at(x, secret=secret, kept=place) as after_a_restart:
        after_a_restart.mentions(None)
    assert renewals(x) == 3


def test_a_token_that_x_took_back_early_is_renewed_and_the_request_made_again(x: FakeX) -> None:
    with desk_at(x, secret=connected(x), kept=Place()) as desk:
        desk.whoami()
        asked = x.truth.publish("carl", "@brightbyte hey")
        x.door.users.clear()
        desk.post(reply_to(x, asked))
    assert renewals(x) == 1
    assert len(x.truth.by("brightbyte")) == 1


def test_the_new_pair_is_written_before_it_is_used_and_held_when_the_place_is_full(x: FakeX) -> None:
    place = Place()
    with desk_at(x, secret=connected(x), kept=place) as desk:
        desk.whoami()
        x.later(hours=2)
        place.full = True
        before = len(x.requests)
        for _ in range(2):
            with pytest.raises(OSError, match="no space"):
                desk.mentions(None)
        assert [request.path for request in x.requests[before:]] == ["/2/oauth2/token"]
        place.full = False
        desk.mentions(None)
    assert renewals(x) == 1
    assert place.value is not None
    assert x.door.whose(json.loads(place.value)["access_token"], x.clock.now()) == "brightbyte"


def test_two_processes_that_renew_at_once_both_go_on(x: FakeX) -> None:
    secret, place, clash = connected(x), Place(), threading.Barrier(2)
    ended: list[object] = []
    written = threading.Event()  # the minute that the slower one waits in, without waiting for it
    answer = x.answer

    def at_once(request: Any) -> Any:
        if request.path == "/2/oauth2/token":
            clash.wait(30)
        return answer(request)

    x._serving._server.RequestHandlerClass.answer = staticmethod(at_once)  # type: ignore[attr-defined]
    x.later(hours=2)

    def process() -> None:
        with desk_at(x, secret=secret, kept=place) as desk:
            try:
                ended.append(desk.whoami())
                written.set()
            except NetworkError as error:
                ended.append(type(error))
                assert written.wait(30)
                clash.abort()
                x.later(seconds=11)
                ended.append(desk.whoami())

    processes = [threading.Thread(target=process) for _ in range(2)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
    assert SignedOut not in ended
    assert [each for each in ended if each is not TryLater] == [desk_author(x)] * 2
    assert len(place.written) == 1


def desk_author(x: FakeX) -> object:
    with desk_at(x) as desk:
        return desk.whoami()


def test_a_refusal_means_reconnect_only_after_another_process_had_its_minute(x: FakeX) -> None:
    with desk_at(x, secret=connected(x), kept=Place()) as desk:
        x.door.refresh.clear()
        x.later(hours=2)
        with pytest.raises(TryLater):
            desk.mentions(None)
        x.later(seconds=61)
        with pytest.raises(SignedOut, match="connect the account anew"):
            desk.mentions(None)


def test_a_pair_that_another_process_wrote_meanwhile_is_found(x: FakeX) -> None:
    secret, place = connected(x), Place()
    with desk_at(x, secret=secret, kept=place) as first, desk_at(x, secret=secret, kept=place) as second:
        first.whoami()
        second.whoami()
        x.later(hours=2)
        first.mentions(None)
        second.mentions(None)
        assert renewals(x) == 1
        x.door.users.clear()  # and one that X ended early
        first.mentions(None)
        second.mentions(None)
    assert renewals(x) == 2


@pytest.mark.parametrize("kind", ["500", "cut done", "reset", "HTML", "empty", "429"])
def test_a_renewal_that_fails_leaves_the_reply_surely_not_posted(kind: str, x: FakeX) -> None:
    asked = x.truth.publish("carl", "@brightbyte hey")
    with desk_at(x, secret=connected(x), kept=Place()) as desk:
        desk.whoami()
        x.later(hours=2)
        x.faults.next(kind, method="POST", path="/2/oauth2/token")
        with pytest.raises(TryLater):
            desk.post(reply_to(x, asked))
    assert x.truth.by("brightbyte") == []


def test_a_refresh_token_ends_half_a_year_after_its_last_renewal(x: FakeX) -> None:
    place = Place()
    with desk_at(x, secret=connected(x), kept=place) as desk:
        desk.mentions(None)
        assert desk.token_expires_at() == x.clock.now() + REFRESH_LIFE
        x.later(days=3)
        desk.mentions(None)
        assert renewals(x) == 1
        assert desk.token_expires_at() == x.clock.now() + REFRESH_LIFE, "whoever is in use is renewed"
    assert Tokens("a", None, stamp(NOON)).ends_at() == NOON, "nothing renews this one"
    assert Tokens("a", "r", None).ends_at() is None
    assert Tokens("a", "r", "soon").ends_at() is None
    assert Tokens(app_token="a").ends_at() is None


def test_an_app_with_a_secret_signs_its_renewals(x: FakeX) -> None:
    x.door.clients["client-1"] = "s3cret:/?"
    for secret, error in (("s3cret:/?", None), ("wrong", SignedOut)):
        with desk_at(x, secret=connected(x, client_secret=secret)) as desk:
            x.clock.forward(hours=2)
            if error is None:
                desk.mentions(None)
            else:
                with pytest.raises(error):
                    desk.mentions(None)


def test_the_apps_own_token_reads_and_a_users_posts(x: FakeX) -> None:
    asked = x.truth.publish("carl", "@brightbyte hey")
    with desk_at(x, secret=connected(x, app_token="app-token")) as desk:
        desk.mentions(None)
        desk.post(reply_to(x, asked))
    signed = {request.path.rsplit("/", 1)[-1]: request.bearer() for request in x.requests}
    assert (signed["mentions"], signed["tweets"] == "app-token") == ("app-token", False)
    with desk_at(x, secret=Tokens(app_token="app-token").text()) as reader:
        assert reader.whoami().handle == "brightbyte"
        assert len(reader.mentions(None).items) == 1
        with pytest.raises(WrongSettings, match="read, but not post"):
            reader.post(reply_to(x, asked))


@pytest.mark.parametrize("secret", ["two words", "tök", "{", "{}", '{"client_id": "1"}', '{"access_token": 7}',
                                    '{"refresh_token": "r"}', '{"access_token": "a\\nb"}', "[1]\n2"])  # fmt: skip
def test_a_secret_that_lets_nobody_in_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        from_secret(secret)
    assert secret not in refused.value.sentence


def test_what_is_kept_counts_only_for_the_secret_it_was_made_of() -> None:
    given = from_secret(Tokens("a", "r", None, "c").text())
    fresh = renewed(given, {"access_token": "b", "refresh_token": "s", "expires_in": 7200}, NOON)
    assert fresh is not None
    assert newest(given, fresh.text()) == fresh
    anew = from_secret(Tokens("n", "m", None, "c").text())
    assert newest(anew, fresh.text()) == anew
    for nonsense in ("", "no JSON", "[]", "7", '{"access_token": 7}'):
        assert newest(given, nonsense) == given
    assert newest(from_secret(""), Tokens("a").text()) == Tokens("a")
    assert "a" not in repr(Tokens("a")).removeprefix("Tokens")


@pytest.mark.parametrize("life", [None, "7200", 0, -5, True, 10**9])
def test_a_life_that_x_does_not_tell_is_two_hours(life: object) -> None:
    fresh = renewed(Tokens(), {"access_token": "b", "expires_in": life}, NOON)
    assert fresh is not None
    assert fresh.expires_at == "2026-03-02T14:00:00Z"
    assert renewed(Tokens(), {"access_token": ""}, NOON) is None
