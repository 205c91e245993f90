"""A round of listening: what a connection knows is kept while its network only asks for patience."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import update

from helpdesk.connections import Connections
from helpdesk.networks import connect
from helpdesk.networks.errors import NetworkError, SignedOut, TryLater
from helpdesk.networks.protocol import Author, Network
from helpdesk.polling import Polling
from helpdesk.records.accounts import Account
from helpdesk.secret_files import Secrets
from tests.cast import Office
from tests.intake.scripted import Scripted


class Unwilling(Scripted):
    """Does not even say who we are."""

    error: NetworkError

    def whoami(self) -> Author:
        raise self.error


@pytest.mark.parametrize(
    ("error", "kept"), [(TryLater("Another process may be renewing it.", None), True), (SignedOut("No."), False)]
)
def test_a_connection_is_kept_while_it_waits_and_made_anew_when_it_failed(
    error: NetworkError, kept: bool, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwilling(*_given: object) -> Network:
        network = Unwilling()
        network.error = error
        return cast(Network, network)

    monkeypatch.setitem(connect.CONNECTORS, "shown", unwilling)
    secrets = Secrets(tmp_path)
    secrets.read_or_make("practice")
    with office.database.writing() as connection:
        connection.execute(update(Account).values(network="shown"))
    connections = Connections(office.database, office.clock, secrets)
    before = connections.network_of(office.account)
    Polling(office.database, office.clock, connections, timedelta(0)).round_of(office.account, "shown")()
    assert (connections.network_of(office.account) is before) is kept
