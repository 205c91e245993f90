"""config.toml: every key explained, every mistake told at once and by name."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from helpdesk.config import Config
from helpdesk.config_file import load
from helpdesk.config_mistakes import ConfigMistakes
from tests.test_readme import keys

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "config.toml"
OF_THE_SAMPLE = {"desk.zone"}  # Brightbyte is in London; a file that says nothing means UTC

TOPIC = '[[policy.topics]]\nkey = "{key}"\nname = "T"\nteam = "{team}"\n{more}\n'
MINUTES = "first_response_minutes = 1\nnext_response_minutes = 1\n"
TEAM = '[[policy.teams]]\nkey = "all"\nname = "All"\n'


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)


def written(folder: Path, content: str) -> Path:
    file = folder / "config.toml"
    file.write_text(content, encoding="utf-8")
    return file


def mistakes(folder: Path, content: str) -> list[str]:
    with pytest.raises(ConfigMistakes) as caught:
        load(written(folder, content))
    return caught.value.mistakes


def test_the_shipped_file_loads_and_has_every_key_with_its_default() -> None:
    shipped, default = load(SHIPPED), Config()
    for section in ("desk", "server", "database", "intake", "triage", "outbox", "worker", "mail", "alarms", "sandbox"):
        given, usual = getattr(shipped, section), getattr(default, section)
        assert given.model_fields_set == set(type(given).model_fields), section
        for key in type(given).model_fields:
            if f"{section}.{key}" not in OF_THE_SAMPLE:
                assert getattr(given, key) == getattr(usual, key), f"{section}.{key}"


def test_the_shipped_file_names_every_key_of_accounts_and_policy() -> None:
    words = set(re.findall(r"\w+", SHIPPED.read_text(encoding="utf-8")))
    assert {key.split(".")[-1] for key, _ in keys(Config)} <= words


def test_the_shipped_accounts_and_policy_are_usable() -> None:
    shipped = load(SHIPPED)
    assert {account.purpose for account in shipped.accounts} == {"service", "offers"}
    assert len(shipped.policy.teams) == 2
    assert sum(topic.catch_all for topic in shipped.policy.topics) == 1


def test_the_example_of_an_airline_is_usable() -> None:
    example = load(ROOT / "docs" / "airline.toml")
    assert len(example.policy.topics) == 10
    assert example.accounts == ()


def test_a_variable_beats_the_file_and_the_command_line_beats_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "[server]\nport = 1111\nthreads = 3\n")
    assert load(file).server.port == 1111
    monkeypatch.setenv("HELPDESK_SERVER__PORT", "2222")
    assert load(file).server.port == 2222
    found = load(file, overrides={"server": {"port": 3333}}).server
    assert (found.port, found.threads) == (3333, 3)


def test_lists_in_variables_are_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "")
    monkeypatch.setenv("HELPDESK_SERVER__TRUSTED_HOSTS", '["desk.example.org"]')
    assert load(file).server.trusted_hosts == ("desk.example.org",)
    monkeypatch.setenv("HELPDESK_SERVER__TRUSTED_HOSTS", "desk.example.org")
    told = mistakes(tmp_path, "[desk]\nnmae = 1\n")
    assert "HELPDESK_SERVER__TRUSTED_HOSTS" in told[0]
    assert "JSON" in told[0]
    assert told[1].startswith("desk.nmae: there is no such key")


def test_a_variable_of_a_section_that_is_not_there_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_SEVER__PORT", "1")
    monkeypatch.setenv("HELPDESK_OUTBOX__TRYS", "1")
    monkeypatch.setenv("HELPDESK_SECRET_A__B", "a token, and no setting")
    monkeypatch.setenv("HELPDESK_DATA", "not ours either")
    assert mistakes(tmp_path, "") == [
        "HELPDESK_SEVER__PORT: there is no section sever. Did you mean server?",
        "outbox.trys: there is no such key. Did you mean tries?",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[desk]\nzone = 'Mars/Base'", "desk.zone: no such time zone: 'Mars/Base'"),
        ("[desk]\nreply_limit = 0", "desk.reply_limit: write 1 or more (given: 0)."),
        ("[outbox]\nquiet_seconds = 0", "outbox.quiet_seconds: write 1.0 or more (given: 0)."),
        ("[server]\nport = 70000", "server.port: write 65535 or less"),
        ("[server]\ntrusted_hosts = 'one'", "server.trusted_hosts: write a list, such as"),
        ("[database]\nurl = 'mysql://host/name'", "database.url: use sqlite:///FILE or postgresql://"),
        ("[database]\nurl = 'sqlite:///:memory:'", "database.url: use sqlite:///FILE"),
        ("[[accounts]]\nhandel = '@a'", "accounts[1].handel: there is no such key. Did you mean handle?"),
        (
            "[[accounts]]\nnetwork = 'myspace'\nhandle = '@a'\nsecret = 'a'",
            "accounts[1].network: write one of these: 'practice', 'mastodon'",
        ),
        (
            "[[accounts]]\nnetwork = 'practice'\nhandle = 'ada'\nsecret = 'a'",
            "accounts[1].handle: write it with its @, such as @brightbyte (given: 'ada').",
        ),
        (
            "[[accounts]]\nnetwork = 'mastodon'\nhandle = '@a'\nsecret = 'a'",
            "accounts[1]: the account @a needs base_url",
        ),
        (
            "[[accounts]]\nnetwork = 'practice'\nhandle = '@a'",
            "accounts[1]: the account @a needs secret, the name of its token",
        ),
        (
            "[[accounts]]\nnetwork = 'practice'\nhandle = '@a'\nsecret = 'a'\n" * 2,
            "accounts: @a (practice) is listed twice.",
        ),
        (TEAM * 2, "policy: team 'all' is listed twice."),
        (
            TOPIC.format(key="t", team="ghosts", more=MINUTES + "catch_all = true"),
            "policy: topic 't' names the team 'ghosts', which is not listed.",
        ),
        (TEAM + TOPIC.format(key="t", team="all", more=MINUTES + "keywords = ['a']"), "exactly one topic must have"),
        ("[policy.targets.high]\nfirst_response_minutes = 5\n", "next_response_minutes: this key is"),
        (TEAM + TOPIC.format(key="t", team="all", more=MINUTES + "keywrds = []"), "Did you mean keywords?"),
        ("desk = 1", "desk: write a table of keys with values"),
    ],
)
def test_each_mistake_is_a_sentence_that_names_its_key(tmp_path: Path, content: str, told: str) -> None:
    assert told in "\n".join(mistakes(tmp_path, content))


def test_what_may_be_a_secret_is_not_repeated(tmp_path: Path) -> None:
    told = mistakes(
        tmp_path,
        "[database]\nurl = 'mysql://desk:hunter2@host/name'\n"
        "[[accounts]]\nnetwork = 'practice'\nhandle = '@a'\nsecret = 'Hunter2 itself'\n",
    )
    assert len(told) == 2
    assert "unter2" not in "".join(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"[desk\n", "is not valid TOML"), (b"\xff\xfe", "it is not UTF-8"), (None, "There is no configuration file")],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "config.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigMistakes) as caught:
        load(file)
    (sentence,) = caught.value.mistakes
    assert told in sentence
    assert str(file) in sentence


def test_settings_never_change_after_the_start() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(SHIPPED).server.port = 1  # type: ignore[misc]  # that mypy refuses it too is the point
