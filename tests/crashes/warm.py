"""What every child would else do anew: imported once by the process that all of them are forked from."""

from __future__ import annotations

from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access
from tests import databases
from tests.cast import SetClock
from tests.crashes import harness, killing

# Reading whom TLS trusts takes longer than most stories. Opens no connection.
connect("practice", Access("http://127.0.0.1:1", "@brightbyte", "no-token"), SetClock()).close()

__all__ = ["databases", "harness", "killing"]
