"""Asks for what a network needs, tries it, and gives the account to be kept. Nothing is written here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from helpdesk.clock import Clock
from helpdesk.commands.account_guides import GUIDES
from helpdesk.commands.account_trying import Failed, told
from helpdesk.commands.setup import Stop
from helpdesk.desk.accounts import Connected
from helpdesk.networks.connect import ONLY_LISTENED_TO, USUAL_ADDRESS, connect
from helpdesk.networks.errors import NetworkError
from helpdesk.networks.protocol import Access, Network
from helpdesk.networks.x import authorisation


class InHand:
    """What a connector keeps while it is tried: given to the safe together with the account."""

    def __init__(self) -> None:
        self.value: str | None = None

    def read(self) -> str | None:
        """What was written last."""
        return self.value

    def write(self, value: str) -> None:
        """For this try alone."""
        self.value = value


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the command; the rest is asked for."""

    network: str
    address: str
    handle: str
    purpose: str | None  # as it was, or service
    client_id: str
    callback: str
    at_once: bool  # X: the secret is a token, not to be exchanged


def connected(given: Given, clock: Clock, timeout_seconds: float) -> Connected:
    """The account, tried: we are let in and can read. Raises Stop with a sentence."""
    guide = GUIDES[given.network]
    click.echo(guide.steps)
    address = _address(given)
    token = _secret(given, guide.secret, address, clock)
    handle = given.handle
    if given.network == "bluesky" and not handle:
        handle = click.prompt("Handle of the account, such as brightbyte.bsky.social")
    handle = f"@{handle.strip().removeprefix('@')}" if handle else ""
    kept = InHand()
    try:
        network = connect(given.network, Access(address, handle, token, kept), clock, timeout_seconds=timeout_seconds)
        try:
            return _tried(given, network, address, handle, token, kept)
        finally:
            network.close()
    except NetworkError as error:
        raise Stop(told(error, given.network)) from None
    except Failed as reason:
        raise Stop(str(reason)) from None


def _tried(given: Given, network: Network, address: str, handle: str, token: str, kept: InHand) -> Connected:
    me = network.whoami()
    page = network.mentions(None)
    click.echo(f"Let in as @{me.handle} ({me.name}); {len(page.items)} posts on the first page.")
    listen_only = given.network in ONLY_LISTENED_TO
    if given.network == "mastodon" and "@" not in me.handle:
        ours = f"@{me.handle}@{urlsplit(address).netloc}"  # the same name may be taken on another server
    else:
        ours = handle if listen_only and handle else f"@{me.handle}"
    return Connected(given.network, ours, address, given.purpose, me.remote_id, listen_only, token or None, kept.value)


def _address(given: Given) -> str:
    usual = USUAL_ADDRESS.get(given.network)
    if given.address or usual:
        return (given.address or usual or "").strip()
    asked = (
        "Address of the feed" if given.network == "feed" else "Address of the server, such as https://mastodon.social"
    )
    return str(click.prompt(asked)).strip()


def _secret(given: Given, asked: str, address: str, clock: Clock) -> str:
    if not asked:
        return ""
    if given.network == "x" and not given.at_once:
        return _agreed(given, asked, address, clock)
    if given.network == "x":
        asked = "Access token, or the JSON of all tokens"
    return _hidden(asked)


def _hidden(asked: str, default: str | None = None) -> str:
    """A secret: not shown on a terminal; the next line of standard input where there is none."""
    if sys.stdin.isatty():
        return str(click.prompt(asked, hide_input=True, default=default, show_default=False)).strip()
    click.echo(f"{asked}:")
    line = sys.stdin.readline().strip() or default
    if line is None:
        raise Stop(f"Standard input ended where a line was expected: {asked}.")
    return line


def _agreed(given: Given, asked: str, address: str, clock: Clock) -> str:
    """X: the account's owner agrees in a browser, and pastes where that led."""
    client_id = given.client_id or str(click.prompt("OAuth 2.0 client ID")).strip()
    client_secret = _hidden(asked, default="")
    callback = given.callback or str(click.prompt("Callback address, as it stands in the app's settings")).strip()
    state, verifier = authorisation.new_secret(), authorisation.new_secret()
    click.echo("Open this as the account that will answer, and agree:")
    click.echo(authorisation.consent_link(client_id, callback, state, verifier))
    pasted = _hidden("Paste the whole address that the browser shows then")
    try:
        code = authorisation.code_in(pasted, state)
        return authorisation.exchange(
            code, verifier, callback, client_id=client_id, client_secret=client_secret or None, clock=clock,
            base_url=address,
        ).text()  # fmt: skip
    except NetworkError as error:
        raise Stop(told(error, "x")) from None
