"""Connecting an account: the link, the pasted address, the exchange."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.networks.errors import RefusedByNetwork, WrongSettings
from helpdesk.networks.x.authorisation import SCOPES, challenge, code_in, consent_link, exchange, new_secret
from tests.cast import SetClock
from tests.networks.x.desk_and_x import desk_at
from tests.simulator.x import FakeX

BACK = "http://127.0.0.1/back"


def test_an_account_is_connected_by_its_owners_consent(clock: SetClock) -> None:
    with FakeX(clock) as x:
        verifier, state = new_secret(), new_secret()
        link = consent_link("client-1", BACK, state, verifier)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert link.startswith("https://x.com/i/oauth2/authorize?response_type=code&")
        assert (asked["scope"], asked["code_challenge_method"]) == (" ".join(SCOPES), "S256")
        code = x.agrees("brightbyte", asked["code_challenge"], asked["redirect_uri"])
        pasted = f" {BACK}?state={asked['state']}&code={code} "
        ours = {"client_id": "client-1", "client_secret": None, "clock": clock, "base_url": x.base_url}
        tokens = exchange(code_in(pasted, state), verifier, BACK, **ours)  # type: ignore[arg-type]
        with desk_at(x, secret=tokens.text()) as desk:
            assert desk.whoami().handle == "brightbyte"
        with pytest.raises(RefusedByNetwork):
            exchange(code, verifier, BACK, **ours)  # type: ignore[arg-type]
        stolen = x.agrees("brightbyte", challenge(verifier), BACK)
        with pytest.raises(RefusedByNetwork):
            exchange(stolen, new_secret(), BACK, **ours)  # type: ignore[arg-type]


def test_the_challenge_is_that_of_rfc_7636() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("", "no code"), ("two words", "no code"), ("cöde", "no code"),
        (f"{BACK}?error=access_denied&state=s", "did not agree"),
        (f"{BACK}?code=c&state=other", "another attempt"), (f"{BACK}?code=c", "another attempt"),
        (f"{BACK}?state=s", "holds no code"),
    ],
)  # fmt: skip
def test_an_address_without_our_code_is_explained(pasted: str, told: str) -> None:
    with pytest.raises(WrongSettings, match=told):
        code_in(pasted, "s")
    assert code_in(" abc ", "s") == code_in(f"{BACK}?code=abc&state=s", "s") == "abc"
