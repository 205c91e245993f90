"""Requests to X: signed with a token that is good now, and counted in money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpdesk.clock import Clock
from helpdesk.networks.answer import Answer
from helpdesk.networks.door import Door
from helpdesk.networks.errors import SignedOut
from helpdesk.networks.protocol import Access, Quota
from helpdesk.networks.x.prices import Spending
from helpdesk.networks.x.refusals import error_of
from helpdesk.networks.x.session import Session


class Api:
    """What X answers to one account. Each request is made once, and again with a renewed token after a 401."""

    def __init__(self, access: Access, clock: Clock, timeout_seconds: float) -> None:
        self._door = Door(access.base_url, None, clock=clock, timeout_seconds=timeout_seconds, error_of=error_of)
        self._clock, self._spending = clock, Spending()
        self.session = Session(access, self._door, clock)

    def get(self, path: str, params: Mapping[str, str], *, budget: str) -> Answer:
        """Reads. Raises any NetworkError."""
        return self._request("GET", path, self.session.reading(), params=params, budget=budget)

    def as_user(
        self, method: str, path: str, *, budget: str, params: Mapping[str, str] | None = None, json: object = None
    ) -> Answer:
        """What only the account itself may ask. Raises any NetworkError."""
        return self._request(method, path, self.session.posting(), params=params, json=json, budget=budget)

    def paid(self, kind: str, ids: Iterable[str], price: int) -> None:
        """An answer held these resources."""
        self._spending.read(kind, ids, price, self._clock.now())

    def wrote(self, *, with_link: bool) -> None:
        """An answer of ours was taken."""
        self._spending.wrote(with_link=with_link)

    def take_spent(self) -> int:
        """In millionths of a US dollar, since the last call."""
        return self._spending.take()

    def quotas(self) -> tuple[Quota, ...]:
        """As the answers so far told them."""
        return self._door.quotas()

    def close(self) -> None:
        """Closes the connections."""
        self._door.close()

    def _request(
        self, method: str, path: str, token: str, *, params: Mapping[str, str] | None = None, json: object = None,
        budget: str,
    ) -> Answer:  # fmt: skip
        try:
            return self._door.request(method, path, params=params, json=json, token=token, budget=budget)
        except SignedOut:
            another = self.session.instead_of(token)
            if another is None:
                raise
        return self._door.request(method, path, params=params, json=json, token=another, budget=budget)
