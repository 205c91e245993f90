"""`helpdesk serve`: starting, starting twice, and stopping."""

from __future__ import annotations

import re
import signal
import socket
import stat

from sqlalchemy import func, select

from helpdesk.leadership import Leadership
from helpdesk.records.mentions import Mention
from helpdesk.records.staff import Staff
from tests.commands.shell import Shell

LINK = re.compile(r"^ +(\w+) +(\w+) +(http://127\.0\.0\.1:\d+/sign-in/link/\S{40,})$", re.MULTILINE)


def test_the_first_start_gives_four_links_and_a_second_desk_is_refused(each_shell: Shell) -> None:
    with each_shell.serving() as first:
        links = LINK.findall(first.said)
        assert [(name, role) for name, role, _ in links] == [
            ("Ada", "agent"), ("Ben", "agent"), ("Mona", "manager"), ("Olga", "admin"),
        ]  # fmt: skip
        assert len({url for _, _, url in links}) == 4
        second = each_shell.process("serve", "--port", "0")
        assert second.status == 1
        assert second.err.count("\n") == 1
        assert "Another `helpdesk serve`" in second.err
        assert first.answers()
        database = each_shell.database()

        def carl_was_heard() -> bool:
            with database.reading() as connection:
                return bool(connection.execute(select(func.count()).select_from(Mention)).scalar())

        first.until(carl_was_heard, seconds=60)
        with database.reading() as connection:
            assert connection.execute(select(Staff.password)).scalars().all() == [None] * 4
        database.close()
        healthy = each_shell.process("doctor")
        assert healthy.status == 0, healthy.out
        assert first.stop(signal.SIGTERM) == 0
        assert "Traceback" not in first.errors.read_text()
    kept = each_shell.data / "secrets"
    assert stat.S_IMODE(each_shell.data.stat().st_mode) == stat.S_IMODE(kept.stat().st_mode) == 0o700
    secrets = {file.name: stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()}
    assert set(secrets) == {"session_key", "practice-brightbyte", "practice-brightbyte-deals"}
    assert set(secrets.values()) == {0o600}


def test_a_desk_that_was_imported_into_still_welcomes_its_staff_once(shell: Shell) -> None:
    assert shell.run("import", "-", given="").exit_code == 0
    with shell.serving() as first:
        assert len(LINK.findall(first.said)) == 4
        assert first.stop(signal.SIGINT) == 0
        assert "Traceback" not in first.errors.read_text()
    with shell.serving() as again:
        assert "sign-in" not in again.said
        assert again.stop(signal.SIGTERM) == 0


def test_a_port_that_is_taken_is_one_sentence_and_nothing_keeps_running(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = shell.process("serve", "--port", port)
        assert (ran.status, ran.err.count("\n")) == (1, 1)
        assert ran.err.startswith(f"Port {port} on 127.0.0.1 is taken")
        assert "--port" in ran.err
        shell.variables["HELPDESK_SANDBOX__PORT"] = port
        ran = shell.process("serve", "--port", "0")
        assert (ran.status, ran.err.count("\n")) == (1, 1)
        assert "HELPDESK_SANDBOX__PORT" in ran.err
    database = shell.database()
    leadership = Leadership(database)
    assert leadership.take(), "the process that could not start still holds the lead"
    leadership.release()
    database.close()
