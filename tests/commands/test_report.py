"""`helpdesk report response-times` and `helpdesk policy show`."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

import pytest

from helpdesk.clock import SystemClock
from tests.commands.shell import Shell
from tests.commands.test_import import line

REPORT = ("report", "response-times")
DAYS = ("--from", "2014-08-01", "--to", "2014-08-02")


@pytest.mark.parametrize("by", ["day", "staff", "team", "topic", "account"])
def test_on_an_empty_desk_there_is_no_data_and_no_zero(shell: Shell, by: str) -> None:
    assert shell.run("triage").exit_code == 0  # publishes the policy
    table = shell.run(*REPORT, "--by", by)
    assert table.exit_code == 0
    assert table.stdout.splitlines()[-1].split() == ["all", "0", "0", "0", *["no", "data"] * 3]
    header, total = csv.reader(shell.run(*REPORT, "--by", by, "--format", "csv").stdout.splitlines())
    cells = dict(zip(header, total, strict=True))
    assert cells["asked"] == "0"
    assert cells["median_seconds"] == cells["p90_seconds"] == cells["desk_median_seconds"] == cells["attainment"] == ""
    figures = json.loads(shell.run(*REPORT, "--by", by, "--format", "json").stdout)
    assert figures["groups"] == []
    assert figures["total"]["median_seconds"] is figures["total"]["attainment"] is None


def test_those_who_wait_are_counted_and_no_cell_is_a_formula(shell: Shell) -> None:
    assert shell.run("import", "-", given=f"{line(1)}\n{line(2, author='dora')}").exit_code == 0
    assert shell.run("triage").exit_code == 0
    header, account, total = csv.reader(
        shell.run(*REPORT, *DAYS, "--by", "account", "--format", "csv").stdout.splitlines()
    )
    assert account[0] == "'@brightbyte"
    assert dict(zip(header, total, strict=True))["open"] == "2"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in (*account, *total))
    table = shell.run(*REPORT, *DAYS, "--by", "account").stdout
    assert "not reached" in table


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("--from", "yesterday"), "'yesterday' is no date"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "ends (2026-03-01) before it begins"),
        (("--from", "2001-01-01", "--to", "2026-03-01"), "five years"),
    ],
)
def test_a_period_that_is_none_is_one_sentence(shell: Shell, days: tuple[str, ...], sentence: str) -> None:
    for name in ("response-times", "volume"):
        answer = shell.run("report", name, *days)
        assert answer.exit_code == 1
        assert sentence in answer.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--zone", "Mars/Olympus"), "no time zone"),
        (("--only", "shoe=4"), "--only takes NAME=KEY"),
        (("--only", "team"), "--only takes NAME=KEY"),
        (("--from", "9999-12-31"), "too far away"),
    ],
)
def test_what_nobody_can_answer_is_one_sentence_too(shell: Shell, given: tuple[str, str], sentence: str) -> None:
    answer = shell.run(*REPORT, *given)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr


def test_days_come_as_a_table_and_as_files(shell: Shell) -> None:
    assert shell.run("import", "-", given=f"{line(1)}\n{line(2, author='dora')}").exit_code == 0
    assert shell.run("triage").exit_code == 0
    days = ("report", "volume", *DAYS)
    header, *rows = csv.reader(shell.run(*days, "--format", "csv").stdout.splitlines())
    told = [dict(zip(header, row, strict=True)) for row in rows]
    figures = json.loads(shell.run(*days, "--format", "json").stdout)["days"]
    assert sum(int(day["wrote"]) for day in told) == sum(day["wrote"] for day in figures) == 2
    assert told[-1]["backlog"] == "2"
    assert [day["day"] for day in told] == [day["day"] for day in figures] == ["2014-08-01", "2014-08-02"]
    *table, _, settled = shell.run(*days).stdout.splitlines()
    assert settled.startswith("2 conversations: 0 closed at least once, 0 of them opened again, 2 never; median")
    assert settled.endswith("to the final one not reached")
    assert table[0].split()[:2] == ["day", "wrote"]
    assert table[-1].split() == ["2014-08-02", told[-1]["wrote"], "0", "0", "2", "0"]


def test_the_policy_in_force_is_shown(shell: Shell) -> None:
    none_yet = shell.run("policy", "show")
    assert (none_yet.exit_code, none_yet.stderr) == (1, "No policy is published yet.\n")
    assert shell.run("triage").exit_code == 0
    shown = shell.run("policy", "show")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Revision 1\n")
    assert "Delivery (delivery): orders, high, first 30 min, next 60 min" in shown.stdout
    assert "but not: many happy returns" in shown.stdout


def test_without_a_policy_the_report_by_topic_is_as_empty_as_the_desk(shell: Shell) -> None:
    answer = shell.run(*REPORT, "--by", "topic")
    assert answer.exit_code == 0
    assert "no data" in answer.stdout


def test_the_digest_is_a_few_lines_to_mail(shell: Shell) -> None:
    assert "no data to compare" in shell.run("report", "digest").stdout
    yesterday = (SystemClock().now() - timedelta(days=1)).replace(hour=12)  # so that the promise fell due then, too
    mentions = "\n".join(line(number, author=f"a{number}", created_at=yesterday.isoformat()) for number in range(3))
    assert shell.run("import", "-", given=mentions).exit_code == 0
    assert shell.run("triage").exit_code == 0
    said = shell.run("report", "digest", "--days", "3")
    assert said.exit_code == 0
    assert "Still waiting                  3   before 0" in said.stdout
    assert "█" * 30 in said.stdout
    assert "not reached" in said.stdout
    assert f"{'In time':<20}{'0%':>12}" in said.stdout
