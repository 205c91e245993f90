"""The one HTTP door to the networks: single-shot, bounded in time and size, follows nobody elsewhere."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

import httpx2

from helpdesk import __version__
from helpdesk.clock import Clock
from helpdesk.networks.answer import Answer, error_of
from helpdesk.networks.deadline import Deadline
from helpdesk.networks.errors import NetworkError, NotSent, RefusedByNetwork, TooLarge, Uncertain, WrongSettings
from helpdesk.networks.protocol import Quota
from helpdesk.networks.quota import quotas_of

REFUSAL_BYTES = 64_000  # enough of a refusal to find its words


class Door:
    """Requests to one server. Never repeats a request: whoever asks knows whether that is safe.

    `token` is that of each request which does not bring its own; None for a server that is asked without.
    `timeout_seconds` holds for each phase and for the whole; `max_bytes` for a body after unpacking. `error_of` says
    which error an answer stands for, where a network has signs of its own.
    Raises WrongSettings when the address or the token cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None,
        *,
        clock: Clock,
        timeout_seconds: float = 10,
        max_bytes: int = 2_000_000,
        error_of: Callable[[Answer, datetime], NetworkError | None] = error_of,
    ) -> None:
        self._clock = clock
        self._error_of = error_of
        self._quotas: dict[str, Quota] = {}
        self._authorization = _authorization(token)
        self._timeout_seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._client = httpx2.Client(
            base_url=_checked_address(base_url),
            headers={
                "User-Agent": f"helpdesk/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",  # the two that the client unpacks in bounded pieces everywhere
            },
            timeout=httpx2.Timeout(timeout_seconds),
            verify=_trusted(),
            # A kept connection may be closed by the server just when we write: then nobody knows what it read.
            limits=httpx2.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | Sequence[str]] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        budget: str = "requests",
    ) -> Answer:
        """The answer to one request, a 2xx. Every other ending is raised as the `NetworkError` it stands for.

        `budget` is the name under which `quotas` remembers what the answer tells of the network's limits.
        """
        signed = _authorization(token) or self._authorization
        with Deadline(self._timeout_seconds) as deadline:
            try:
                request = self._client.build_request(
                    method, path, params=params, json=json, data=form, headers={**signed, **(headers or {})},
                    extensions={"trace": deadline.trace},
                )  # fmt: skip
            except UnicodeEncodeError as error:
                raise RefusedByNetwork("The text holds half a character, which no network can take.", 0) from error
            answer = self._sent(request, deadline)
        now = self._clock.now()
        for quota in quotas_of(answer.headers, budget, now):
            self._quotas[quota.name] = quota
        ending = self._error_of(answer, now)
        if ending is not None:
            raise ending
        return answer

    def quotas(self) -> tuple[Quota, ...]:
        """What the network last told of each budget."""
        return tuple(dict(self._quotas).values())

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _sent(self, request: httpx2.Request, deadline: Deadline) -> Answer:
        try:
            response = self._client.send(request, stream=True)
            try:
                answer = Answer(response.status_code, dict(response.headers), self._body(response))
                if deadline.passed and response.is_success:  # a body without a length ends wherever it is cut off
                    raise httpx2.ReadTimeout("time was up")
                return answer
            finally:
                response.close()
        except (httpx2.HTTPError, httpx2.StreamError, UnicodeError) as error:  # UnicodeError: a host that is no name
            why = "time was up" if deadline.passed else f"{type(error).__name__}: {str(error)[:200]}"
            where = request.url.host
            if deadline.first_byte_left:
                raise Uncertain(f"{where} was asked, but gave no whole answer ({why}).") from error
            raise NotSent(f"{where} cannot be reached ({why}). Nothing was sent.") from error

    def _body(self, response: httpx2.Response) -> bytes:
        """The body, unpacked. Of a refusal only the beginning, since its status alone decides."""
        body = bytearray()
        if response.is_success:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > self._max_bytes:
                    host, most = response.url.host, f"{self._max_bytes:,} bytes"
                    raise TooLarge(f"{host} answered with more than {most}.", response.status_code)
            return bytes(body)
        try:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > REFUSAL_BYTES:
                    break
        except (httpx2.HTTPError, httpx2.StreamError):
            pass  # the words are lost, the refusal is not
        return bytes(body[:REFUSAL_BYTES])


@cache
def _trusted() -> ssl.SSLContext:
    """Whom TLS trusts. Read once, since reading it takes longer than most requests."""
    return httpx2.create_ssl_context(trust_env=False)


def _checked_address(base_url: str) -> httpx2.URL:
    try:
        address = httpx2.URL(base_url.strip())
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise WrongSettings("The account's address is no web address.") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise WrongSettings("The account's address must begin with https:// (or http://) and name a server.")
    if address.port is not None and not 0 < address.port < 65536:
        raise WrongSettings("The account's address names a port that no server can have.")
    if address.userinfo or address.query or address.fragment:
        raise WrongSettings("The account's address must be without a name, password, ? or #.")
    return address


def _authorization(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {_checked_token(token)}"}


def _checked_token(token: str) -> str:
    token = token.strip()
    if not token or not all("!" <= sign <= "~" for sign in token):
        raise WrongSettings("The account's token is empty or holds a character that no token has.")
    return token
