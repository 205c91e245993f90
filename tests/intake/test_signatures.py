"""The official vector of Standard Webhooks, and X's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpdesk.intake.signatures import NotVerified, crc_answer, new_secret, standard

# From the specification's own libraries: id, moment, body and signature belong together.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'
THEN = datetime.fromtimestamp(1614265330, UTC)


def test_the_official_vector_is_believed() -> None:
    assert standard(SECRET, HEADERS, BODY, THEN) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


@pytest.mark.parametrize("body", [b'{"test":2432232314}', b"", BODY + b"\n"])
def test_any_other_body_is_not(body: bytes) -> None:
    with pytest.raises(NotVerified, match="No signature fits"):
        standard(SECRET, HEADERS, body, THEN)


def test_another_secret_is_not() -> None:
    with pytest.raises(NotVerified, match="No signature fits"):
        standard(new_secret(), HEADERS, BODY, THEN)


def test_the_age_is_told_only_to_whoever_signed_well() -> None:
    later = datetime(2026, 3, 2, tzinfo=UTC)
    with pytest.raises(NotVerified, match="more than 5 minutes"):
        standard(SECRET, HEADERS, BODY, later)
    with pytest.raises(NotVerified, match="No signature fits"):
        standard(SECRET, HEADERS, b"{}", later)


def test_xs_handshake() -> None:
    """Computed with openssl: HMAC-SHA256, base64."""
    assert (
        crc_answer("test_consumer_secret_0123456789", "NTJlZTI0MmItMGU4Zi00")
        == "sha256=9VXTUUCduc2oCzBdNjmpFIlqCwFwJ/QvT6q/AjN1h8c="
    )
