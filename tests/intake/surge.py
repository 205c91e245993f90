"""What bench and test of a surge share: our account at a network, and what a manager's list shows."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import update

from helpdesk.intake.queue import Listening
from helpdesk.networks.protocol import Network
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database
from tests.crashes.dialects import Simulated


def moved_to(database: Database, account_id: int, there: Simulated, connector: Network) -> Listening:
    """From now on this account is at that network."""
    own_id = connector.whoami().remote_id
    at = {"network": there.network, "base_url": there.url, "handle": there.handle, "remote_id": own_id}
    with database.writing() as connection:
        connection.execute(update(Account).where(Account.id == account_id).values(at))
    return Listening(account_id, there.network, own_id)


def numbers_on_screen(mona: FlaskClient) -> list[int]:
    """The numbers ("no 7") that the posts have, as her list of everything shows them, page after page."""
    found, address = list[int](), "/inbox?view=everything"
    while address:
        page = mona.get(address).text
        found += [int(number) for number in re.findall(r'class="row-words"[^>]*>[^<]* no (\d+)', page)]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    return found
