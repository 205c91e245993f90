"""What became of a request that did not end well. Each class is one thing that the caller can do about it."""

from __future__ import annotations

from datetime import datetime


class NetworkError(Exception):
    """Base of all: `sentence` says, to the person who can act, what happened."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongSettings(NetworkError):
    """The account's network, address or token cannot be used at all: nothing was tried."""


class NotSent(NetworkError):
    """What was to be done surely was not, and may be tried again.

    Either no byte of the request left this machine (no connection, no name, no TLS), or what it needs first could not
    be had: a session, or on Bluesky the post that is answered, whose content an answer points to.
    """


class TryLater(NetworkError):
    """The network did not process the request and asks for patience, `until` a moment if it named one."""

    def __init__(self, sentence: str, until: datetime | None) -> None:
        super().__init__(sentence)
        self.until = until


class RefusedByNetwork(NetworkError):
    """Final: asking again gives the same answer. `status` is 0 when the text could not even be put on the wire."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Missing(RefusedByNetwork):
    """What was asked for is not there, or not any more (404, 410)."""


class SignedOut(NetworkError):
    """The network no longer accepts the token: the account has to be connected anew (401)."""


class OutOfCredit(NetworkError):
    """The account's plan or money with the network is used up: waiting does not help, a person has to act (402)."""


class Uncertain(NetworkError):
    """It may or may not have happened. `status` is that of the answer, None when there was none to read."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class TooLarge(Uncertain):
    """The answer was larger than the door lets in; a reader can ask for less."""
