"""`helpdesk policy`: what is in force, what a change would do, and putting it in force."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from helpdesk.clock import SystemClock
from tests.commands.shell import Shell

ROOT = Path(__file__).parents[2]
DEAL = 'priority = "low"\nfirst_response_minutes = 240'


def started(shell: Shell) -> str:
    """A desk with its first policy; gives that as TOML."""
    assert shell.run("triage").exit_code == 0
    shown = shell.run("policy", "show", "--format", "toml")
    assert shown.exit_code == 0
    return shown.stdout


def test_what_is_shown_can_be_changed_checked_published_and_taken_back(each_shell: Shell) -> None:
    shell = each_shell
    text = started(shell)
    assert DEAL in text
    faster = text.replace(DEAL, 'priority = "low"\nfirst_response_minutes = 30')
    assert shell.run("policy", "check", "-", given=faster).stdout == "Nothing is wrong: 9 topics can be published.\n"
    assert "Revision 1\n" in shell.run("policy", "show").stdout, "checking publishes nothing"
    assert shell.run("policy", "publish", "-", "--note", "Sale", given=faster).stdout == "Revision 2 is in force.\n"
    assert "first 30 min, next 240 min of office" in shell.run("policy", "show").stdout
    assert shell.run("policy", "rollback", "1").stdout == "Revision 3 is in force: back to 1.\n"
    assert shell.run("policy", "show", "--format", "toml").stdout == text
    assert "first_response_minutes = 30\n" in shell.run("policy", "show", "--revision", "2", "--format", "toml").stdout


def test_a_draft_with_mistakes_is_told_whole_and_not_published(shell: Shell) -> None:
    text = started(shell).replace('"refund",', '"refund", "the",').replace('"outage"', '"@us"')
    for word in ("check", "publish"):
        ran = shell.run("policy", word, "-", given=text)
        assert ran.exit_code == 1
        assert len(ran.stderr.splitlines()) == 2
        assert all(line.startswith("line ") for line in ran.stderr.splitlines())
    assert "Revision 1\n" in shell.run("policy", "show").stdout


def test_mistakes_are_sentences(shell: Shell) -> None:
    assert shell.run("policy", "show").stderr == "No policy is published yet.\n"
    started(shell)
    assert shell.run("policy", "check", "/nowhere.toml").exit_code == 2
    assert "not UTF-8: byte 1" in shell.run("policy", "check", "-", given=b"\xff").stderr
    assert "larger than" in shell.run("policy", "check", "-", given="#" * 1_000_000).stderr
    assert shell.run("policy", "rollback", "7").stderr == "There is no revision 7.\n"
    assert shell.run("policy", "rollback", "1").stderr == "Nothing differs from revision 1, which is in force.\n"
    assert shell.run("policy", "show", "--revision", "7").stderr == "There is no revision 7.\n"


POST = (
    '{{"id": "{0}", "author": "carl{0}", "text": "A coupon please", "created_at": "{1}", "account": "@brightbyte"}}\n'
)


def test_a_dry_run_says_what_would_move_and_writes_nothing(shell: Shell) -> None:
    hour_ago = (SystemClock().now() - timedelta(hours=1)).isoformat()
    assert shell.run("import", "-", given="".join(POST.format(n, hour_ago) for n in range(12))).exit_code == 0
    text = started(shell).replace('key = "offers"', 'key = "deals"').replace(DEAL, 'priority = "urgent"')
    table = shell.run("policy", "dry-run", "-", given=text)
    assert table.exit_code == 0
    assert "12 of 12 opening posts would have gone elsewhere" in table.stdout
    assert "offers (orders) -> deals (orders): 12" in table.stdout
    assert "and 2 more" in table.stdout
    assert "(really " in table.stdout
    assert "Both policies are played on the same posts" in table.stdout
    figures = json.loads(shell.run("policy", "dry-run", "-", "--format", "json", given=text).stdout)
    assert sum(share["after"] for share in figures["people"]) == 12
    assert figures["moves"][0]["after"] == {"topic": "deals", "team": "orders"}
    assert len(figures["moves"][0]["mentions"]) == figures["moved"] == 12
    assert (
        json.loads(shell.run("policy", "dry-run", "-", "--days", "1", "--format", "json", given=text).stdout)["opened"]
        == 12
    )
    assert shell.run("policy", "dry-run", "-", given="x").exit_code == 1
    assert "Revision 1\n" in shell.run("policy", "show").stdout
