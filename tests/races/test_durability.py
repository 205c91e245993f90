"""What was accepted survives a power cut, or the desk does not start."""

from __future__ import annotations

import pytest

from helpdesk.records.database import Database, UnsafeDatabase


def _with(postgres: Database, level: str) -> Database:
    asked = postgres.url.update_query_dict({"options": f"-c synchronous_commit={level}"})
    return Database(asked.render_as_string(hide_password=False))


def test_a_server_that_says_done_before_it_is_on_the_disk_is_refused(postgres: Database) -> None:
    hasty = _with(postgres, "off")
    with pytest.raises(UnsafeDatabase, match="synchronous_commit = off"):
        hasty.check()
    hasty.close()


@pytest.mark.parametrize("level", ["local", "remote_write", "on", "remote_apply"])
def test_a_server_that_waits_for_its_own_disk_at_least_is_taken(postgres: Database, level: str) -> None:
    careful = _with(postgres, level)
    careful.check()
    with careful.reading() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == level
    careful.close()
