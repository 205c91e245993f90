"""`helpdesk staff`."""

from __future__ import annotations

import pytest

from tests.commands.shell import Shell


def added(shell: Shell, *words: str) -> str:
    answer = shell.run("staff", "add", *words)
    assert answer.exit_code == 0, answer.stderr
    return answer.stdout


def test_somebody_new_gets_a_seat_and_a_link(shell: Shell) -> None:
    assert shell.run("triage").exit_code == 0  # makes the teams and the sample staff
    link = added(shell, "Dan@Desk.Example", "--name", "Dan Doe", "--team", "orders", "--team", "technicians")
    assert link.startswith("http://127.0.0.1:8080/sign-in/link/")
    listed = shell.run("staff", "list").stdout
    assert [row.split()[0] for row in listed.splitlines()] == ["Ada", "Ben", "Dan", "Mona", "Olga"]
    dan = next(row for row in listed.splitlines() if row.startswith("Dan"))
    assert "dan@desk.example" in dan
    assert dan.endswith("orders, technicians")


def test_an_empty_desk_lists_nobody(shell: Shell) -> None:
    answer = shell.run("staff", "list")
    assert (answer.exit_code, answer.stdout) == (0, "")


def test_a_new_link_differs_from_the_last(shell: Shell) -> None:
    first = added(shell, "dan@desk.example", "--name", "Dan")
    second = shell.run("staff", "link", " DAN@desk.example ")
    assert second.exit_code == 0
    assert second.stdout.startswith("http://")
    assert second.stdout != first


def test_somebody_who_leaves_loses_their_seat_and_somebody_else_may_rise(shell: Shell) -> None:
    assert shell.run("triage").exit_code == 0
    assert shell.run("staff", "remove", "ada@desk.example").exit_code == 0
    assert shell.run("staff", "role", "ben@desk.example", "manager").exit_code == 0
    listed = {row.split()[0]: row for row in shell.run("staff", "list").stdout.splitlines()}
    assert " gone " in listed["Ada"]
    assert " manager " in listed["Ben"]
    last = shell.run("staff", "remove", "olga@desk.example")
    assert (last.exit_code, "admin" in last.stderr) == (1, True)


def test_a_trainee_and_somebody_from_outside_get_their_seats(shell: Shell) -> None:
    added(shell, "tom@desk.example", "--name", "Tom", "--approval", "all")
    added(shell, "otto@desk.example", "--name", "Otto")
    assert shell.run("staff", "approval", "otto@desk.example", "3").exit_code == 0
    listed = {row.split()[0]: row for row in shell.run("staff", "list").stdout.splitlines()}
    assert "all answers need approval" in listed["Tom"]
    assert "the next 3 answers need approval" in listed["Otto"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "dan@desk.example", "--name", "Dan again"), "has a seat already"),
        (("add", "new@desk.example", "--name", "New", "--team", "ghosts"), "ghosts"),
        (("add", "no address", "--name", "New"), "e-mail address looks like"),
        (("add", "new@desk.example", "--name", "  "), "A name has 1 to"),
        (("add", "new@desk.example", "--name", "New", "--initials", "TOOLONG"), "Initials are"),
        (("approval", "dan@desk.example", "some"), "Say none, all, or how many"),
        (("add", "new@desk.example", "--name", "New", "--approval", "1000"), "Say none, all, or how many"),
        (("link", "nobody@desk.example"), "Nobody with the address"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_changed(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    added(shell, "dan@desk.example", "--name", "Dan")
    before = shell.run("staff", "list").stdout
    answer = shell.run("staff", *words)
    assert answer.exit_code == 1
    assert sentence in answer.stderr
    assert answer.stdout == ""
    assert shell.run("staff", "list").stdout == before
