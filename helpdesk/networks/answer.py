"""A network's answer: its JSON, or the error that it stands for. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpdesk.networks.errors import (
    Missing,
    NetworkError,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
)
from helpdesk.networks.limit_reset import later_until

LONGEST_WORDS = 300
GONE = {404, 410}
# Refusals that do not say that nothing happened: 408 and 425 come from proxies that may have passed the request on,
# 409 is what a server answers while the first copy of the same reply is still being made, 421 asks to come again.
UNDECIDED = {408, 409, 421, 425}
REPEATED = {400, 403, 422}  # with which servers turn away what they have had from us already
DUPLICATE = "duplicate"
DUPLICATE_CODE = 187  # X's own


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (lower-case names) and body, unpacked and bounded."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """The JSON of the body. One broken byte in one post does not spoil the rest: it becomes U+FFFD.

        Raises Uncertain when it is no JSON: the request may well have been carried out.
        """
        try:
            return json.loads(self.body.decode("utf-8-sig", errors="replace"), strict=False)
        except (ValueError, RecursionError) as error:
            raise Uncertain("The network answered, but not with readable JSON.", self.status) from error


def error_of(answer: Answer, now: datetime) -> NetworkError | None:
    """The error that an answer stands for, None for a 2xx. `now` bounds the moment of "try later"."""
    status = answer.status
    if 200 <= status < 300:
        return None
    said = own_words(told(answer))
    if status == 401:
        return SignedOut("The network no longer accepts this account's token: connect the account anew." + said)
    if status == 402:
        return OutOfCredit("The network wants to be paid before it goes on: see to the account's plan there." + said)
    if status == 429:
        return TryLater("The network asks for fewer requests." + said, later_until(answer.headers, now))
    if status == 503 and answer.headers.get("retry-after"):
        return TryLater("The network is closed for a moment." + said, later_until(answer.headers, now))
    if status in REPEATED and _is_duplicate(told(answer)):
        return Uncertain(
            f"The network says that this was posted before: perhaps by a try of ours that gave no answer.{said}", status
        )
    if status in GONE:
        return Missing(f"The network does not have it, or not any more ({status}).{said}", status)
    if 400 <= status < 500 and status not in UNDECIDED:
        return RefusedByNetwork(f"The network refused ({status}).{said}", status)
    if 300 <= status < 400:
        return Uncertain(f"The network sent us elsewhere ({status}); the desk does not follow.", status)
    return Uncertain(f"The network had trouble of its own ({status}).{said}", status)


def _is_duplicate(problem: Mapping[str, object]) -> bool:
    """Whether a refusal means that the very same is there, or was: nobody knows whose try that was."""
    words = " ".join(str(problem.get(name, "")) for name in ("detail", "message", "error")).lower()
    return DUPLICATE in words or problem.get("code") == DUPLICATE_CODE


def told(answer: Answer) -> Mapping[str, object]:
    """The JSON object in which the network tells what went wrong, or the first of a list of them; else nothing."""
    try:
        body = answer.json()
    except Uncertain:
        return {}
    if not isinstance(body, dict):
        return {}
    listed = body.get("errors")
    if "title" not in body and isinstance(listed, list) and listed and isinstance(listed[0], dict):
        return listed[0]
    return body


def own_words(problem: Mapping[str, object]) -> str:
    """What the network itself said, in one line of at most 300 characters; "" when it said it in HTML or not at all."""
    for name in ("error_description", "message", "error", "detail", "title"):
        words = problem.get(name)
        if isinstance(words, str) and words.strip():
            line = " ".join("".join(sign if sign.isprintable() else " " for sign in words[:2000]).split())
            return f' It says: "{line[:LONGEST_WORDS]}"'
    return ""
