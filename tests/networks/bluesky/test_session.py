"""The session: kept, renewed, and never begun too often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.bluesky.session import SIGN_INS, next_sign_in, read_kept
from helpdesk.networks.errors import NotSent, SignedOut, TryLater, WrongSettings
from helpdesk.networks.protocol import Access
from tests.cast import SetClock
from tests.networks.bluesky.place import Place, opened

SIGN_IN, REFRESH = "/xrpc/com.atproto.server.createSession", "/xrpc/com.atproto.server.refreshSession"


@pytest.fixture
def place(clock: SetClock) -> Iterator[Place]:
    with opened(clock) as opened_place:
        yield opened_place


def listen(place: Place, **how: object) -> None:
    """One poll of a connector that is made anew, as after a restart."""
    connector = place.connector(**how)  # type: ignore[arg-type]
    try:
        connector.mentions(None)
    finally:
        connector.close()


def test_one_sign_in_serves_every_restart(place: Place, clock: SetClock) -> None:
    for _ in range(20):
        listen(place)
        clock.forward(minutes=5)
    assert place.server.times_asked("createSession") == 1


def test_a_token_that_ran_out_is_renewed_and_the_new_one_kept_before_it_is_used(place: Place, clock: SetClock) -> None:
    desk = place.connector()
    for _ in range(5):
        clock.forward(hours=3)
        desk.mentions(None)
    assert (place.server.times_asked("createSession"), place.server.times_asked("refreshSession")) == (1, 4)
    kept = json.loads(place.pocket.written[-1])
    assert kept["access"] in place.spoken.accounts.tokens
    listen(place)
    assert place.server.times_asked("refreshSession") == 4
    desk.close()


def test_a_crash_between_the_servers_renewal_and_ours_loses_nothing(place: Place, clock: SetClock) -> None:
    listen(place)
    clock.forward(hours=3)
    place.server.fault("drop_after", REFRESH)
    with pytest.raises(NotSent):
        listen(place)
    listen(place)
    assert place.server.times_asked("createSession") == 1


def test_two_processes_that_renew_at_once_both_go_on(place: Place, clock: SetClock) -> None:
    one, two = place.connector(), place.connector()
    for desk in (one, two):
        desk.mentions(None)
    clock.forward(hours=3)
    for desk in (one, two, one, two):
        desk.mentions(None)
    assert place.server.times_asked("createSession") == 1
    assert place.server.times_asked("refreshSession") == 1  # the second found the first one's
    one.close()
    two.close()


def test_a_session_that_is_too_old_to_renew_is_begun_anew(place: Place, clock: SetClock) -> None:
    listen(place)
    clock.forward(days=91)
    listen(place)
    assert place.server.times_asked("createSession") == 2


def test_a_server_that_forgets_every_session_is_not_signed_in_to_in_a_loop(place: Place, clock: SetClock) -> None:
    tried = 0
    for _ in range(60):  # five minutes of polls
        clock.forward(seconds=5)
        place.spoken.accounts.forget_sessions()
        try:
            listen(place)
        except TryLater:
            tried += 1
    assert place.server.times_asked("createSession") == SIGN_INS[0][0]
    assert tried > 50
    clock.forward(minutes=6)
    listen(place)


@pytest.mark.parametrize("effect", ["status", "html", "truncate", "drop_before", "drop_after"])
def test_a_sign_in_that_fails_is_not_sent_and_not_repeated_at_once(effect: str, place: Place, clock: SetClock) -> None:
    place.server.fault(effect, SIGN_IN, status=502, count=None)
    asked = place.sky.writes(place.carl, "@brightbyte.example hey")
    desk = place.connector()
    for _ in range(30):
        with pytest.raises((NotSent, TryLater)):
            desk.post(place.reply(asked))
        clock.forward(seconds=5)
    assert place.server.times_asked("createSession") <= SIGN_INS[0][0]
    desk.close()


def test_a_wrong_password_is_for_a_person_and_a_new_one_works_at_once(place: Place) -> None:
    with pytest.raises(SignedOut, match="check the app password") as refused:
        listen(place, password="wrong")
    assert "wrong" not in refused.value.sentence
    listen(place)
    with pytest.raises(SignedOut):
        listen(place, password="wrong again")  # an old session is not used with a new password


def test_what_the_server_itself_calls_too_often_waits_until_it_says(place: Place, clock: SetClock) -> None:
    place.server.fault("status", SIGN_IN, status=429, headers={"retry-after": "289"})
    with pytest.raises(TryLater) as later:
        listen(place)
    assert later.value.until == clock.now() + timedelta(seconds=289)


def test_without_password_and_session_nothing_is_asked(place: Place) -> None:
    with pytest.raises(WrongSettings):
        Bluesky(Access(place.server.base_url, "@brightbyte.example", ""), place.clock)
    with pytest.raises(SignedOut):
        listen(place, password="")
    assert place.server.asked == []


def test_sign_ins_are_spaced_and_a_clock_set_back_does_not_lock_us_out(clock: SetClock) -> None:
    most, within = SIGN_INS[0]
    now = clock.now().timestamp()
    assert next_sign_in([now] * (most - 1), clock.now()) is None
    assert next_sign_in([now] * most, clock.now()) == clock.now() + within
    assert next_sign_in([now + 9_000] * 30, clock.now()) is None
    most, within = SIGN_INS[1]
    assert next_sign_in([now - 60 * number for number in range(most)][::-1], clock.now()) is not None


@pytest.mark.parametrize(
    "text", [None, "", "x", "7", "[]", "{}", '{"of": 7, "sign_ins": "x"}', '{"sign_ins": ["x"]}', '{"sign_ins": [[]]}']
)
def test_what_was_kept_and_cannot_be_read_is_as_if_nothing_was(text: str | None) -> None:
    assert read_kept(text).access == ""
    assert read_kept(text).sign_ins == ()
