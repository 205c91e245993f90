"""An agent's browser over a kept connection: it keeps its cookies and does little else, so that what is measured on the
same cores is the desk and not its visitors.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the page."""

    status: int
    text: str


class Browser:
    """One person's; not to be shared between threads."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT_SECONDS)
        self._cookies = SimpleCookie()
        self.answered: set[str] = set()  # conversations that this person needn't open again

    def get(self, path: str) -> Answer:
        """The page at this path."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Sends a form. Redirects are not followed."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self._cookies.output(attrs=[], header="", sep=";").strip()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self._cookies.load(cookie)
        return Answer(response.status, text)
