"""The README is held to the code: every key, command, option and state, and nothing that isn't there any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from helpdesk.cli import COMMANDS, group
from helpdesk.config import Config
from helpdesk.records import conversations, replies

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE_FROM_THE_RUNNING_DESK = {"docs/inbox.png", "docs/report.png"}
COMMON = {"--config", "--database", "--help"}


def rows(beginning: str) -> dict[str, list[str]]:
    """The rows of the README's tables whose first cell is in backticks and matches; their other cells, by that cell."""
    found = re.findall(rf"^\| `({beginning})` \|(.*)\|$", README, re.MULTILINE)
    assert len(found) == len({first for first, _ in found}), "a row stands twice"
    return {first: [cell.strip() for cell in rest.split("|")] for first, rest in found}


def keys(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that config.toml may have, with its default."""
    for name, field in model.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        table = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if table:
            yield from keys(table, f"{before}{name}.")
        else:
            yield before + name, field.default


def commands(one: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    if isinstance(one, click.Group):
        context = click.Context(one)
        for word in one.list_commands(context):
            found = one.get_command(context, word)
            assert found is not None
            yield from commands(found, f"{name} {word}")
    else:
        yield name, one


def section(heading: str) -> str:
    return README.split(f"\n{heading}\n")[1].split("\n#")[0]


def test_every_configuration_key_is_explained_with_its_default() -> None:
    sections = "desk|server|database|intake|triage|outbox|worker|reports|enrolment|mail|alarms|sandbox|accounts|policy"
    told = rows(rf"(?:{sections})\.[a-z_.]+")
    known = dict(keys(Config))
    assert set(told) == set(known)
    for key, default in known.items():
        shown = told[key][0].strip("`")
        if default is PydanticUndefined:
            assert shown == "(needed)", key
        elif default in ("", (), None) or default == {}:
            assert shown in ("(empty)", "(none)"), key
        elif isinstance(default, tuple):
            assert shown == str(list(default)).replace("'", '"'), key
        else:
            assert shown == (str(default).lower() if isinstance(default, bool) else str(default)), key


def test_every_command_and_option_is_explained() -> None:
    told = rows(r"helpdesk [a-z -]+")
    known = dict(commands(group, "helpdesk"))
    assert set(told) == set(known)
    for name, one in known.items():
        options = {option for each in one.params for option in each.opts if option.startswith("--")} - COMMON
        arguments = {str(each.name).upper() for each in one.params if isinstance(each, click.Argument)}
        assert set(re.findall(r"`([^`]+)`", told[name][0])) == options | arguments, name


def test_every_command_of_the_help_is_a_command() -> None:
    assert {name.split()[1] for name, _ in commands(group, "helpdesk")} == set(COMMANDS)


@pytest.mark.parametrize(
    ("heading", "states"),
    [
        (
            "### States of a conversation",
            (conversations.OPEN, conversations.WAITING, conversations.SNOOZED, conversations.CLOSED),
        ),
        (
            "### States of a reply",
            (
                replies.QUEUED,
                replies.SENDING,
                replies.SENT,
                replies.FAILED,
                replies.UNKNOWN,
                replies.WITHDRAWN,
                replies.HELD,
                replies.CHAINED,
                replies.DISCARDED,
                replies.PENDING,
                replies.RETURNED,
            ),
        ),
    ],
)
def test_the_state_tables_have_every_state_and_no_other(heading: str, states: tuple[str, ...]) -> None:
    table = section(heading)
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(states)
    assert set(re.findall(r"`(\w+)`", table)) == set(states)


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    nearby = {link for link in links if not link.startswith("http")}
    assert nearby >= MADE_FROM_THE_RUNNING_DESK
    missing = {link for link in nearby if not (ROOT / link).exists()}
    assert missing <= MADE_FROM_THE_RUNNING_DESK
    headings = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"\n#+ (.+)", README)}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(r"`((?:helpdesk|templates|migrations|tests|bench|docs|\.ci)/[\w/.]*)`", README)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists() and "NAME" not in path] == []


def test_every_benchmark_that_is_named_is_one() -> None:
    from bench.__main__ import NAMES

    assert set(re.findall(r"python -m bench ([\w-]+)", README)) <= set(NAMES)


def test_changes_are_dated_and_sorted_into_improvements_and_bug_fixes() -> None:
    changes = README.split("\n## Changes\n")[1]
    days = re.findall(r"^### (.+)$", changes, re.MULTILINE)
    assert days
    assert days == sorted(days, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    assert set(re.findall(r"^#### (.+)$", changes, re.MULTILINE)) <= {"Improvements", "Bug fixes"}
