"""The table of the outbox: each bad answer to a post of ours, and what is to become of the reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from helpdesk.records.replies import FAILED, QUEUED, SENT, UNKNOWN
from tests.networks import bad_answers
from tests.networks.between import Late, Strike, altered, done, instead
from tests.networks.street import SHORT

AT_ONCE = timedelta(seconds=5)  # the first wait before what surely was not posted is tried again
QUIET = timedelta(seconds=120)
NEVER_LEFT, UNPAID = "connection refused", "402"

SAYS_OF = {
    "author": "in another's name|could not show it.*is another's",
    "parent": "in another place than meant",
    "text": "other words than were sent",
}


@dataclass(frozen=True)
class Row:
    """What the network does, and what is to become of the reply: at once, and when the weather is good again.

    `waits`: until it is tried again, or looked for. `arrived`: whether the post is on the network in the end. `again`:
    whether the desk may ask to post it a second time.
    """

    strike: Strike | None
    state: str
    says: str = ""
    waits: timedelta | None = None
    ends: str = ""
    arrived: bool = False
    in_answer: bool = True  # to our post; else to the look at it afterwards
    again: bool = False


def rows(now: datetime, network: str, elsewhere: str) -> dict[str, Row]:
    """The table, one row an answer [R14-R17]."""
    unsure = bad_answers.unsure(elsewhere)
    table = {name: _doubt(network, instead(each), says) for name, (each, says) in unsure.items()}
    for name in ("500", "504", "a reset", "less than announced", "silence"):
        behaviour, says = unsure[name]
        table[f"done, then {name}"] = _doubt(network, done(behaviour), says, arrived=True)
    table["late"] = _doubt(network, Late(2 * SHORT), bad_answers.TOO_LATE, arrived=True)
    table["403 duplicate"] = _doubt(network, instead(bad_answers.DUPLICATE), "was posted before.*try of ours")
    for what, change in (("author", _anothers), ("parent", _elsewhere), ("text", _other_words)):
        strike = altered(lambda body, change=change: change(network, body))
        table[f"another {what}"] = Row(strike, UNKNOWN, SAYS_OF[what], QUIET, SENT, arrived=True, in_answer=False)
    for name, (behaviour, wait) in bad_answers.patience_asked(now).items():
        table[name] = Row(
            instead(behaviour), QUEUED, "fewer requests|closed for a moment", wait or AT_ONCE, SENT, True, again=True
        )
    table[NEVER_LEFT] = Row(None, QUEUED, "cannot be reached.*Nothing was sent", AT_ONCE, SENT, True, again=True)
    for name, (behaviour, says) in bad_answers.refused().items():
        table[name] = Row(instead(behaviour), FAILED, says, None, FAILED)
    table[UNPAID] = Row(instead(bad_answers.PAYMENT), QUEUED, "wants to be paid", timedelta(0), QUEUED)
    return table


def _doubt(network: str, strike: Strike, says: str, *, arrived: bool = False) -> Row:
    if network == "bluesky":
        return Row(strike, QUEUED, says, AT_ONCE, SENT, arrived=True, again=True)
    if network == "mastodon":
        return Row(strike, UNKNOWN, says, QUIET, SENT, arrived=True, again=not arrived)
    return Row(strike, UNKNOWN, says, QUIET, SENT if arrived else UNKNOWN, arrived)


def _anothers(network: str, body: Any) -> Any:
    changed = {
        "x": lambda: {**body, "data": {**body["data"], "author_id": "77"}},
        "mastodon": lambda: {**body, "account": {**body["account"], "id": "77"}},
        "bluesky": lambda: {**body, "uri": body["uri"].replace("did:plc:", "did:plc:x")},
    }
    return changed[network]()


def _elsewhere(network: str, body: Any) -> Any:
    if network == "x":
        return {**body, "data": {**body["data"], "referenced_tweets": [{"type": "replied_to", "id": "77"}]}}
    if network == "mastodon":
        return {**body, "in_reply_to_id": "77"}
    return {**body, "value": {key: part for key, part in body["value"].items() if key != "reply"}}


def _other_words(network: str, body: Any) -> Any:
    if network == "bluesky":
        return {**body, "value": {**body["value"], "text": "Buy now!"}}
    return {**body, "data": {**body["data"], "text": "Buy now!"}} if network == "x" else {**body, "content": "Buy now!"}
