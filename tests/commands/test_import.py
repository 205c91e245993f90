"""`helpdesk import` and `helpdesk triage`."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from helpdesk.records.accounts import Account
from helpdesk.records.clocks import FIRST_RESPONSE, RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from tests.commands.shell import Shell


def line(number: int, text: str = "@brightbyte my parcel is late", **more: object) -> str:
    row = {"id": str(number), "author": "carl", "text": text, "created_at": "2014-08-01T12:00:00Z"}
    return json.dumps(row | {"account": "@brightbyte"} | more)


def test_good_lines_go_in_and_bad_ones_are_told_by_number(each_shell: Shell) -> None:
    bad = ["{", line(2, created_at="yesterday"), '{"id": "3"}']
    given = "\n".join([line(1), *bad, "", line(6)])
    answer = each_shell.run("import", "-", given=given)
    assert answer.exit_code == 1
    assert answer.stdout == "2 queued, 0 set aside, 0 seen before, 3 refused\n"
    told = answer.stderr.splitlines()
    assert [said.split(":")[0] for said in told] == ["line 2", "line 3", "line 4"]
    assert "JSON" in told[0]
    assert "yesterday" in told[1]
    assert "author" in told[2]


def test_the_same_file_again_adds_nothing(each_shell: Shell) -> None:
    file = each_shell.folder / "mentions.jsonl"
    file.write_text("\n".join(line(number) for number in range(7)))
    first, again = each_shell.run("import", str(file)), each_shell.run("import", str(file))
    assert (first.exit_code, first.stdout) == (0, "7 queued, 0 set aside, 0 seen before, 0 refused\n")
    assert (again.exit_code, again.stdout) == (0, "0 queued, 0 set aside, 7 seen before, 0 refused\n")
    database = each_shell.database()
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Mention)).scalar() == 7
        accounts = connection.execute(select(Account.network, Account.handle, Account.listen_only)).all()
        assert accounts == [("file", "@brightbyte", True)]
    database.close()


def test_a_file_of_only_bad_lines_names_the_first_fifty(shell: Shell) -> None:
    answer = shell.run("import", "-", given="nonsense\n" * 60)
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 51
    assert "10 more" in answer.stderr


def test_triage_gives_what_waits_to_a_topic_a_person_and_a_clock(each_shell: Shell) -> None:
    lines = [line(1), line(2, "@brightbyte my screen is broken", author="dora"), line(3, "@brightbyte hm", author="ed")]
    assert each_shell.run("import", "-", given="\n".join(lines)).exit_code == 0
    answer = each_shell.run("triage")
    assert (answer.exit_code, answer.stdout) == (0, "3 sorted\n")
    database = each_shell.database()
    with database.reading() as connection:
        sorted_to = connection.execute(select(Conversation.topic, Conversation.staff_id).order_by(Conversation.id))
        found = sorted_to.all()
        assert [row.topic for row in found] == ["delivery", "repairs", "other"]
        assert None not in [row.staff_id for row in found]
        answers_due = select(func.count()).where(Clock.state == RUNNING, Clock.kind == FIRST_RESPONSE)
        assert connection.execute(answers_due).scalar() == 3
    database.close()
    assert each_shell.run("triage").stdout == "0 sorted\n"


def test_without_a_policy_triage_says_what_to_do(shell: Shell) -> None:
    shell.config = shell.folder / "empty.toml"
    shell.config.write_text("")
    assert shell.run("import", "-", given=line(1)).exit_code == 0
    answer = shell.run("triage")
    assert answer.exit_code == 1
    assert "No policy is published yet" in answer.stderr
