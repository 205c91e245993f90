"""Webhooks that go out, signed as Standard Webhooks says: the receiver knows who speaks, and what came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
import orjson
from standardwebhooks import Webhook

from helpdesk.alarms.messenger import NotTaken


@dataclass(frozen=True)
class Hooks:
    """`addresses` and `secrets` by the hook's name. Redirects are not followed: they could lead anywhere."""

    addresses: Mapping[str, str]
    secrets: Mapping[str, str]
    timeout_seconds: float = 10.0

    def __call__(self, number: int, recipient: str, body: Mapping[str, Any], at: datetime) -> None:
        """Posts one message. Raises NotTaken."""
        if not self.addresses.get(recipient):
            raise NotTaken(f"The hook {recipient} has no address: set its url, or the secret {recipient}-url.")
        content = orjson.dumps(body)
        name = f"alarm-{number}"
        signature = Webhook(_key(self.secrets[recipient])).sign(name, at, content.decode())
        headers = {
            "content-type": "application/json", "webhook-id": name, "webhook-signature": signature,
            "webhook-timestamp": str(int(at.timestamp())),
        }  # fmt: skip
        try:
            with (
                httpx2.Client(timeout=self.timeout_seconds, follow_redirects=False) as client,
                client.stream("POST", self.addresses[recipient], content=content, headers=headers) as answer,
            ):
                status = answer.status_code
        except httpx2.HTTPError as error:
            raise NotTaken(f"The hook {recipient} can't be reached: {type(error).__name__}.") from None
        if not 200 <= status < 300:
            raise NotTaken(f"The hook {recipient} answered {status}.")


def _key(secret: str) -> str | bytes:
    """A secret of the usual form as it is; any other by its own bytes."""
    return secret if secret.startswith("whsec_") else secret.encode()
