"""The practice network's own file, and its place in the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import helpdesk.sandbox
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.log import published
from helpdesk.sandbox.publishing import NewPost, NotThere, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store, StoreUnusable
from tests.cast import SetClock

ALLOWED = ("helpdesk.sandbox", "helpdesk.clock", "helpdesk.folders")


def test_a_restart_forgets_nothing(tmp_path: Path, clock: SetClock) -> None:
    path = tmp_path / "var" / "practice.sqlite3"
    first = Store(path, clock)
    publish(first, NewPost("carl", "Carl", "hello"), clock.now())
    secret, revision = first.secret(), first.revision()
    first.close()
    second = Store(path, clock)
    assert [post["text"] for post in published(second)] == ["hello"]
    assert (second.secret(), second.revision()) == (secret, revision)
    second.close()


def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "folder").write_text("I am a file")
    for path in (tmp_path, tmp_path / "folder" / "practice.sqlite3", tmp_path / "folder"):
        with pytest.raises(StoreUnusable, match="cannot keep its posts in"):
            Store(path, clock)


def test_a_refused_post_leaves_nothing_behind(store: Store, clock: SetClock) -> None:
    with pytest.raises(NotThere):
        publish(store, NewPost("carl", "Carl", "hello", parent_id=1), clock.now())
    assert published(store) == []


def test_two_accounts_cannot_share_a_token(store: Store, clock: SetClock) -> None:
    with pytest.raises(ValueError, match="share a token"):
        create_app(store, accounts=[BrandAccount("a", "A", "t"), BrandAccount("b", "B", "t")], clock=clock)


def test_a_token_is_not_written_where_an_account_is_shown() -> None:
    assert "secret-token" not in repr(BrandAccount("brightbyte", "Brightbyte", "secret-token"))


def test_the_practice_network_knows_nothing_of_the_desk() -> None:
    folder = Path(helpdesk.sandbox.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith("helpdesk") or name.startswith(ALLOWED), (file.name, name)
