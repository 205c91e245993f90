"""The safe: what is kept sealed, which keys open it, and what does not open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from helpdesk.records.database import Database
from helpdesk.records.safe import Safe, Sealed, forget, session_of, token_of
from helpdesk.sealing import KEYS, CannotOpen, new_key
from helpdesk.secret_files import Secrets


@pytest.fixture
def safe(database: Database, tmp_path: Path) -> Safe:
    return Safe(database, Secrets(tmp_path))


def key_file(folder: Path) -> Path:
    return folder / "secrets" / KEYS


def rows(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        return dict(connection.execute(select(Sealed.name, Sealed.text)).all())


def test_what_is_kept_comes_back_and_the_newest_wins(safe: Safe) -> None:
    assert safe.read(token_of(7)) is None
    safe.write(token_of(7), "first")
    safe.write(token_of(7), "sécond 🔑")
    safe.write(session_of(7), "{}")
    assert safe.read(token_of(7)) == "sécond 🔑"
    assert safe.read(session_of(7)) == "{}"


def test_nothing_of_it_stands_in_the_database_in_clear(safe: Safe) -> None:
    safe.write(token_of(7), "carls-mustache")
    assert "carls" not in repr(rows(safe.database))
    with safe.database.reading() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sealed")):
            assert name == "token of account 7"


def test_another_process_opens_it_with_the_same_file(safe: Safe, tmp_path: Path) -> None:
    safe.write(token_of(7), "kept")
    assert Safe(safe.database, Secrets(tmp_path)).read(token_of(7)) == "kept"
    assert key_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_the_key_may_come_from_the_environment(safe: Safe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_SECRET_SEALING_KEYS", new_key())
    safe.write(token_of(7), "kept")
    assert safe.read(token_of(7)) == "kept"
    assert not key_file(tmp_path).exists()


def test_a_lost_key_is_never_replaced_by_a_new_one(safe: Safe, tmp_path: Path) -> None:
    safe.write(token_of(7), "kept")
    lost = key_file(tmp_path).read_text()
    key_file(tmp_path).unlink()
    with pytest.raises(CannotOpen, match="is gone; put it back from a backup"):
        safe.read(token_of(7))
    with pytest.raises(CannotOpen, match="is gone"):
        safe.write(token_of(8), "more")
    assert not key_file(tmp_path).exists()
    key_file(tmp_path).write_text(lost)
    assert safe.read(token_of(7)) == "kept"


@pytest.mark.parametrize("wrong", ["no key", "AAAA", "é" * 44])
def test_a_key_that_is_none_is_one_sentence(safe: Safe, tmp_path: Path, wrong: str) -> None:
    safe.write(token_of(7), "kept")
    key_file(tmp_path).write_text(wrong)
    with pytest.raises(CannotOpen, match="no key; put it back"):
        safe.read(token_of(7))


def test_another_key_does_not_open_it(safe: Safe, tmp_path: Path) -> None:
    safe.write(token_of(7), "kept")
    key_file(tmp_path).write_text(new_key())
    with pytest.raises(CannotOpen, match="token of account 7 was sealed with a key that is not in"):
        safe.read(token_of(7))


def test_a_text_that_was_changed_does_not_open(safe: Safe) -> None:
    safe.write(token_of(7), "kept")
    sealed = rows(safe.database)[token_of(7)]
    with safe.database.writing() as connection:
        connection.execute(update(Sealed).values(text=f"{sealed[:50]}{'B' if sealed[50] == 'A' else 'A'}{sealed[51:]}"))
    with pytest.raises(CannotOpen):
        safe.read(token_of(7))


def test_a_text_moved_into_another_accounts_place_does_not_open(safe: Safe) -> None:
    safe.write(token_of(7), "of the shop")
    safe.write(token_of(8), "of the offers")
    moved = rows(safe.database)[token_of(8)]
    with safe.database.writing() as connection:
        connection.execute(update(Sealed).where(Sealed.name == token_of(7)).values(text=moved))
    with pytest.raises(CannotOpen, match="belongs to the token of account 8"):
        safe.read(token_of(7))


def test_what_is_forgotten_is_gone(safe: Safe) -> None:
    safe.write(token_of(7), "kept")
    safe.write(token_of(8), "stays")
    with safe.database.writing() as connection:
        forget(connection, token_of(7), session_of(7))
    assert safe.read(token_of(7)) is None
    assert safe.read(token_of(8)) == "stays"


def test_what_fails_half_way_keeps_what_was_there(safe: Safe) -> None:
    safe.write(token_of(7), "kept")

    def fail_after_writing() -> None:
        with safe.database.writing() as connection:
            safe.put(connection, token_of(7), "half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert safe.read(token_of(7)) == "kept"


def test_many_who_keep_their_first_at_once_use_one_key(safe: Safe, tmp_path: Path) -> None:
    def keep(number: int) -> None:
        Safe(safe.database, Secrets(tmp_path)).write(token_of(number), f"of {number}")

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [safe.read(token_of(number)) for number in range(8)] == [f"of {number}" for number in range(8)]
    assert [file.name for file in key_file(tmp_path).parent.iterdir()] == [KEYS]
