"""`helpdesk doctor` on desks that are well and desks that are not. It looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, delete, text, update

from helpdesk.clock import SystemClock
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import in_force, publish
from helpdesk.records.accounts import Listener
from helpdesk.records.events import record
from helpdesk.records.heartbeats import beat
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.records.staff import Staff, TeamMember
from helpdesk.secret_files import Secrets
from tests.commands.shell import Shell

TOKENS = ("practice-brightbyte", "practice-brightbyte-deals")


def verdicts(shell: Shell, status: int) -> dict[str, tuple[str, str]]:
    """By what it is about: the verdict and the sentence."""
    answer = shell.run("doctor")
    assert answer.exit_code == status, answer.output
    assert answer.stderr == ""
    lines = answer.stdout.split("\n\n")[0].splitlines()
    return {about: (verdict, sentence) for verdict, about, sentence in map(_parts, lines)}


def _parts(line: str) -> tuple[str, str, str]:
    about, sentence = line[7:].split(": ", 1)
    return line[:7].strip(), about, sentence


def changed(shell: Shell, change: Callable[[Connection], object]) -> None:
    database = shell.database()
    with database.writing() as connection:
        change(connection)
    database.close()


@pytest.fixture
def well(shell: Shell) -> Shell:
    """A desk that works: sample staff, a policy, tokens, and a worker that was there just now."""
    _made_well(shell)
    return shell


def _made_well(shell: Shell) -> None:
    assert shell.run("import", "-", given="").exit_code == 0
    shell.data.mkdir(mode=0o700, exist_ok=True)
    for name in TOKENS:
        Secrets(shell.data).read_or_make(name)
    changed(shell, lambda connection: beat(connection, "triage", SystemClock().now()))


def test_a_desk_that_is_well_has_nothing_wrong(each_shell: Shell) -> None:
    _made_well(each_shell)
    found = verdicts(each_shell, status=0)
    assert {verdict for verdict, _ in found.values()} <= {"ok", "warn"}
    assert found["team orders"] == ("ok", "2 can answer for it.")
    assert found["staff"] == ("ok", "4 can answer, 4 of them on duty.")


def test_before_the_first_start_it_says_how_to_start_and_makes_nothing(shell: Shell) -> None:
    found = verdicts(shell, status=1)
    assert found["data folder"][0] == found["database"][0] == found["secret practice-brightbyte"][0] == "wrong"
    assert "./run serve" in found["database"][1]
    assert not shell.data.exists()


def test_a_token_is_never_printed(well: Shell) -> None:
    token = Secrets(well.data).read(TOKENS[0])
    assert token is not None
    (well.data / "secrets" / TOKENS[1]).unlink()
    said = well.run("doctor").output
    assert token not in said
    assert f"HELPDESK_SECRET_{TOKENS[1].upper().replace('-', '_')}" in said


def test_what_others_on_the_machine_can_read_is_wrong(well: Shell) -> None:
    well.data.chmod(0o755)
    (well.data / "secrets" / TOKENS[0]).chmod(0o644)
    found = verdicts(well, status=1)
    assert found["data folder"] == ("wrong", f"Others on this machine can look into {well.data}; chmod 700 {well.data}")
    assert found["secrets"][0] == "wrong"
    assert TOKENS[0] in found["secrets"][1]


def test_a_worker_that_went_home_is_wrong(well: Shell) -> None:
    an_hour_ago = SystemClock().now() - timedelta(hours=2)
    changed(well, lambda connection: beat(connection, "triage", an_hour_ago))
    assert verdicts(well, status=1)["worker"] == (
        "wrong", "Nobody works (last 2 hours ago): start ./run serve or helpdesk work."
    )  # fmt: skip


def test_a_worker_that_was_never_there_is_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(text("DELETE FROM heartbeats")))
    assert "never yet" in verdicts(well, status=1)["worker"][1]


def test_an_account_that_fails_says_since_when_and_why(well: Shell) -> None:
    assert well.run("import", "-", given=_line()).exit_code == 0
    since = SystemClock().now() - timedelta(minutes=30)
    changed(well, lambda connection: connection.execute(update(Listener).values(failing_since=since, problem="No.")))
    assert verdicts(well, status=1)["account @brightbyte (file)"] == ("wrong", "Failing for 30 minutes: No.")


def test_posts_that_do_not_add_up_are_wrong(well: Shell) -> None:
    assert well.run("import", "-", given=_line()).exit_code == 0
    changed(well, lambda connection: connection.execute(update(Listener).values(fetched=9)))
    assert verdicts(well, status=1)["account @brightbyte (file)"][0] == "wrong"


def test_a_count_of_open_conversations_that_is_off_is_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(update(Staff).where(Staff.name == "Ada").values(holding=5)))
    verdict, sentence = verdicts(well, status=1)["holding of ada@desk.example"]
    assert verdict == "wrong"
    assert sentence.startswith("5 open conversations noted, 0 found")


def test_an_event_of_tomorrow_means_that_a_clock_is_wrong(well: Shell) -> None:
    tomorrow = SystemClock().now() + timedelta(days=1)
    changed(well, lambda connection: record(connection, "signed_in", tomorrow))
    assert verdicts(well, status=1)["clock"][0] == "wrong"


def test_without_a_policy_nothing_is_sorted_and_that_is_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(delete(PolicyRevision)))
    assert verdicts(well, status=1)["policy"][0] == "wrong"


def test_a_team_without_anybody_is_a_warning_and_a_desk_without_anybody_is_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(delete(TeamMember)))
    found = verdicts(well, status=0)
    assert found["team technicians"][0] == "warn"
    assert "--team technicians" in found["team technicians"][1]
    changed(well, lambda connection: connection.execute(update(Staff).values(active=False)))
    assert verdicts(well, status=1)["staff"][0] == "wrong"


def test_tables_that_somebody_changed_by_hand_are_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(text("ALTER TABLE staff ADD COLUMN shoe_size INTEGER")))
    verdict, sentence = verdicts(well, status=1)["database"]
    assert verdict == "wrong"
    assert "differences: 1" in sentence


def test_a_database_from_a_newer_version_is_wrong(well: Shell) -> None:
    changed(well, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert "newer version" in verdicts(well, status=1)["database"][1]


def test_a_server_that_does_not_answer_is_wrong_and_the_rest_is_still_told(shell: Shell) -> None:
    shell.database_url = "postgresql://desk@127.0.0.1:1/desk"
    found = verdicts(shell, status=1)
    assert found["database"][0] == "wrong"
    assert "disk" in found


def test_a_configuration_with_mistakes_is_told_as_everywhere_else(shell: Shell) -> None:
    shell.config = shell.folder / "broken.toml"
    shell.config.write_text("[desk]\nnmae = 1\n")
    ran = shell.process("doctor")
    assert (ran.status, ran.err) == (2, "desk.nmae: there is no such key. Did you mean name?\n")


def _line() -> str:
    return '{"id":"1","author":"carl","text":"hi","created_at":"2014-08-01T12:00:00Z","account":"@brightbyte"}'


def test_holidays_that_run_out_are_told_in_time(well: Shell) -> None:
    def published_long_ago(connection: Connection) -> None:
        london = Calendar("london", "London", "Europe/London", ((),) * 7, (), ("GB-ENG",), date(2026, 1, 1))
        policy = replace(in_force(connection), calendars=(london,))
        publish(connection, policy, at=SystemClock().now(), staff_id=None)

    assert "holidays" not in verdicts(well, 0)
    changed(well, published_long_ago)
    verdict, sentence = verdicts(well, 0)["holidays"]
    assert verdict == "warn"
    assert sentence.startswith("The holidays of London (GB-ENG) were known until 1 January 2026: publish the policy")
