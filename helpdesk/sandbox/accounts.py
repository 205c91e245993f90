"""Who is on the practice network: brand accounts given at start, customers made when they first write."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from helpdesk.sandbox.identifiers import take_id

HANDLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")


@dataclass(frozen=True)
class BrandAccount:
    """An account of the company: its handle without @, its display name, and the bearer token it signs in with."""

    handle: str
    name: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Account:
    """A profile of the practice network. `posts` counts what is still there."""

    id: int
    handle: str
    name: str
    brand: bool
    created_ms: int
    posts: int
    last_post_ms: int | None


def plain_handle(handle: str) -> str:
    """The handle without @ and surrounding space. Raises ValueError if no network could give such a handle."""
    plain = handle.strip().removeprefix("@")
    if not HANDLE.fullmatch(plain):
        raise ValueError("A handle has 1 to 64 letters, digits or _ (inside also . and -).")
    return plain


def read_account(row: sqlite3.Row) -> Account:
    """An account from a row that holds the columns of the table."""
    return Account(
        id=row["id"],
        handle=row["handle"],
        name=row["name"],
        brand=bool(row["brand"]),
        created_ms=row["created_ms"],
        posts=row["posts"],
        last_post_ms=row["last_post_ms"],
    )


def find_handle(connection: sqlite3.Connection, handle: str) -> Account | None:
    """The account with this handle, whatever its upper and lower case; None if there is none."""
    row = connection.execute("SELECT * FROM account WHERE folded = ?", (handle.casefold(),)).fetchone()
    return read_account(row) if row else None


def find_account(connection: sqlite3.Connection, account_id: int) -> Account | None:
    """The account with this id, or None."""
    row = connection.execute("SELECT * FROM account WHERE id = ?", (account_id,)).fetchone()
    return read_account(row) if row else None


def ensure_account(connection: sqlite3.Connection, handle: str, name: str, now_ms: int) -> int:
    """The id of the account with this handle; makes a customer's account if it is new."""
    row = connection.execute("SELECT id FROM account WHERE folded = ?", (handle.casefold(),)).fetchone()
    if row:
        return int(row["id"])
    account_id = take_id(connection, now_ms)
    connection.execute(
        "INSERT INTO account (id, handle, folded, name, created_ms) VALUES (?, ?, ?, ?, ?)",
        (account_id, handle, handle.casefold(), name or handle, now_ms),
    )
    return account_id


def declare_brands(connection: sqlite3.Connection, brands: Iterable[BrandAccount], now_ms: int) -> dict[str, int]:
    """Makes these the company's accounts; gives the account id of each token. Raises ValueError on a shared token."""
    tokens: dict[str, int] = {}
    for brand in brands:
        if brand.token in tokens:
            raise ValueError("Two accounts of the practice network share a token; give each its own.")
        account_id = ensure_account(connection, plain_handle(brand.handle), brand.name, now_ms)
        connection.execute("UPDATE account SET brand = 1, name = ? WHERE id = ?", (brand.name, account_id))
        tokens[brand.token] = account_id
    return tokens
