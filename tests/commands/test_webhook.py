"""`helpdesk webhook`."""

from __future__ import annotations

from tests.commands.shell import Shell


def test_a_door_is_opened_listed_and_closed_and_its_secret_shown_once(each_shell: Shell) -> None:
    opened = each_shell.run("webhook", "add", "shop")
    assert opened.exit_code == 0, opened.stderr
    address, secret = (line.split(": ")[1].strip() for line in opened.stdout.splitlines()[:2])
    assert address == "http://127.0.0.1:8080/webhooks/in/shop"
    assert secret.startswith("whsec_")
    listed = each_shell.run("webhook", "list").stdout
    assert listed.split() == ["shop", "standard", "last", "delivery", "never"]
    assert secret not in listed
    assert each_shell.run("webhook", "remove", "shop").exit_code == 0
    assert each_shell.run("webhook", "list").stdout == ""


def test_two_doors_have_two_secrets(shell: Shell) -> None:
    assert shell.run("webhook", "add", "one").stdout.split()[3] != shell.run("webhook", "add", "two").stdout.split()[3]


def test_a_door_for_x_takes_the_apps_own_secret_and_does_not_repeat_it(shell: Shell) -> None:
    opened = shell.run("webhook", "add", "x-events", "--x", given="carls-mustache\n")
    assert opened.exit_code == 0, opened.stderr
    assert "mustache" not in opened.output
    assert shell.run("webhook", "list").stdout.split()[:2] == ["x-events", "x"]


def test_what_cannot_be_is_a_sentence(shell: Shell) -> None:
    shell.run("webhook", "add", "shop")
    for words, sentence in (
        (("add", "shop"), "a webhook shop already"),
        (("add", "Shop/.."), "lower-case letters"),
        (("remove", "nobody"), "no webhook nobody"),
    ):
        answer = shell.run("webhook", *words)
        assert (answer.exit_code, sentence in answer.stderr, answer.stdout) == (1, True, "")
