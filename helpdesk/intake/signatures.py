"""Whether a delivery comes from whom it says: Standard Webhooks' signature, and X's. Pure.

The signature is compared in constant time before anything of the body is looked at, and before its age is told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=5)  # how far the sender's clock may be from ours, either way
LONGEST_ID = 255
PREFIX = "whsec_"
_MOMENT = re.compile(r"[0-9]{1,11}", re.ASCII)


class NotVerified(Exception):
    """The delivery is not believed; the sentence says why, and nothing about the secret."""


def new_secret() -> str:
    """256 random bits, as Standard Webhooks write them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def standard(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The id of a delivery that is signed with `secret` (headers by lower-case name). Raises NotVerified.

    Not the library's own `verify`, which reads the time by itself and stumbles over headers that are not as they
    should be. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    delivery, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (delivery and moment and given):
        raise NotVerified("A delivery needs the headers webhook-id, webhook-timestamp and webhook-signature.")
    if not _MOMENT.fullmatch(moment) or len(delivery) > LONGEST_ID or not delivery.isprintable():
        raise NotVerified("webhook-timestamp must be seconds since 1970, and webhook-id at most 255 characters.")
    sent_at = datetime.fromtimestamp(int(moment), UTC)
    try:
        expected = Webhook(secret).sign(delivery, sent_at, body.decode())
    except UnicodeDecodeError:
        raise NotVerified("The body is not UTF-8.") from None
    if not any(_same(expected, each) for each in given.split(" ")[:20]):
        raise NotVerified("No signature fits: check the secret, and that the body is signed as it is sent.")
    if abs(now - sent_at) > TOLERANCE:
        raise NotVerified(f"webhook-timestamp is more than 5 minutes from this desk's clock ({now:%H:%M:%S} UTC).")
    return delivery


def by_x(consumer_secret: str, given: str, body: bytes) -> None:
    """Whether X signed the body: x-twitter-webhooks-signature. Raises NotVerified."""
    if not _same(_x_signature(consumer_secret, body), given):
        raise NotVerified("x-twitter-webhooks-signature does not fit: check the consumer secret of the app.")


def crc_answer(consumer_secret: str, crc_token: str) -> str:
    """What X expects to hear for a `crc_token`, now and then, to know that the door is ours."""
    return _x_signature(consumer_secret, crc_token.encode())


def _x_signature(consumer_secret: str, message: bytes) -> str:
    digest = hmac.new(consumer_secret.encode(), message, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))
