"""The company's accounts on the practice network, when its day begins, and how they call the API in-process."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask.testing import FlaskClient

from helpdesk.sandbox.accounts import BrandAccount
from tests.cast import SetClock

BRIGHTBYTE = BrandAccount("brightbyte", "Brightbyte", "token-of-the-service-account")
DEALS = BrandAccount("brightbyte_deals", "Brightbyte deals", "token-of-the-offers-account")
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def nine_o_clock() -> SetClock:
    """A clock that stands at nine in the morning."""
    return SetClock(NINE)


class Caller:
    """The API as one of the company's accounts calls it, in-process."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **asked: object) -> object:
        answer = self.client.get(path, headers=self.headers, query_string=asked)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **sent: object):
        return self.client.open(path, method=method, json=sent, headers=self.headers | (headers or {}))

    def post(self, status: str, key: str | None = None, **sent: object) -> dict:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.call("POST", "/api/v1/statuses", headers, status=status, **sent)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def mentions(self, **asked: object) -> list[dict]:
        return self.get("/api/v1/notifications", **{"types[]": "mention", **asked})


def token(visitor: FlaskClient) -> str:
    """What the forms of this visitor's page carry."""
    return re.findall(r'name="token" value="([^"]+)"', visitor.get("/").get_data(as_text=True))[0]


def write(visitor: FlaskClient, text: str, **more: str):
    """Sends the form on which a visitor plays Carl."""
    form = {"token": token(visitor), "name": "Carl", "handle": "carl", "text": text, "key": "", **more}
    return visitor.post("/write", data=form)
