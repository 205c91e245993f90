"""A connection that has rested is asked whether its server still holds it, and replaced when it doesn't.

SQLAlchemy's `pool_pre_ping` asks at each transaction, which is a tenth of a short one. In constant use nothing is
asked: a server that goes away then is found by the next statement, which also ends all other connections to it.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

RESTED_SECONDS = 2


def ask_after_rest(engine: Engine) -> None:
    """Lets the pool of this engine ask."""

    @event.listens_for(engine, "checkin")
    def _rests(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _asked(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.get("since")
        if since is None or time.monotonic() - since < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool makes another one
